// The entry of the bundle dist/reports.cjs: reports and the catalogue of rules, which an editor needs now and then.
import { ruleCatalogue, ruleEntry } from '../code/ruleCatalogue.ts';
import { jsonReport } from '../findings/reports/json.ts';
import { markdownReport } from '../findings/reports/markdown.ts';
import { rulePage } from '../findings/reports/rulePage.ts';
import { sarifReport } from '../findings/reports/sarif.ts';
import type { ScanReport } from '../findings/reports/scanReport.ts';
import { describeReason } from './reasons.ts';

/** The forms of a report that is a file. */
export const REPORT_FORMATS = ['json', 'sarif', 'markdown'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

export function reportAs(format: ReportFormat, report: ScanReport): string {
  switch (format) {
    case 'json':
      return jsonReport(report, describeReason);
    case 'markdown':
      return markdownReport(report, describeReason);
    case 'sarif':
      return sarifReport(report, { rules: ruleCatalogue(), entry: ruleEntry }, describeReason);
  }
}

/** A rule to choose from a list. */
export interface RuleChoice {
  readonly id: string;
  readonly title: string;
  readonly cwe: readonly number[];
}

export function ruleChoices(): readonly RuleChoice[] {
  return ruleCatalogue().map(({ id, title, cwe }) => ({ id, title, cwe }));
}

/** The page of a rule as Markdown; undefined when there is no such rule. */
export function pageOfRule(id: string): string | undefined {
  const entry = ruleEntry(id);
  return entry && rulePage(entry);
}

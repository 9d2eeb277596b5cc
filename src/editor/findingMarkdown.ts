import type { CodeFinding } from '../findings/finding.ts';
import type { LineIndex } from '../findings/lineIndex.ts';
import type { FindingRecord } from '../findings/reconcile.ts';
import {
  codeMarkdown,
  inlineMarkdown,
  plainMarkdown,
  proseMarkdown,
  visibleCode,
} from '../findings/reports/markdownText.ts';
import { provenanceInWords } from '../findings/reports/provenanceWords.ts';
import { isRuleId } from '../findings/ruleEntry.ts';
import { SHOW_RULE } from './commandIds.ts';
import { capitalised } from './receiptWords.ts';
import { codeOf, cweAddress, SEVERITY_WORDS, stateInWords, titleOf } from './severityWords.ts';

const LONGEST_PARAGRAPH = 2_000;
const LONGEST_QUOTE = 1_500;

/**
 * What is known of a finding, for a hover: what is wrong, the evidence, the path, what to do, who says so.
 * The only links in it are ours: to the CWE and to the page of the rule.
 *
 * @param path whether the steps from source to sink are part of it; the editor lists them above, with links,
 *   as long as it shows problems at all
 */
export function findingMarkdown(
  record: FindingRecord,
  lines: LineIndex,
  { languageId, path }: { readonly languageId: string; readonly path: boolean },
): string {
  const { finding } = record;
  const address = cweAddress(finding);
  const code = plainMarkdown(codeOf(finding));
  const state = stateInWords(record);
  return [
    `**${SEVERITY_WORDS[finding.severity]}: ${plainMarkdown(titleOf(finding))}** (${address === undefined ? code : `[${code}](${address})`})`,
    ...(state.length === 0 ? [] : [`*${plainMarkdown(capitalised(state.join('; ')))}*`]),
    paragraph(finding.explanation),
    '**What to do**',
    paragraph(finding.remediation),
    ...(path ? pathOf(finding, lines) : []),
    '**Evidence**',
    codeMarkdown(cleanCode(finding.evidence.quote), languageId),
    `*${plainMarkdown(provenanceInWords(finding))}*`,
    ...ruleLink(finding.ruleId),
  ].join('\n\n');
}

/** A link that runs our one command with the id of the rule; nothing for what is no id. */
function ruleLink(ruleId: string): string[] {
  if (!isRuleId(ruleId)) return [];
  const argument = encodeURIComponent(JSON.stringify([ruleId]));
  return [`[About this rule](command:${SHOW_RULE}?${argument})`];
}

function pathOf({ trace }: CodeFinding, lines: LineIndex): string[] {
  if (trace.length === 0) return [];
  const steps = trace.map((step, index) => {
    const line = lines.positionAt(step.range.start).line + 1;
    return `${index + 1}. line ${line}: ${inlineMarkdown(step.message, 200)}`;
  });
  return ['**Path**', steps.join('\n')];
}

function paragraph(text: string): string {
  return proseMarkdown(text, LONGEST_PARAGRAPH);
}

function cleanCode(code: string): string {
  const visible = visibleCode(code).replace(/\r\n?/g, '\n');
  return visible.length <= LONGEST_QUOTE ? visible : `${visible.slice(0, LONGEST_QUOTE)}…`;
}

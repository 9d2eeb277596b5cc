// Why a finding matters and how it is fixed, as a page of Markdown. What others wrote in it is plain text.
import { LineIndex } from '../../findings/lineIndex.ts';
import { plainMarkdown, proseMarkdown } from '../../findings/reports/markdownText.ts';
import type { FindingRecord } from '../../findings/reconcile.ts';
import type { BucketRecord } from '../../findings/bucketFindings.ts';
import { FORMS, type Playbook, SECTIONS } from '../../remediation/playbook.ts';
import { checkOf } from '../../s3/checks/catalogue.ts';
import { findingMarkdown } from '../findingMarkdown.ts';
import { SEVERITY_WORDS } from '../severityWords.ts';

const LONGEST = 2_000;

export function codePage(
  record: FindingRecord,
  { text, languageId }: { readonly text: string; readonly languageId: string },
  playbook: Playbook | undefined,
): string {
  const finding = findingMarkdown(record, new LineIndex(text), { languageId, path: true });
  // Links to commands do not work in a page.
  const withoutCommands = finding.replace(/\n\n\[[^\]]*\]\(command:[^)]*\)$/, '');
  return [withoutCommands, ...howToFix(playbook)].join('\n\n') + '\n';
}

export function bucketPage(records: readonly BucketRecord[], playbookOf: (id: string) => Playbook | undefined): string {
  const parts = records.map(({ finding }) => {
    const check = checkOf(finding.ruleId);
    return [
      `# ${SEVERITY_WORDS[finding.severity]}: ${plainMarkdown(finding.title)}`,
      plainMarkdown(`${finding.subject.bucket} in account ${finding.subject.accountId}: ${finding.ruleId}`),
      proseMarkdown(finding.explanation, LONGEST),
      '**Evidence**',
      proseMarkdown(finding.evidence.quote, LONGEST),
      ...(check === undefined ? [] : ['**What to do**', proseMarkdown(check.remediation, LONGEST)]),
      ...howToFix(playbookOf(finding.ruleId)),
    ].join('\n\n');
  });
  return `${parts.join('\n\n---\n\n')}\n`;
}

/** The playbook is our own text, or the person's: it is Markdown already. */
function howToFix(playbook: Playbook | undefined): string[] {
  if (playbook === undefined) return [];
  const sections = SECTIONS.flatMap((name) => [
    `### ${name}`,
    playbook.sections[name],
    ...(name === 'Change' && playbook.kind === 's3'
      ? FORMS.flatMap((form) => [`#### ${form}`, playbook.forms[form]])
      : []),
  ]);
  return [`## How it is fixed: ${plainMarkdown(playbook.title)}`, ...sections];
}

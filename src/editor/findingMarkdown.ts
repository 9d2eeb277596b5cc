import { cleanModelText } from '../code/modelText.ts';
import type { CodeFinding } from '../findings/finding.ts';
import type { LineIndex } from '../findings/lineIndex.ts';
import type { FindingRecord } from '../findings/reconcile.ts';
import { capitalised } from './receiptWords.ts';
import { codeOf, cweAddress, SEVERITY_WORDS, stateInWords, titleOf } from './severityWords.ts';

const LONGEST_PARAGRAPH = 2_000;
const LONGEST_QUOTE = 1_500;

/**
 * Text as Markdown that shows exactly this text. Every ASCII punctuation mark is escaped (CommonMark §2.4
 * allows that for all of them), so no link, image, address, icon or HTML can come out of it. Not
 * `MarkdownString.appendText`: it turns every space into one that does not wrap.
 */
export function plainMarkdown(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim().replace(/[!-/:-@[-`{-~]/g, '\\$&'))
    .join('\n\n');
}

/** A block of code whose fence is longer than any run of backticks in it. */
export function codeMarkdown(code: string, languageId: string): string {
  const longest = Math.max(0, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${/^[\w-]+$/.test(languageId) ? languageId : ''}\n${code}\n${fence}`;
}

/**
 * What is known of a finding, for a hover: what is wrong, the evidence, the path, what to do, who says so.
 * Untrusted Markdown: the only link in it is ours, to the CWE.
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
  ].join('\n\n');
}

function pathOf({ trace }: CodeFinding, lines: LineIndex): string[] {
  if (trace.length === 0) return [];
  const steps = trace.map((step, index) => {
    const line = lines.positionAt(step.range.start).line + 1;
    return `${index + 1}. line ${line}: ${plainMarkdown(cleanModelText(step.message, 200, 'one-line'))}`;
  });
  return ['**Path**', steps.join('\n')];
}

/** Who says so, and how sure that is. */
export function provenanceInWords({ provenance, confidence, basis }: CodeFinding): string {
  const { engine, model, promptVersion } = provenance;
  const gemini = `Gemini (${model ?? 'model unknown'}${promptVersion === undefined ? '' : `, prompt ${promptVersion}`})`;
  const who: Readonly<Record<typeof engine, string>> = {
    embedded: 'the offline engine',
    gemini,
    both: `the offline engine and ${gemini}`,
    posture: 'the posture checks',
  };
  const kind = basis === 'fact' ? 'a fact of the text' : basis === 'taint' ? 'a flow of data' : "a model's reading";
  return `Found by ${who[engine]}. Confidence: ${confidence}; rests on ${kind}.`;
}

function paragraph(text: string): string {
  return plainMarkdown(cleanModelText(text, LONGEST_PARAGRAPH, 'multi-line'));
}

/** Code keeps its indentation, and loses what cannot be seen: a hover is no place to hide something. */
function cleanCode(code: string): string {
  const visible = code.replace(/\r\n?/g, '\n').replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd');
  return visible.length <= LONGEST_QUOTE ? visible : `${visible.slice(0, LONGEST_QUOTE)}…`;
}

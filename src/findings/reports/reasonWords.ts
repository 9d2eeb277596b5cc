import type { Reason } from '../outcome.ts';

/** Words for a person; passed in, since they belong to the application. */
export type DescribeReason = (reason: Reason) => { readonly sentence: string; readonly nextStep: string };

/** What happened, what it means and what to do, with the detail of this case. */
export function reasonInWords(reason: Reason, describe: DescribeReason): string {
  const { sentence, nextStep } = describe(reason);
  return `${withDetail(sentence, reason.detail)} ${nextStep}`;
}

/** Some sentences hold the detail already. */
function withDetail(sentence: string, detail: string | undefined): string {
  if (detail === undefined || sentence.includes(detail)) return sentence;
  return sentence.endsWith('.') ? `${sentence.slice(0, -1)} (${detail}).` : `${sentence} (${detail})`;
}

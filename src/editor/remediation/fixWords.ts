// What is said of something that was handed off. Titles are ours; places are data of others, shown as plain text.
import type { Fix, FixCheck, FixSubject } from '../../app/fixes/fix.ts';
import { bareTitle } from '../../app/fixes/bucketWatch.ts';
import { cleanLine } from '../../outbound/cleaning.ts';
import { SEVERITY_WORDS } from '../severityWords.ts';

/** `42 s`, `3 min 5 s`, `2 h 10 min`. */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Where it is: a path, or the name of a bucket. */
export function placeOf({ subject }: Fix): string {
  return cleanLine(subject.kind === 'code' ? subject.path : (subject.bucket ?? subject.place), 160);
}

/** The state in a few words, e.g. `fixed in 42 s`. */
export function statusInWords(fix: Fix): string {
  const { status, handedOffAt, fixedAt, check, paused } = fix;
  if (paused !== undefined) {
    const run = paused.command === undefined ? '' : ` Run: ${cleanLine(paused.command, 160)}`;
    return `waiting: ${cleanLine(paused.why, 160)}${run}`;
  }
  switch (status) {
    case 'watching':
      return check?.outcome === 'still-present' ? 'still there, waiting for the fix' : 'waiting for the fix';
    case 'fixed':
      return fixedAt === undefined ? 'fixed' : `fixed in ${duration(fixedAt - handedOffAt)}`;
    case 'still-present':
      return fix.reopenedAt === undefined ? 'still there' : 'there again';
    case 'moved':
      return check?.movedTo === undefined
        ? 'moved'
        : `moved to ${cleanLine(check.movedTo.path, 160)}:${check.movedTo.line}`;
    case 'cannot-tell':
      return 'cannot be told';
    case 'stopped':
      return 'not watched any more';
  }
}

/** Who has looked. */
export function byInWords({ by }: FixCheck): string {
  return {
    deterministic: 'Re-checked by rules that always answer alike.',
    model: 'Re-checked by asking Gemini, a model.',
    both: 'Re-checked by rules that always answer alike, and by asking Gemini, a model.',
  }[by];
}

/** What got worse with it; undefined where nothing did. */
export function openedInWords({ opened }: FixCheck): string | undefined {
  if (opened.length === 0) return undefined;
  const named = opened
    .slice(0, 3)
    .map(
      ({ severity, title, where }) =>
        `${SEVERITY_WORDS[severity]}: ${cleanLine(title, 120)} (${cleanLine(where, 120)})`,
    );
  const more = opened.length > named.length ? `, and ${opened.length - named.length} more` : '';
  return `New since then: ${named.join(', ')}${more}.`;
}

/** Everything about a re-check of a fix, as sentences. */
export function checkInWords(fix: Fix): string {
  return sentences(`${fix.title}, ${placeOf(fix)}: ${statusInWords(fix)}.`, fix.check);
}

/** Of several at once: how many there are of each outcome, and each by name, the first ones at least. */
export function severalInWords(fixes: readonly Fix[]): string {
  const counts = new Map<string, number>();
  for (const { status } of fixes) counts.set(STATUS_WORDS[status], (counts.get(STATUS_WORDS[status]) ?? 0) + 1);
  const head = [...counts].map(([words, count]) => `${count} ${words}`).join(', ');
  const named = fixes.slice(0, 4).map((fix) => `${fix.title} (${placeOf(fix)}): ${statusInWords(fix)}`);
  const more = fixes.length > named.length ? '; the Fixes view has all of them' : '';
  // A fix that opens something else is said in the same breath.
  const opened = [...new Set(fixes.flatMap(({ check }) => (check && openedInWords(check)) ?? []))];
  return [`${head}. ${named.join('; ')}${more}.`, ...opened].join(' ');
}

const STATUS_WORDS: Readonly<Record<Fix['status'], string>> = {
  watching: 'waiting',
  fixed: 'fixed',
  'still-present': 'still there',
  moved: 'moved',
  'cannot-tell': 'cannot be told',
  stopped: 'not watched any more',
};

const OUTCOMES: Readonly<Record<FixCheck['outcome'], string>> = {
  fixed: 'fixed',
  'still-present': 'still there',
  moved: 'moved',
  'cannot-tell': 'cannot be told',
};

/** The same for a look that a person asked for, whether anything was handed off or not. */
export function verdictInWords(title: string, subject: FixSubject, check: FixCheck): string {
  const place = subject.kind === 'code' ? '' : `, ${cleanLine(subject.bucket ?? subject.place, 160)}`;
  return sentences(`${title}${place}: ${OUTCOMES[check.outcome]}.`, check);
}

function sentences(head: string, check: FixCheck | undefined): string {
  if (check === undefined) return head;
  const why = cleanLine(check.why, 400);
  const opened = openedInWords(check);
  const parts = [head, why === '' || why.endsWith('.') ? why : `${why}.`, byInWords(check), opened ?? ''];
  return parts.filter((one) => one !== '').join(' ');
}

/** The title of a finding as one line of plain text, whoever wrote it; of a bucket, without what it says at the moment. */
export function plainTitle(title: string): string {
  return cleanLine(bareTitle(title), 120);
}

import type { Baseline, Difference, Reference } from '../../monitor/report/reportShape.ts';
import { atMost, entriesIn, type Entry, entryFor, type Section } from './page.ts';
import type { ScanOnlyWords } from './scanOnly.ts';
import { plural, timeInWords } from './words.ts';

export interface FindingWords {
  /** What holds where a check passes; undefined where the check is not known here. */
  readonly titleOf: (checkId: string) => string | undefined;
  /** Of each kind; undefined: all. */
  readonly most: number | undefined;
}

/** As a report has it: it knows which of them wait for a scan. */
export interface ReportWords extends FindingWords {
  readonly scanOnly: ScanOnlyWords;
}

/** What is not as it was. Only what was read and passes is fixed. */
export function differenceSections(difference: Difference, words: ReportWords): readonly Section[] {
  const { baseline, worsened, gone, unknown, superseded } = difference;
  const list = (title: string, references: readonly Reference[], says = FAILS): readonly Section[] =>
    entriesIn(
      title,
      atMost(
        references.map((one) => referenceEntry(one, words, says)),
        words.most,
      ),
    );
  return [
    ...entriesIn('Difference', [
      { label: 'Compared', text: baselineInWords(baseline) },
      { label: 'Difference', text: differenceInWords(difference) },
      {
        label: 'Still open',
        text: `${plural(difference.stillOpen, 'failure')} that earlier runs found, ignored ones among them`,
      },
      ...entryFor('Carried', carriedInWords(difference)),
      ...entryFor(
        'Overtaken',
        superseded.length === 0 ? undefined : `read anew by a later run: ${superseded.join(', ')}`,
      ),
    ]),
    ...list('New', difference.new),
    ...entriesIn(
      'Worsened',
      atMost(
        worsened.map((one) => {
          const entry = referenceEntry(one, words, FAILS);
          return { ...entry, text: `${entry.text} (was ${one.before})` };
        }),
        words.most,
      ),
    ),
    ...list('Fixed', difference.fixed, 'holds now: '),
    ...list('Not verified: whether it is still there could not be told', difference.notVerified),
    ...list('Verified again: it is still there', difference.verifiedAgain),
    ...list('Not checked any more, or nothing is left to check', difference.retired),
    ...entriesIn(
      'Gone',
      atMost(
        gone.map(({ bucket, findings }) => ({
          label: 'gone',
          text: `${bucket}: it does not exist any more${findings.length === 0 ? '' : `, nor do its ${plural(findings.length, 'finding')}`}`,
        })),
        words.most,
      ),
    ),
    ...list('Newly unknown', unknown.new, ''),
    ...list('Not unknown any more', unknown.resolved, ''),
  ];
}

/** E.g. `2 new, 1 worsened, 3 fixed, 1 not verified`. */
export function differenceInWords(difference: Difference): string {
  const { worsened, fixed, notVerified, verifiedAgain, retired, gone, unknown } = difference;
  const counts: readonly (readonly [number, string])[] = [
    [difference.new.length, 'new'],
    [worsened.length, 'worsened'],
    [fixed.length, 'fixed'],
    [notVerified.length, 'not verified'],
    [verifiedAgain.length, 'verified again'],
    [retired.length, 'retired'],
    [gone.length, gone.length === 1 ? 'bucket gone' : 'buckets gone'],
    [unknown.new.length, 'newly unknown'],
    [unknown.resolved.length, 'not unknown any more'],
  ];
  const said = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return said.length === 0 ? 'nothing is new, worse, fixed or gone' : said.join(', ');
}

export function baselineInWords(baseline: Baseline): string {
  if (baseline.kind === 'scan') {
    const later = baseline.later === 0 ? '' : `, and ${plural(baseline.later, 'run')} after it`;
    return `with the scan of ${timeInWords(baseline.startedAt)}${later}`;
  }
  switch (baseline.why) {
    case 'first-run':
      return 'with nothing, as it is the first run: all that fails counts as new';
    case 'no-complete-scan':
      return 'with no whole scan, as no run before has read everything: what is new may be old';
    case 'unusable':
      return 'with nothing, as the earlier reports are damaged, cut off or of another version: what is new may be old';
    case 'unreadable':
      return 'with nothing, as the earlier reports could not be read: what is new may be old';
  }
}

/** A bucket that was not read keeps what was found in it; undefined where all was read. */
function carriedInWords({ carried: { account, buckets, findings } }: Difference): string | undefined {
  if (!account && buckets.length === 0 && findings === 0) return undefined;
  const what = [
    ...(account ? ['the account'] : []),
    ...(buckets.length === 0 ? [] : [`${plural(buckets.length, 'bucket')} (${buckets.join(', ')})`]),
  ];
  const places = what.length === 0 ? 'the other buckets' : what.join(' and ');
  return `${places} not read in this run: ${plural(findings, 'earlier failure')} there as before`;
}

const FAILS = 'does not hold: ';

function referenceEntry(one: Reference, { titleOf, scanOnly }: ReportWords, says: string): Entry {
  const { severity, checkId, resource } = one;
  const waits = scanOnly(one);
  return {
    label: severity,
    tone: severity,
    text: `${resource}: ${says}${checkInWords(checkId, titleOf)}`,
    ...(waits === undefined ? {} : { more: [waits] }),
  };
}

export function checkInWords(checkId: string, titleOf: FindingWords['titleOf']): string {
  const title = titleOf(checkId);
  return title === undefined ? checkId : `${title} (${checkId})`;
}

import { SEVERITIES } from '../../findings/severity.ts';
import type { RunEntry, RunList } from '../../monitor/monitorBundle.ts';
import { entriesIn, type Entry, type Page, type Tone } from './page.ts';
import { TRIGGERS } from './reportText.ts';
import { identityEntries } from './statusText.ts';
import { durationInWords, plural, timeInWords } from './words.ts';

/** The last runs, the newest first, and those that should have been. */
export function runsPage({ identity, runs, missed, deployedAt }: RunList): Page {
  return {
    title: 'Palisade: runs of the watcher',
    sections: [
      ...entriesIn(undefined, [
        ...identityEntries(identity),
        { label: 'Deployed', text: timeInWords(deployedAt) },
        ...(runs.length === 0 ? [{ label: 'Runs', text: 'There is none yet.' }] : []),
      ]),
      ...entriesIn(
        'Missed',
        missed.map((at) => ({
          label: 'MISSED',
          text: `a scan should have been at ${timeInWords(at)}, and was not`,
          tone: 'alarm' as const,
        })),
      ),
      ...entriesIn('Runs', runs.map(runEntry)),
    ],
  };
}

/** What became of a run, in a word, and more of it in a sentence. */
export function runEntry(run: RunEntry): Entry {
  const { label, tone } = labelOf(run);
  return { label, tone, text: `${timeInWords(run.eventAt)}, ${runInWords(run)}`, more: [run.stream] };
}

/** E.g. `scan, the schedule: 20 of 20 buckets read; found 3 high; 2 new, 1 fixed, 0 not verified; ready after 3.0 s`. */
export function runInWords({ kind, bucket, state }: RunEntry): string {
  const what = kind === 'scan' ? 'scan' : `change of ${bucket ?? 'a bucket'}`;
  switch (state.kind) {
    case 'running':
      return `${what}: under way`;
    case 'unfinished':
      return `${what}: it was begun, and never ended`;
    case 'unreadable':
      return `${what}: its report cannot be read: ${state.problem}`;
    case 'reported': {
      const { trigger, summary, read, listed, unknown, fixed, notVerified, gone, lagMs } = state.summary;
      const cause = kind === 'scan' ? `, ${TRIGGERS[trigger]}` : '';
      const differs = [
        `${state.summary.new} new`,
        `${fixed} fixed`,
        `${notVerified} not verified`,
        ...(gone === 0 ? [] : [`${gone} gone`]),
      ].join(', ');
      const covered = `${read} of ${plural(listed, 'bucket')} read${unknown === 0 ? '' : `, ${plural(unknown, 'check')} unknown`}`;
      const failing = SEVERITIES.filter((one) => summary[one] > 0).map((one) => `${summary[one]} ${one}`);
      const found = failing.length === 0 ? 'nothing found' : `found ${failing.join(', ')}`;
      return `${what}${cause}: ${covered}; ${found}; ${differs}; ready after ${durationInWords(lagMs)}`;
    }
  }
}

function labelOf({ state }: RunEntry): { readonly label: string; readonly tone: Tone } {
  switch (state.kind) {
    case 'running':
      return { label: 'running', tone: 'plain' };
    case 'unfinished':
      return { label: 'UNFINISHED', tone: 'alarm' };
    case 'unreadable':
      return { label: 'UNREADABLE', tone: 'alarm' };
    case 'reported': {
      const { status } = state.summary;
      return status === 'complete' ? { label: status, tone: 'plain' } : { label: status.toUpperCase(), tone: 'alarm' };
    }
  }
}

import type { MonitorIdentity, MonitorStatus, StatusItem, StatusState } from '../../monitor/monitorBundle.ts';
import { entriesIn, type Entry, entryFor, type Page, type Tone } from './page.ts';
import { plural } from './words.ts';

const LABELS: Readonly<Record<StatusState, string>> = { ok: 'ok', problem: 'PROBLEM', unknown: 'UNKNOWN' };
const TONES: Readonly<Record<StatusState, Tone>> = { ok: 'good', problem: 'alarm', unknown: 'alarm' };

/** Whether the watcher does what it should. It is well only where every item is. */
export function statusPage(status: MonitorStatus): Page {
  const { identity, stack, version, items } = status;
  const isWell = statusState(status) === 'ok';
  return {
    title: 'Palisade: status of the watcher',
    sections: [
      ...entriesIn(undefined, [
        ...identityEntries(identity),
        { label: 'Stack', text: stack },
        { label: 'Version', text: version ?? 'not known' },
      ]),
      ...entriesIn('Items', items.map(itemEntry)),
      ...entriesIn('Result', [
        { label: 'Result', text: statusInWords(status), tone: isWell ? ('good' as const) : ('alarm' as const) },
      ]),
    ],
  };
}

/** The whole in one word: a problem goes before what could not be told. */
export function statusState({ items }: Pick<MonitorStatus, 'items'>): StatusState {
  if (items.some(({ state }) => state === 'problem')) return 'problem';
  return items.length > 0 && items.every(({ state }) => state === 'ok') ? 'ok' : 'unknown';
}

export function statusInWords({ items }: Pick<MonitorStatus, 'items'>): string {
  const count = (state: StatusState): number => items.filter((item) => item.state === state).length;
  const unknown = count('unknown');
  switch (statusState({ items })) {
    case 'ok':
      return `All ${items.length} items are as they should be.`;
    case 'problem': {
      const more = unknown === 0 ? '' : `, and ${unknown} could not be told`;
      return `${plural(count('problem'), 'problem')} in ${plural(items.length, 'item')}${more}.`;
    }
    case 'unknown':
      if (items.length === 0) return 'Nothing could be told.';
      return `No problem was seen, but ${unknown} of ${plural(items.length, 'item')} could not be told.`;
  }
}

export function identityEntries({ partition, accountId, arn, region }: MonitorIdentity): readonly Entry[] {
  return [
    { label: 'Account', text: `${accountId} (${partition}, ${region})` },
    { label: 'Identity', text: arn },
  ];
}

function itemEntry({ title, state, detail, action }: StatusItem): Entry {
  const more = entryFor('To do', action).map(({ label, text }) => `${label}: ${text}`);
  return { label: LABELS[state], text: `${title}: ${detail}`, tone: TONES[state], more };
}

import type { MonitorFailure } from '../../monitor/monitorBundle.ts';
import { type Entry, entryFor, type Page } from './page.ts';

/** Why something was not done, and what to do. */
export function failureEntries({ message, action, command }: MonitorFailure): readonly Entry[] {
  return [
    { label: 'NOT DONE', text: message, tone: 'alarm' },
    ...entryFor('Needed', action === undefined ? undefined : `permission for ${action}`),
    ...entryFor('To run', command),
  ];
}

/** @param what was to be done, e.g. `deploy` */
export function failurePage(what: string, failure: MonitorFailure): Page {
  return {
    title: `Palisade: ${what}`,
    sections: [{ title: undefined, blocks: [{ kind: 'entries', entries: failureEntries(failure) }] }],
  };
}

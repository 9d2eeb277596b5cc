import type { DeployPlan, PolicyStatement } from '../../monitor/monitorBundle.ts';
import type { StackSetting } from '../../monitor/stack/stackSetting.ts';
import { costBlocks } from './costText.ts';
import { entriesIn, type Entry, entryFor, type Page } from './page.ts';
import { identityEntries } from './statusText.ts';

/** All that a person agrees to: what will be there, what it may do, what it costs, and what it does not see. */
export function planPage(plan: DeployPlan): Page {
  const { identity, stack, setting, before, resources, permissions, estimate, deployerPolicy, notes } = plan;
  return {
    title: 'Palisade: the watcher that would be deployed',
    sections: [
      ...entriesIn(undefined, [
        ...identityEntries(identity),
        { label: 'Stack', text: stack },
        { label: 'Now', text: presentInWords(plan) },
      ]),
      ...entriesIn('Setting', changedEntries(settingEntries(setting), before)),
      {
        title: 'What will be created',
        blocks: [{ kind: 'table', head: ['Type', 'What'], rows: resources.map(({ type, what }) => [type, what]) }],
      },
      ...permissions.flatMap(({ role, statements }) =>
        entriesIn(`What the role ${role} may do`, statements.map(statementEntry)),
      ),
      { title: 'What it costs in a month', blocks: costBlocks(estimate) },
      ...entriesIn('What to know', [
        trailEntry(plan),
        {
          label: 'Concurrency',
          text: `${plan.concurrency.reserved ? 'Reserved for the scan' : 'None is reserved for the scan'}: ${plan.concurrency.why}`,
        },
        ...notes.map((text) => ({ label: 'Note', text })),
      ]),
      { title: 'Policy that whoever deploys needs', blocks: [{ kind: 'json', value: deployerPolicy }] },
    ],
  };
}

/** What deploy will do, in a sentence. */
export function presentInWords({ present, stack }: Pick<DeployPlan, 'present' | 'stack'>): string {
  switch (present.kind) {
    case 'nothing':
      return `There is no stack ${stack}: it will be created.`;
    case 'half-made':
      return `The stack is half made (${present.status}): it will be ${present.willBe}.`;
    case 'deployed':
      return `The stack is there, of version ${present.version ?? 'unknown'}: it will be updated.`;
  }
}

function trailEntry({ trail }: Pick<DeployPlan, 'trail'>): Entry {
  switch (trail.kind) {
    case 'found':
      return { label: 'Trail', text: `${trail.trail} logs changes: they can be told of.` };
    case 'none':
      return { label: 'NO TRAIL', text: trail.message, tone: 'alarm' };
    case 'unknown':
      return { label: 'UNKNOWN', text: `Whether a trail logs changes: ${trail.message}`, tone: 'alarm' };
  }
}

/** Nothing that is deployed becomes another without a word: what an editor says may not be what was typed in a terminal. */
function changedEntries(entries: readonly Entry[], before: StackSetting | undefined): readonly Entry[] {
  if (before === undefined) return entries;
  const untilNow = new Map(settingEntries(before).map(({ label, text }) => [label, text]));
  const stay = new Set(entries.map(({ label }) => label));
  return [
    ...entries.map((entry) => {
      const was = untilNow.get(entry.label);
      return was === entry.text ? entry : { ...entry, more: [`until now: ${was ?? 'nothing'}`] };
    }),
    ...[...untilNow].flatMap(([label, was]) =>
      stay.has(label) ? [] : [{ label, text: `nothing; until now: ${was}` }],
    ),
  ];
}

function settingEntries(setting: StackSetting): readonly Entry[] {
  const list = (values: readonly string[]): string | undefined => (values.length === 0 ? undefined : values.join(', '));
  const told = setting.email ?? (setting.topicArn === undefined ? 'nobody: reports have to be opened' : undefined);
  return [
    { label: 'Checks', text: setting.checks },
    ...entryFor('Told', told),
    ...entryFor('Topic', setting.topicArn),
    ...entryFor('Key', setting.keyArn),
    {
      label: 'Gemini',
      text:
        setting.geminiParameter === undefined
          ? 'off'
          : `${setting.geminiModel ?? 'the default model'}, its key in the parameter ${setting.geminiParameter}`,
    },
    {
      label: 'Reports',
      text: `kept for ${setting.retentionDays} days${setting.keepReports ? ', and when the stack is removed' : ''}`,
    },
    { label: 'Memory', text: `${setting.memoryMb} MB` },
    ...entryFor('Boundary', setting.permissionsBoundaryArn),
    ...entryFor('Trusted', list(setting.trustedAccounts)),
    ...entryFor('Public tags', list(setting.publicTags)),
    ...entryFor('Sensitive', list(setting.sensitiveTags)),
  ];
}

function statementEntry({ Sid, Effect, Action, Resource, Condition }: PolicyStatement): Entry {
  return {
    label: Effect,
    text: `${Sid === undefined ? '' : `${Sid}: `}${Action.join(', ')}`,
    more: [`on ${inWords(Resource)}`, ...(Condition === undefined ? [] : [`only if ${inWords(Condition)}`])],
  };
}

/** Names as they are, and what the stack is yet to fill in as JSON. */
function inWords(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ');
  return JSON.stringify(value);
}

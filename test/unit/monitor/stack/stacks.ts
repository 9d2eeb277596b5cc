// Settings of stacks for tests, and how to look into a template.
import fc from 'fast-check';
import type { StackPlace } from '../../../../src/monitor/stack/explain.ts';
import { stackParameters, type StackParameter, type StackState } from '../../../../src/monitor/stack/parameters.ts';
import { DEFAULT_SETTING, RETENTION_DAYS, type StackSetting } from '../../../../src/monitor/stack/stackSetting.ts';
import { stackTemplate } from '../../../../src/monitor/stack/template.ts';
import { isOfForm } from '../../../../src/monitor/stack/forms.ts';
import type { Resource, Template, Value } from '../../../../src/monitor/stack/templateShape.ts';
import { OWN } from '../events/sampleEvents.ts';

export const PLACE: StackPlace = { partition: 'aws', accountId: OWN, region: 'us-east-1', stack: 'watcher' };
export const KEY = `arn:aws:kms:us-east-1:${OWN}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
export const TOPIC = `arn:aws:sns:us-east-1:${OWN}:alarms`;

export const STATE: StackState = {
  rulesEnabled: true,
  reserveConcurrency: true,
  reportGroup: '/palisade/watcher/reports',
  hasBudgets: true,
  version: '1.2.3',
};

/** With everything that can be chosen. */
export const EVERYTHING: StackSetting = {
  ...DEFAULT_SETTING,
  trustedAccounts: ['222233334444'],
  publicTags: ['public', 'site=www'],
  sensitiveTags: ['pii'],
  email: 'security@example.org',
  topicArn: TOPIC,
  keyArn: KEY,
  geminiParameter: '/palisade/gemini-key',
  geminiModel: 'gemini-3.8-flash',
  permissionsBoundaryArn: `arn:aws:iam::${OWN}:policy/team/boundary`,
};

export const SHAPES = (['core', 'all'] as const).flatMap((checks) =>
  [false, true].flatMap((keepReports) => [true, false].map((budgets) => ({ checks, keepReports, budgets }))),
);

export const TEMPLATES: readonly Template[] = SHAPES.map(stackTemplate);

export function parametersOf(
  setting: Partial<StackSetting> = {},
  state: Partial<StackState> = {},
): readonly StackParameter[] {
  return stackParameters({ ...DEFAULT_SETTING, ...setting }, { ...STATE, ...state });
}

export function resource(template: Template, id: string): Resource {
  const found = template.Resources[id];
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
}

/** Every object and every text in it, from the top. */
export function* parts(value: unknown): Generator {
  yield value;
  if (typeof value !== 'object' || value === null) return;
  for (const part of Object.values(value)) yield* parts(part);
}

/** Every statement of every policy. */
export function* statements(template: Template): Generator<Readonly<Record<string, Value>>> {
  for (const part of parts(template.Resources)) {
    if (typeof part === 'object' && part !== null && 'Effect' in part) yield part as Readonly<Record<string, Value>>;
  }
}

const account = fc.integer({ min: 0, max: 999_999_999_999 }).map((number) => String(number).padStart(12, '0'));
const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);
const tag = fc.stringMatching(/^[a-zA-Zäé:/ ]{1,12}(=[a-zA-Z0-9]{0,8})?$/).map((text) => `t${text}`.trim());
const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(one, { nil: undefined });

/** Settings with nothing wrong. */
export const goodSettings: fc.Arbitrary<StackSetting> = fc
  .record({
    checks: fc.constantFrom('core' as const, 'all' as const),
    trustedAccounts: fc.array(account, { maxLength: 20 }),
    publicTags: fc.array(tag, { maxLength: 10 }),
    sensitiveTags: fc.array(tag, { maxLength: 10 }),
    retentionDays: fc.constantFrom(...RETENTION_DAYS),
    keepReports: fc.boolean(),
    email: maybe(fc.emailAddress().filter((address) => isOfForm('email', address))),
    topicArn: maybe(name.map((topic) => `arn:aws:sns:us-east-1:${OWN}:${topic}`)),
    keyArn: maybe(name.map((key) => `arn:aws:kms:us-east-1:${OWN}:key/${key.replaceAll('_', '-')}`)),
    geminiParameter: maybe(name.map((parameter) => `/palisade/${parameter}`)),
    geminiModel: maybe(fc.constantFrom('gemini-3.8-flash', 'gemini-4.0-pro')),
    permissionsBoundaryArn: maybe(name.map((policy) => `arn:aws:iam::${OWN}:policy/${policy}`)),
    memoryMb: fc.integer({ min: 256, max: 10_240 }),
  })
  .map((setting) => (setting.geminiParameter === undefined ? { ...setting, geminiModel: undefined } : { ...setting }));

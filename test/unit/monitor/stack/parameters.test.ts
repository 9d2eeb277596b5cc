import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  settingIn,
  settingProblem,
  stackParameters,
  type StackParameter,
  type StackState,
} from '../../../../src/monitor/stack/parameters.ts';
import { DEFAULT_SETTING, type RetentionDays, type StackSetting } from '../../../../src/monitor/stack/stackSetting.ts';
import { stackTemplate } from '../../../../src/monitor/stack/template.ts';
import { LONGEST_PARAMETER } from '../../../../src/monitor/stack/templateParameters.ts';
import type { TemplateParameter } from '../../../../src/monitor/stack/templateShape.ts';
import { EVERYTHING, goodSettings, KEY, parametersOf, PLACE, STATE, TOPIC } from './stacks.ts';

const states: fc.Arbitrary<StackState> = fc.record({
  rulesEnabled: fc.boolean(),
  reserveConcurrency: fc.boolean(),
  reportGroup: fc.constantFrom('/palisade/watcher/reports', '/palisade/watcher/reports-2'),
  hasBudgets: fc.boolean(),
  version: fc.constantFrom('1.2.3', '2.0.0-rc.1+5'),
});

/** As CloudFormation checks it. */
function isTaken(parameter: TemplateParameter | undefined, value: string): boolean {
  if (parameter === undefined || value.length > (parameter.MaxLength ?? LONGEST_PARAMETER)) return false;
  const { AllowedPattern, AllowedValues, MinValue = -Infinity, MaxValue = Infinity, Type } = parameter;
  if (AllowedPattern !== undefined && !new RegExp(AllowedPattern).test(value)) return false;
  if (AllowedValues !== undefined && !AllowedValues.map(String).includes(value)) return false;
  return Type === 'String' || (Number(value) >= MinValue && Number(value) <= MaxValue);
}

describe('the parameters of the stack', () => {
  it('say all of a setting, are taken by its template, and give it back', () => {
    fc.assert(
      fc.property(goodSettings, states, (setting, given) => {
        const state = { ...given };
        assert.equal(settingProblem(setting), undefined);
        const parameters = stackParameters(setting, state);
        const template = stackTemplate(setting);
        assert.deepEqual(
          parameters.map(({ ParameterKey }) => ParameterKey).sort(),
          Object.keys(template.Parameters).sort(),
        );
        for (const { ParameterKey, ParameterValue } of parameters) {
          assert.ok(isTaken(template.Parameters[ParameterKey], ParameterValue), `${ParameterKey}: ${ParameterValue}`);
        }
        assert.deepEqual(settingIn(parameters), { kind: 'read', setting, state });
      }),
    );
  });

  it('are those of one template only, where the template itself differs', () => {
    const { Parameters } = stackTemplate({ checks: 'core', keepReports: false });
    assert.ok(!isTaken(Parameters['Checks'], 'all'));
    assert.ok(!isTaken(Parameters['KeepReports'], 'true'));
  });

  it('have the default for what an earlier version did not know', () => {
    const needed = ['RulesEnabled', 'ReportGroupName', 'Version'];
    const few = parametersOf().filter(({ ParameterKey }) => needed.includes(ParameterKey));
    const read = settingIn(few);
    assert.ok(read.kind === 'read');
    assert.deepEqual(read.setting, DEFAULT_SETTING);
  });

  it('are told from those of other stacks, and from what was changed by hand', () => {
    assert.equal(settingIn([]).kind, 'problem');
    for (const [name, value] of [
      ['Checks', 'some'],
      ['RetentionDays', '7'],
      ['MemoryMb', '1e3'],
      ['MemoryMb', ''],
      ['KeepReports', 'yes'],
      ['RulesEnabled', ''],
      ['HasBudgets', '1'],
      ['ReserveConcurrency', 'TRUE'],
      ['ReportGroupName', ''],
      ['Version', undefined],
    ] as const) {
      const changed = parametersOf(EVERYTHING).map((one) =>
        one.ParameterKey === name ? { ParameterKey: name, ParameterValue: value } : one,
      );
      const read = settingIn(changed);
      assert.ok(read.kind === 'problem' && read.problem.includes(name), `${name} ${String(value)}`);
    }
  });

  it('never hold a secret', () => {
    const { Parameters } = stackTemplate({ checks: 'all', keepReports: false });
    assert.ok(!JSON.stringify(Parameters).includes('NoEcho'));
    assert.ok(!Object.keys(Parameters).some((name) => /secret|password|apikey/i.test(name)));
  });
});

describe('what a person chose for the stack', () => {
  const tooMany = Array.from({ length: 300 }, (_, index) => String(index).padStart(12, '0'));
  const WRONG: readonly (readonly [Partial<StackSetting>, RegExp])[] = [
    [{ trustedAccounts: ['222233334444', '1234'] }, /"1234" is no account id/],
    [{ trustedAccounts: tooMany }, /bytes together/],
    [{ publicTags: ['=x'] }, /names no tag/],
    [{ publicTags: ['a,b'] }, /comma/],
    [{ sensitiveTags: ['a '] }, /space/],
    [{ sensitiveTags: ['a\u0007'] }, /control character/],
    [{ memoryMb: 255 }, /from 256 to 10240/],
    [{ memoryMb: 10_241 }, /from 256 to 10240/],
    [{ memoryMb: 1_024.5 }, /whole number/],
    [{ retentionDays: 7 as RetentionDays }, /30, 60, 90, 180, 365, 731/],
    [{ email: 'nobody' }, /no email address/],
    [{ email: 'a@b' }, /no email address/],
    [{ email: 'a@b.org\nBcc: c@d.org' }, /no email address/],
    [{ email: '' }, /no email address/],
    [{ topicArn: KEY }, /no ARN of an SNS topic/],
    [{ topicArn: `${TOPIC}.fifo` }, /no FIFO/],
    [{ keyArn: 'arn:aws:kms:us-east-1:111122223333:alias/a' }, /no alias/],
    [{ keyArn: 'alias/a' }, /no ARN of a KMS key/],
    [{ permissionsBoundaryArn: 'arn:aws:iam::111122223333:role/r' }, /no ARN of an IAM policy/],
    [{ geminiParameter: 'palisade/key' }, /begins with a slash/],
    [{ geminiParameter: '/palisade//key' }, /begins with a slash/],
    [{ geminiParameter: '/aws/key' }, /keeps for itself/],
    [{ geminiParameter: '/palisade/*' }, /begins with a slash/],
    [{ geminiParameter: '/k', geminiModel: '../x' }, /no name of a Gemini model/],
    [{ geminiModel: 'gemini-3.8-flash' }, /no parameter that holds the key/],
    [{ topicArn: TOPIC, keyArn: KEY.replace('aws', 'aws-cn') }, /another partition/],
  ];

  for (const [given, problem] of WRONG) {
    it(`is refused in words: ${JSON.stringify(given).slice(0, 80)}`, () => {
      const setting = { ...DEFAULT_SETTING, ...given };
      assert.match(settingProblem(setting) ?? '', problem);
    });
  }

  it('is taken with everything in its place', () => {
    assert.equal(settingProblem(DEFAULT_SETTING), undefined);
    assert.equal(settingProblem(EVERYTHING, PLACE), undefined);
    assert.equal(
      settingProblem({ ...DEFAULT_SETTING, permissionsBoundaryArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }, PLACE),
      undefined,
    );
  });

  it('has to be where the stack is', () => {
    const of = (given: Partial<StackSetting>) => settingProblem({ ...DEFAULT_SETTING, ...given }, PLACE) ?? '';
    assert.match(of({ topicArn: TOPIC.replace('us-east-1', 'eu-west-1') }), /not in us-east-1/);
    assert.match(of({ keyArn: KEY.replace('us-east-1', 'eu-west-1') }), /not in us-east-1/);
    assert.match(of({ keyArn: KEY.replace('arn:aws:', 'arn:aws-us-gov:') }), /another partition/);
    assert.match(of({ permissionsBoundaryArn: 'arn:aws:iam::222233334444:policy/p' }), /another account/);
    assert.equal(of({ topicArn: TOPIC.replace('111122223333', '222233334444') }), '', 'a topic may be of others');
  });

  it('is not more than Lambda takes, when it is taken', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 260 }), (count) => {
        const setting = { ...EVERYTHING, trustedAccounts: tooMany.slice(0, count) };
        if (settingProblem(setting) !== undefined) return;
        const bytes = stackParameters(setting, STATE)
          .filter(({ ParameterKey }) => IN_ENVIRONMENT.has(ParameterKey))
          .reduce((sum, { ParameterValue }) => sum + Buffer.byteLength(ParameterValue), 0);
        // And the names of the variables, the name of the stack and the ARN of the other function.
        assert.ok(bytes + 500 < 4_096);
      }),
    );
  });
});

const IN_ENVIRONMENT: ReadonlySet<StackParameter['ParameterKey']> = new Set([
  'Checks',
  'TrustedAccounts',
  'PublicTags',
  'SensitiveTags',
  'TopicArn',
  'GeminiParameter',
  'GeminiModel',
  'ReportGroupName',
]);

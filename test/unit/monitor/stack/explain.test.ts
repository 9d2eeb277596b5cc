import assert from 'node:assert/strict';
import fc from 'fast-check';
import { permissionsIn, resourcesIn } from '../../../../src/monitor/stack/explain.ts';
import { stackParameters } from '../../../../src/monitor/stack/parameters.ts';
import { stackTemplate } from '../../../../src/monitor/stack/template.ts';
import type { StackSetting } from '../../../../src/monitor/stack/stackSetting.ts';
import type { StackState } from '../../../../src/monitor/stack/parameters.ts';
import { EVERYTHING, goodSettings, parametersOf, PLACE, STATE, TEMPLATES, TOPIC } from './stacks.ts';

const template = stackTemplate({ checks: 'all', keepReports: false });

function typesOf(setting: Partial<StackSetting>, state: Partial<StackState> = {}): readonly string[] {
  return resourcesIn(template, parametersOf(setting, state), PLACE).map(({ type }) => type);
}

describe('what a template makes, in words', () => {
  it('has a topic only with an address and without one that is there, and a budget only where there are any', () => {
    const email = 'a@example.org';
    for (const [setting, state, topic, budget] of [
      [{}, {}, false, false],
      [{ email }, {}, true, true],
      [{ email }, { hasBudgets: false }, true, false],
      [{ topicArn: TOPIC }, {}, false, false],
      [{ email, topicArn: TOPIC }, {}, false, true],
    ] as const) {
      const types = typesOf(setting, state);
      const words = JSON.stringify([setting, state]);
      for (const type of ['AWS::SNS::Topic', 'AWS::SNS::Subscription', 'AWS::SNS::TopicPolicy']) {
        assert.equal(types.includes(type), topic, words);
      }
      assert.equal(types.includes('AWS::Budgets::Budget'), budget, words);
      assert.equal(types.filter((type) => type === 'AWS::CloudWatch::Alarm').length, 7, words);
    }
  });

  it('has words for every resource, each its own', () => {
    for (const one of TEMPLATES) {
      const made = resourcesIn(one, parametersOf({ email: 'a@example.org' }), PLACE);
      assert.equal(made.length, Object.keys(one.Resources).length);
      for (const { what } of made) assert.match(what, / /, 'no bare id');
      const alike = made.map(({ type, what }) => type + what);
      assert.ok(new Set(alike).size >= made.length - 1, 'but for the two policies of queues that nobody writes to');
    }
  });

  it('says what becomes of the reports, and where logs are', () => {
    const words = (keepReports: boolean): string =>
      resourcesIn(
        stackTemplate({ checks: 'all', keepReports }),
        parametersOf({ keepReports, retentionDays: 365 }),
        PLACE,
      )
        .map(({ what }) => what)
        .join('\n');
    assert.match(words(true), /\/palisade\/watcher\/reports, kept for 365 days; it stays when the stack is removed/);
    assert.match(words(false), /\/palisade\/watcher\/reports, kept for 365 days; it goes with the stack/);
    assert.match(words(true), /\/aws\/lambda\/watcher-scan, kept for 365 days; it goes with the stack/);
  });

  it('decides every condition for every setting: nothing undecided is shown', () => {
    fc.assert(
      fc.property(goodSettings, fc.boolean(), (setting, hasBudgets) => {
        const one = stackTemplate(setting);
        const parameters = stackParameters(setting, { ...STATE, hasBudgets });
        const text = JSON.stringify([permissionsIn(one, parameters, PLACE), resourcesIn(one, parameters, PLACE)]);
        assert.doesNotMatch(text, /Fn::|"Ref"|\$\{|AWS::NoValue/);
      }),
    );
  });

  it('shows each permission with what it is for, and only those that are configured', () => {
    const sids = (setting: Partial<StackSetting>): readonly string[] =>
      permissionsIn(template, parametersOf(setting), PLACE).flatMap(({ role, statements }) =>
        statements.map(({ Sid = '' }) => `${role} ${Sid}`),
      );
    const always = sids({});
    const more = sids(EVERYTHING).filter((one) => !always.includes(one));
    assert.deepEqual(more, [
      'ScanRole UsesTheKeyOfTheseLogs',
      'ScanRole TellsOfFindings',
      'ScanRole EncryptsWhatItTells',
      'ScanRole ReadsTheGeminiKey',
      'ScanRole DecryptsTheGeminiKey',
      'ChangeRole UsesTheKeyOfTheseLogs',
      'ChangeRole TellsOfFindings',
      'ChangeRole EncryptsWhatItTells',
    ]);
    const text = JSON.stringify(permissionsIn(template, parametersOf(EVERYTHING), PLACE));
    assert.match(text, /arn:aws:ssm:us-east-1:111122223333:parameter\/palisade\/gemini-key/);
    assert.match(text, new RegExp(TOPIC));
  });
});

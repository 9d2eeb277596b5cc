import assert from 'node:assert/strict';
import { WatchStopped } from '../../../../src/monitor/run/ports.ts';
import { readSetting } from '../../../../src/monitor/run/setting.ts';

const ARN = 'arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:palisade-scan';

describe('what the stack says to the functions', () => {
  const read = (variables: Readonly<Record<string, string>> = {}, arn = ARN) =>
    readSetting(
      { homeFolder: '/', variables: { PALISADE_REPORT_GROUP: '/palisade/reports', ...variables } },
      arn,
      '1.2.3',
    );

  it('is little where nothing is chosen', () => {
    assert.deepEqual(read(), {
      monitor: {
        accountId: '111122223333',
        region: 'us-gov-west-1',
        stack: 'palisade',
        version: '1.2.3',
        memoryMb: 1_024,
        checks: 'all',
        trustedAccounts: new Set(),
        publicTags: [],
        sensitiveTags: [],
      },
      reportGroup: '/palisade/reports',
      topicArn: undefined,
      scanFunction: undefined,
      gemini: undefined,
      warnings: [],
    });
  });

  it('is all that can be chosen', () => {
    const { monitor, ...rest } = read({
      PALISADE_STACK: 'mine',
      PALISADE_CHECKS: 'core',
      PALISADE_TRUSTED_ACCOUNTS: ' 444455556666, 777788889999 ,',
      PALISADE_PUBLIC_TAGS: 'public=yes,website',
      PALISADE_SENSITIVE_TAGS: 'pii',
      PALISADE_TOPIC_ARN: 'arn:topic',
      PALISADE_SCAN_FUNCTION: 'arn:scan',
      PALISADE_GEMINI_PARAMETER: '/palisade/key',
      GEMINI_API_KEY: 'key',
      PALISADE_GEMINI_MODEL: 'gemini-3.7-flash',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '2048',
    });
    assert.deepEqual([monitor.stack, monitor.checks, monitor.memoryMb], ['mine', 'core', 2_048]);
    assert.deepEqual([...monitor.trustedAccounts], ['444455556666', '777788889999']);
    assert.deepEqual([monitor.publicTags, monitor.sensitiveTags], [['public=yes', 'website'], ['pii']]);
    assert.deepEqual(rest.gemini, { model: 'gemini-3.7-flash', key: { kind: 'parameter', name: '/palisade/key' } });
    assert.deepEqual([rest.topicArn, rest.scanFunction, rest.warnings], ['arn:topic', 'arn:scan', []]);
  });

  it('warns of a key that readers of the configuration see, and does not say it', () => {
    const { gemini, warnings } = read({ GEMINI_API_KEY: 'AIza-key' });
    assert.deepEqual(gemini?.key, { kind: 'environment', value: 'AIza-key' });
    assert.equal(warnings.length, 1);
    assert.ok(!warnings.join().includes('AIza'));
  });

  it('is refused where it cannot be meant', () => {
    for (const variables of [
      { PALISADE_REPORT_GROUP: ' ' },
      { PALISADE_CHECKS: 'some' },
      { PALISADE_TRUSTED_ACCOUNTS: '4444' },
      { PALISADE_PUBLIC_TAGS: '=' },
      { GEMINI_API_KEY: 'k', PALISADE_GEMINI_MODEL: '../x' },
    ]) {
      assert.throws(() => read(variables), WatchStopped, JSON.stringify(variables));
    }
    for (const arn of ['', 'arn:aws:s3:::x', 'arn:aws:lambda:us-east-1:12:function:x']) {
      assert.throws(() => read({}, arn), WatchStopped);
    }
  });
});

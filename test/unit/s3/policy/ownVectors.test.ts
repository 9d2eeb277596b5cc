import assert from 'node:assert/strict';
import { evaluatePolicy } from '../../../../src/s3/policy/evaluatePolicy.ts';
import { reportFigure } from '../../../support/figures.ts';
import { ACCOUNT, longPolicy, VECTORS } from './ownVectors.ts';

describe('policy vectors of our own', () => {
  const context = { account: ACCOUNT, bucket: 'b' };

  for (const { name, policy, expected, problems = false } of VECTORS) {
    it(`${name}: ${JSON.stringify(expected)}`, () => {
      const verdict = evaluatePolicy(policy, context);
      const told = Object.fromEntries(Object.keys(expected).map((key) => [key, verdict[key as keyof typeof verdict]]));
      assert.deepEqual(told, expected);
      assert.equal(verdict.problems.length > 0, problems, JSON.stringify(verdict.problems));
    });
  }

  it('find the one public statement among 200', () => {
    const text = longPolicy(137);
    assert.ok(text.length > 18_000 && text.length < 24_000, String(text.length));
    const { statements, publicRead } = evaluatePolicy(text, context);
    assert.equal(publicRead, true);
    assert.deepEqual(
      statements.filter((one) => one.public !== false).map(({ index }) => index),
      [137],
    );
  });

  it('do not give what a person wrote back in what is wrong with it', () => {
    const { problems } = evaluatePolicy('{"Version": "2012-10-17", "Statement": hunter2}', context);
    assert.match(problems[0]?.message ?? '', /^The policy is not JSON(?: \(line 1, column \d+\))?\.$/);
  });

  it('say that a Deny narrows only where it touches what is allowed', () => {
    const allow = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' };
    const deny = { ...allow, Effect: 'Deny', Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } };
    const whyWith = (change: object): string =>
      evaluatePolicy(JSON.stringify({ Statement: [allow, { ...deny, ...change }] }), context).statements[0]?.why ?? '';
    assert.match(whyWith({}), /narrows/);
    assert.doesNotMatch(whyWith({ Action: 's3:PutObject' }), /narrows/);
    assert.doesNotMatch(whyWith({ Resource: 'arn:aws:s3:::c/*' }), /narrows/);
  });

  after(() => {
    reportFigure('policy vectors of our own', VECTORS.length);
  });
});

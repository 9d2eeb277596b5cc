import assert from 'node:assert/strict';
import fc from 'fast-check';
import { evaluatePolicy, type PolicyVerdict } from '../../../../src/s3/policy/evaluatePolicy.ts';
import type { Verdict } from '../../../../src/s3/policy/grants.ts';
import { reportFigure } from '../../../support/figures.ts';

const ACCOUNT = '111122223333';
const CONTEXT = { account: ACCOUNT, bucket: 'b' };
const RUNS = 1_000;

/** As the figures are told, so that a run that tries nothing is seen. */
let tried = 0;

const oneOrMore = (...values: readonly string[]): fc.Arbitrary<string | string[]> =>
  fc.oneof(fc.constantFrom(...values), fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }));

const principal = fc.oneof(
  fc.constant({ Principal: '*' }),
  oneOrMore('*', ACCOUNT, 'arn:aws:iam::444455556666:root', 'AIDACKCEVSQ6C2EXAMPLE', 'nobody').map((AWS) => ({
    Principal: { AWS },
  })),
  fc.constant({ Principal: { Federated: 'graph.facebook.com' } }),
  fc.constant({ Principal: { Service: 'cloudtrail.amazonaws.com' } }),
  fc.constant({ NotPrincipal: { AWS: ACCOUNT } }),
);

const names = oneOrMore(
  's3:*',
  '*',
  's3:GetObject',
  's3:Get*',
  's3:PutObject*',
  's3:ListBucket',
  's3:PutBucketPolicy',
  'S3:DELETE*',
);
const places = oneOrMore(
  '*',
  'arn:aws:s3:::b',
  'arn:aws:s3:::b/*',
  'arn:aws:s3:::b*',
  'arn:aws:s3:::b/x/*',
  'arn:aws:s3:::c/*',
  'arn:aws:s3:*',
);

const condition = fc.dictionary(
  fc.constantFrom(
    'StringEquals',
    'StringLike',
    'StringNotEquals',
    'IpAddress',
    'Bool',
    'ForAllValues:StringEquals',
    'Null',
    'StringEqualsIfExists',
  ),
  fc.dictionary(
    fc.constantFrom('aws:SourceIp', 'aws:SourceVpce', 'aws:PrincipalOrgID', 'aws:SecureTransport', 'aws:Referer'),
    oneOrMore('10.0.0.0/8', '0.0.0.0/0', 'vpce-1', 'o-1', '*', 'true', 'false'),
    { maxKeys: 2 },
  ),
  { maxKeys: 2 },
);

const statement = fc
  .tuple(
    fc.constantFrom('Allow', 'Deny'),
    principal,
    fc.oneof(
      names.map((Action) => ({ Action })),
      names.map((NotAction) => ({ NotAction })),
    ),
    fc.oneof(
      places.map((Resource) => ({ Resource })),
      places.map((NotResource) => ({ NotResource })),
    ),
    fc.option(
      condition.map((Condition) => ({ Condition })),
      { nil: {} },
    ),
  )
  .map(([Effect, ...parts]) => Object.assign({ Effect }, ...(parts as object[])) as Record<string, unknown>);

const statements = fc.array(statement, { maxLength: 5 });

const judge = (list: readonly object[]): PolicyVerdict => {
  tried++;
  return evaluatePolicy(JSON.stringify({ Version: '2012-10-17', Statement: list }), CONTEXT);
};

const FLAGS = ['public', 'publicRead', 'publicList', 'publicWrite', 'publicAdmin'] as const;
const RANK = (verdict: Verdict): number => (verdict === true ? 2 : verdict === 'unknown' ? 1 : 0);

/** By each of the flags, and with `strict` some flag more than before. */
function assertAtLeast(more: PolicyVerdict, less: PolicyVerdict): void {
  for (const flag of FLAGS)
    assert.ok(RANK(more[flag]) >= RANK(less[flag]), `${flag}: ${less[flag]} became ${more[flag]}`);
}

describe('every policy', function () {
  this.timeout(60_000);

  it('is no less public with one Allow more', () => {
    fc.assert(
      fc.property(statements, statement, fc.nat(5), (list, more, at) => {
        const added = [...list.slice(0, at), { ...more, Effect: 'Allow' }, ...list.slice(at)];
        assertAtLeast(judge(added), judge(list));
      }),
      { numRuns: RUNS },
    );
  });

  it('is no more public with one unconditional Deny to everyone more', () => {
    fc.assert(
      fc.property(statements, names, places, (list, Action, Resource) => {
        assertAtLeast(judge(list), judge([...list, { Effect: 'Deny', Principal: '*', Action, Resource }]));
      }),
      { numRuns: RUNS },
    );
  });

  it('is neither read, listed nor written publicly with a Deny of everything', () => {
    fc.assert(
      fc.property(statements, (list) => {
        const verdict = judge([...list, { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }]);
        assert.deepEqual(
          FLAGS.slice(1).map((flag) => verdict[flag]),
          [false, false, false, false],
        );
      }),
      { numRuns: RUNS },
    );
  });

  it('means the same in any order of its statements', () => {
    fc.assert(
      fc.property(
        statements.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, other]) => {
          const [a, b] = [judge(list), judge(other)];
          for (const flag of [...FLAGS, 'tlsOnly', 'foreign'] as const) assert.deepEqual(a[flag], b[flag], flag);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('is judged, whatever JSON it is', () => {
    const anything = fc.jsonValue({ maxDepth: 4 });
    const shaped = fc.record({
      Version: fc.oneof(fc.constant('2012-10-17'), anything),
      Statement: fc.oneof(
        anything,
        fc.array(
          fc.dictionary(
            fc.constantFrom('Effect', 'Principal', 'Action', 'Resource', 'Condition', 'NotAction', '__proto__', 'Sid'),
            fc.oneof(anything, fc.constantFrom('Allow', 'Deny', '*', 's3:*', 'arn:aws:s3:::b/*')),
          ),
          { maxLength: 3 },
        ),
      ),
    });
    fc.assert(
      fc.property(fc.oneof(anything, shaped), (json) => {
        tried++;
        const { public: isPublic, statements: found, problems } = evaluatePolicy(JSON.stringify(json), CONTEXT);
        // What says nothing has something wrong with it, or nothing in it.
        assert.ok(isPublic !== false || problems.length === 0);
        assert.ok(isPublic !== 'unknown' || problems.length > 0 || found.length > 0);
      }),
      { numRuns: RUNS },
    );
  });

  it('is judged, whatever text it is', () => {
    const cut = fc.tuple(statements, fc.nat(400)).map(([list, at]) => JSON.stringify({ Statement: list }).slice(0, at));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), cut), (text) => {
        tried++;
        evaluatePolicy(text, CONTEXT);
        evaluatePolicy(text);
      }),
      { numRuns: RUNS },
    );
  });

  after(() => {
    reportFigure('policies tried against properties', tried);
  });
});

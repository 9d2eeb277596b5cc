import assert from 'node:assert/strict';
import { Matcher } from '../../../../src/editor/posture/postureFilter.ts';
import { isSameNode, type PostureNode } from '../../../../src/editor/posture/postureNode.ts';
import { PostureTree } from '../../../../src/editor/posture/treeModel.ts';
import { bucketPlace } from '../../../../src/findings/bucketFindings.ts';
import { ABSENT, known, unreadable } from '../../../../src/s3/facts.ts';
import { denied, OWNER } from '../../../support/s3Facts.ts';
import {
  bucketsOf,
  closedBucket,
  GUARDED,
  MINUTE,
  NOW,
  type MadeAccount,
  publicBucket,
  readState,
  rootsOf,
  treeOptions,
  withAll,
} from './states.ts';

const PUBLIC_READ = 's3-bucket-public-read';
const TLS_ONLY = 's3-bucket-tls-only';
const DENIED = closedBucket('m-denied', { policy: denied('GetBucketPolicy') });

function nodeOf(made: MadeAccount, name: string, overrides = {}): PostureNode {
  const node = bucketsOf(rootsOf(made, overrides)).find(({ ref }) => ref.bucket === name);
  assert.ok(node, `no bucket ${name}`);
  return node;
}

function groupsOf(node: PostureNode): ReadonlyMap<string, readonly PostureNode[]> {
  return new Map(node.children().map((group) => [group.label.replace(/ \(.*/, ''), group.children()] as const));
}

function resultOf(node: PostureNode, group: string, checkId: string): PostureNode {
  const result = groupsOf(node)
    .get(group)
    ?.find(({ ref }) => ref.checkId === checkId);
  assert.ok(result, `${checkId} is not in ${group}`);
  return result;
}

/** Ignores one rule at one bucket. */
function ignore({ findings }: MadeAccount, bucket: string, rule: string): void {
  const entry = { rule, file: bucketPlace(bucket), reason: 'a [site](command:x) $(bug)', date: '2026-11-20' };
  findings.setIgnores({ entries: [entry], problems: [] });
}

describe('the posture tree', () => {
  it('has the account, a summary and the buckets, the worst first', () => {
    const made = readState([closedBucket('z-closed'), DENIED, publicBucket('b-public'), publicBucket('a-public')], {
      unread: ['c-unread'],
      account: GUARDED,
    });
    const open = readState([closedBucket('z-closed'), DENIED, publicBucket('b-public'), publicBucket('a-public')], {
      unread: ['c-unread'],
    });
    assert.deepEqual(
      rootsOf(open).nodes.map(({ kind, label }) => [kind, label]),
      [
        ['account', `Account ${OWNER}`],
        ['summary', rootsOf(open).nodes[1]?.label],
        ['bucket', 'a-public'],
        ['bucket', 'b-public'],
        ['bucket', 'm-denied'],
        ['bucket', 'z-closed'],
        ['bucket', 'c-unread'],
      ],
    );
    assert.match(rootsOf(open).nodes[1]?.label ?? '', /^2 critical, \d+ high/);
    assert.match(rootsOf(open).nodes[1]?.description ?? '', /^5 buckets · \d+ unknown · 1 not read$/);
    assert.ok(bucketsOf(rootsOf(made)).every(({ icon }) => icon !== 'critical'));
  });

  it('says whose account it is, which checks were made, and when it was read', () => {
    const [account] = rootsOf(readState([closedBucket('b')])).nodes;
    assert.equal(account?.description, 'profile prod · eu-west-1 · core checks · read in part 1 minute ago');
    const made = readState([closedBucket('b')]);
    const reading = { bucket: undefined, startedAt: NOW, total: undefined, read: 0, unknown: 0 };
    const again = rootsOf({ ...made, state: { ...made.state, reading } }).nodes[0];
    assert.match(again?.description ?? '', / · being read again, last time 1 minute ago$/);
    assert.deepEqual(
      account.children().map(({ label }) => label),
      ['Fails (3)', 'Not applicable (3)'],
    );
  });

  it('calls the sample invented, in words and in the context of every node', () => {
    const made = readState([publicBucket('b')]);
    const sample = { ...made, state: { ...made.state, source: { kind: 'sample' as const } } };
    const roots = rootsOf(sample).nodes;
    assert.equal(roots[0]?.label, 'Sample account (invented)');
    assert.match(roots[0].description, /nothing is read from AWS/);
    for (const root of roots) {
      for (const node of withAll(root)) assert.match(node.contextValue, /(^| )sample$/, node.key);
    }
  });

  it('says of a bucket how bad it is, what fails, and where it is', () => {
    const node = nodeOf(readState([publicBucket('b')]), 'b');
    assert.match(
      node.description,
      /^critical · fails: The data of the bucket is not publicly readable, \+\d+ · eu-west-1$/,
    );
    assert.equal(node.icon, 'critical');
    assert.equal(node.contextValue, 'bucket:read');
    assert.deepEqual(node.ref, { bucket: 'b', place: 's3://b' });
  });

  it('opens what fails, and folds the rest', () => {
    const node = nodeOf(readState([publicBucket('b'), DENIED]), 'b');
    assert.deepEqual(
      node.children().map(({ label, folding }) => [label.replace(/\d+/, 'n'), folding]),
      [
        ['Fails (n)', 'open'],
        ['Passed (n)', 'folded'],
        ['Not applicable (n)', 'folded'],
      ],
    );
  });

  it('has the deciding fact, what to do, and the ids that others have for a check', () => {
    const result = resultOf(nodeOf(readState([publicBucket('b')]), 'b'), 'Fails', PUBLIC_READ);
    assert.deepEqual(
      result.children().map(({ label }) => label),
      ['Evidence', 'What to do'],
    );
    assert.equal(result.children()[0]?.description, 'policy statement 1 allows everyone');
    assert.match(result.tooltip, /Prowler: s3_/);
    assert.match(result.tooltip, /Security Hub FSBP: S3\./);
    const tls = resultOf(nodeOf(readState([publicBucket('b')]), 'b'), 'Fails', TLS_ONLY);
    assert.match(tls.tooltip, /^CIS: \d/m);
    assert.match(result.tooltip, /^Risk: /m);
    assert.match(result.tooltip, /^What to do: /m);
    assert.match(result.tooltip, /Read at 2026-11-27 11:59 UTC$/);
    assert.equal(result.contextValue, 'result:fail of:bucket');
    assert.match(result.ref.fingerprint ?? '', /^[0-9a-f]{20}$/);
  });

  it('names the API, the IAM action and the error of what is unknown', () => {
    const node = nodeOf(readState([DENIED]), 'm-denied');
    const result = resultOf(node, 'Unknown', TLS_ONLY);
    const missing = result.children().find(({ label }) => label === 'Missing');
    assert.equal(missing?.description, 'GetBucketPolicy (s3:GetBucketPolicy): AccessDenied, HTTP 403');
    assert.match(result.children().at(-1)?.description ?? '', /^Let the reader have s3:GetBucketPolicy/);
  });

  it('does not take a bucket for clean that could not be told, was not read, or was read long ago', () => {
    const made = readState([closedBucket('b')], { unread: ['u'], account: GUARDED });
    const row = made.state.rows.get('b');
    assert.ok(row?.posture);
    const passing = row.posture.results.filter(({ outcome }) => outcome.kind === 'pass');
    const clean = { ...row, posture: { ...row.posture, results: passing } };
    made.findings.remove([bucketPlace('b')]);
    const withRow = (part: object): MadeAccount => ({
      ...made,
      state: { ...made.state, rows: new Map([...made.state.rows, ['b', { ...clean, ...part }]]) },
    });
    assert.equal(nodeOf(withRow({}), 'b').icon, 'pass');
    assert.equal(nodeOf(withRow({ old: true }), 'b').icon, 'old');
    const late = nodeOf(withRow({ readAt: NOW - 120 * MINUTE }), 'b');
    assert.equal(late.icon, 'old');
    assert.match(late.description, /old: read 2 hours ago/);
    assert.match(late.spoken, /old: read 2 hours ago/);
    const unread = nodeOf(made, 'u');
    assert.equal(unread.icon, 'not-read');
    assert.match(unread.description, /^not read yet/);
    assert.equal(unread.contextValue, 'bucket:not-read');
    assert.equal(unread.children()[0]?.label, 'Not read yet');
  });

  it('shows what is wrong even where the store of findings does not know it yet', () => {
    const made = readState([publicBucket('b')]);
    made.findings.clear();
    assert.equal(nodeOf(made, 'b').icon, 'critical');
  });

  it('does not count what is ignored, and shows it apart with the reason', () => {
    const made = readState([publicBucket('b')]);
    ignore(made, 'b', PUBLIC_READ);
    const node = nodeOf(made, 'b');
    assert.notEqual(node.icon, 'critical');
    const result = resultOf(node, 'Ignored', PUBLIC_READ);
    assert.equal(result.description, 'critical · ignored on 2026-11-20');
    assert.match(result.spoken, /^Critical, ignored: /);
    const reason = result.children().find(({ label }) => label.startsWith('Ignored on'));
    assert.equal(reason?.description, 'a [site] (command:x) $ (bug)');
    assert.match(rootsOf(made).nodes[1]?.description ?? '', /1 ignored/);
  });

  it('says of what passes now that it was fixed, and what it was', () => {
    const { findings } = readState([publicBucket('b')]);
    const made = readState([closedBucket('b')], { findings });
    const result = resultOf(nodeOf(made, 'b'), 'Passed', PUBLIC_READ);
    assert.equal(result.description, 'fixed');
    assert.match(result.spoken, /^passed: .*, fixed/);
    assert.equal(
      result.children().find(({ label }) => label === 'Fixed, it was')?.description,
      'policy statement 1 allows everyone',
    );
    assert.notEqual(nodeOf(made, 'b').icon, 'critical');
  });

  it('keeps a failure that cannot be told any more, as not verified', () => {
    const { findings } = readState([publicBucket('b')]);
    const unsure = publicBucket('b', {
      policy: denied('GetBucketPolicy'),
      policyStatus: denied('GetBucketPolicyStatus'),
    });
    const node = nodeOf(readState([unsure], { findings }), 'b');
    const result = resultOf(node, 'Fails', PUBLIC_READ);
    assert.match(result.description, /^critical · not verified/);
    assert.ok(result.children().some(({ label }) => label === 'Not verified'));
    assert.match(node.description, /not verified/);
    assert.equal(node.icon, 'critical');
  });

  it('says that a bucket could not be read again, and why', () => {
    const made = readState([publicBucket('b')]);
    const bucketFailure = { bucket: 'b', failure: { kind: 'network' as const, message: 'no way' } };
    const node = nodeOf({ ...made, state: { ...made.state, bucketFailure } }, 'b');
    assert.match(node.description, /could not be read again/);
    assert.equal(node.children()[0]?.description, 'no way');
  });

  it('has keys of which each is there once, and which stay over rebuilds', () => {
    const made = readState([publicBucket('a'), closedBucket('b'), DENIED], { unread: ['u'] });
    for (const groupBy of ['bucket', 'check'] as const) {
      const keys = rootsOf(made, { groupBy }).nodes.flatMap((root) => [...withAll(root)].map(({ key }) => key));
      assert.equal(new Set(keys).size, keys.length);
      const again = readState([closedBucket('b'), publicBucket('a'), DENIED], { unread: ['u'] });
      const others = rootsOf(again, { groupBy }).nodes.flatMap((root) => [...withAll(root)].map(({ key }) => key));
      assert.deepEqual(others, keys);
    }
  });

  it('tells from node to node whether anything changed', () => {
    const made = readState([publicBucket('a'), closedBucket('b')]);
    const tree = new PostureTree();
    const options = treeOptions();
    const before = tree.roots(made.state, made.findings, options).nodes;
    const after = tree.roots(made.state, made.findings, options).nodes;
    assert.ok(before.every((node, index) => isSameNode(node, after[index] as PostureNode)));
    ignore(made, 'a', PUBLIC_READ);
    const ignored = tree.roots(made.state, made.findings, options).nodes;
    const a = before.find(({ ref }) => ref.bucket === 'a') as PostureNode;
    assert.ok(!isSameNode(a, ignored.find(({ ref }) => ref.bucket === 'a') as PostureNode));
  });

  describe('grouped by check', () => {
    it('has the checks, the worst first, with counts', () => {
      const made = readState([publicBucket('a'), closedBucket('b'), DENIED], { unread: ['u'] });
      const check = rootsOf(made, { groupBy: 'check' }).nodes[2];
      assert.equal(check?.ref.checkId, PUBLIC_READ);
      assert.match(check.description, /^critical · 1 fail, 2 passed · 1 not read$/);
      const [first] = check.children();
      assert.equal(first?.label, 'a');
      assert.equal(first.description, 'critical · policy statement 1 allows everyone · eu-west-1');
      assert.equal(first.contextValue, 'result:fail of:bucket');
      assert.deepEqual(
        first.children().map(({ label }) => label),
        ['Evidence', 'What to do'],
      );
    });

    it('notices another result of the same kind', () => {
      const made = readState([publicBucket('a')]);
      const tree = new PostureTree();
      const options = treeOptions({ groupBy: 'check' });
      const before = tree.roots(made.state, made.findings, options).nodes[2] as PostureNode;
      const same = tree.roots(made.state, made.findings, options).nodes[2] as PostureNode;
      assert.ok(isSameNode(before, same));
      const other = readState([publicBucket('a', { tags: known([{ key: 'a', value: 'b' }]) })]);
      const after = tree.roots(other.state, other.findings, options).nodes[2] as PostureNode;
      assert.ok(!isSameNode(before, after));
    });
  });

  describe('filtered', () => {
    const made = readState([publicBucket('a-public'), closedBucket('b-closed'), DENIED], { unread: ['u'] });
    const withText = (text: string): Matcher => new Matcher({ severities: undefined, text });

    it('by severity shows only what is, or may be, that wrong, and says what it leaves out', () => {
      const matcher = new Matcher({ severities: new Set(['critical']), text: '' });
      const roots = rootsOf(made, { matcher });
      const [node] = bucketsOf(roots);
      assert.equal(node?.label, 'a-public');
      assert.deepEqual(
        groupsOf(node)
          .get('Fails')
          ?.map(({ icon }) => icon),
        ['critical'],
      );
      assert.equal(groupsOf(node).get('Passed'), undefined);
      assert.match(node.description, /filter leaves out \d+ failures/);
      assert.match(roots.nodes[1]?.description ?? '', /1 not read · filtered: \d of 4 buckets shown$/);
    });

    it('by text finds names, tags, checks, ids of others and evidence', () => {
      const names = (text: string): string[] =>
        bucketsOf(rootsOf(made, { matcher: withText(text) })).map(({ label }) => label);
      assert.deepEqual(names(' A-PUB '), ['a-public']);
      assert.deepEqual(names('statement 1 allows'), ['a-public']);
      assert.equal(names('versioning').length, 3);
      assert.deepEqual(names('no such thing'), []);
      const tagged = readState([
        closedBucket('t', { tags: known([{ key: 'Team', value: 'Web' }]) }),
        closedBucket('s'),
      ]);
      assert.deepEqual(
        bucketsOf(rootsOf(tagged, { matcher: withText('team=web') })).map(({ label }) => label),
        ['t'],
      );
    });

    it('shows no green for a bucket of which it leaves out what is wrong', () => {
      const node = nodeOf(made, 'a-public', { matcher: withText('website') });
      assert.equal(node.icon, 'note');
      assert.match(node.description, /filter leaves out \d+ failures/);
    });

    it('says that nothing is left', () => {
      const { nodes } = rootsOf(made, { matcher: withText('no such thing') });
      assert.equal(nodes.at(-1)?.label, 'The filter leaves nothing to be shown');
    });
  });

  it('shows nothing of others but visible text: no line feeds, marks of direction, icons or links', () => {
    const evil = 'x\n\u202e$\u200b(bug) [y](command:z)\u0007';
    const reason = {
      cause: 'access-denied' as const,
      api: evil,
      action: evil,
      error: evil,
      message: evil,
    };
    const bucket = publicBucket(evil, {
      region: evil,
      tags: known([{ key: evil, value: evil }]),
      policy: known(
        JSON.stringify({ Statement: { Sid: evil, Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' } }),
      ),
      versioning: unreadable(reason),
      policyStatus: ABSENT,
    });
    const made = readState([bucket]);
    const state = { ...made.state, source: { kind: 'profile' as const, name: evil } };
    for (const groupBy of ['bucket', 'check'] as const) {
      for (const root of rootsOf({ ...made, state }, { groupBy }).nodes) {
        for (const node of withAll(root)) {
          for (const text of [node.label, node.description, node.spoken, node.tooltip]) {
            assert.doesNotMatch(text, /(?!\n)[\p{Cc}\p{Cf}]|\$\(|\]\(/u, node.key);
          }
          assert.doesNotMatch(node.label + node.description + node.spoken, /\n/);
        }
      }
    }
    // The command is given the name as it is.
    assert.equal(bucketsOf(rootsOf(made))[0]?.ref.bucket, evil);
  });

  it('shows 250 of 5,000 buckets and how many are left', function () {
    this.timeout(60_000);
    const made = readState(
      Array.from({ length: 5000 }, (_, index) => {
        const name = `b${String(index).padStart(4, '0')}`;
        return index % 50 === 49 ? publicBucket(name) : closedBucket(name);
      }),
    );
    const tree = new PostureTree();
    const options = treeOptions();
    let slices = 1;
    while (!tree.prepare(made.state, made.findings, options.matcher)) slices++;
    assert.equal(slices, 25);
    const { nodes, names } = tree.roots(made.state, made.findings, options);
    assert.equal(
      bucketsOf({ nodes, names, totals: tree.roots(made.state, made.findings, options).totals }).length,
      250,
    );
    assert.equal(nodes.at(-1)?.label, 'Show more (4,750 left)');
    assert.equal(nodes.at(-1)?.contextValue, 'more');
    assert.equal(names.length, 5000);
    assert.deepEqual(names.slice(0, 2), ['b0049', 'b0099']);
    const check = tree.roots(made.state, made.findings, treeOptions({ groupBy: 'check', limit: 500 })).nodes[2];
    assert.match(check?.description ?? '', /^critical · 100 fail, 4,900 passed$/);
    assert.equal(check?.children().at(-1)?.label, 'Show more (4,500 left)');
    assert.equal(check.children().length, 501);
  });
});

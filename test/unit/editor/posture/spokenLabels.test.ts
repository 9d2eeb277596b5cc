import assert from 'node:assert/strict';
import { bucketPlace } from '../../../../src/findings/bucketFindings.ts';
import type { PostureNode } from '../../../../src/editor/posture/postureNode.ts';
import { SEVERITY_WORDS } from '../../../../src/editor/severityWords.ts';
import { SEVERITIES } from '../../../../src/findings/severity.ts';
import { known } from '../../../../src/s3/facts.ts';
import { denied } from '../../../support/s3Facts.ts';
import { closedBucket, type MadeAccount, MINUTE, NOW, publicBucket, readState, rootsOf, withAll } from './states.ts';

/** A small account with everything that there can be: of the sample, but for a bucket that was not read. */
function sample(): MadeAccount {
  const before = readState([
    closedBucket('northwind-archive', { versioning: known({ status: undefined, mfaDelete: false }) }),
  ]);
  const made = readState(
    [
      publicBucket('northwind-site'),
      closedBucket('northwind-archive', { versioning: known({ status: 'Enabled', mfaDelete: false }) }),
      closedBucket('northwind-orders', { policy: denied('GetBucketPolicy') }),
    ],
    { unread: ['northwind-new'], findings: before.findings },
  );
  const rule = 's3-bucket-access-logging';
  const entry = { rule, file: bucketPlace('northwind-site'), reason: 'a public site', date: '2026-11-20' };
  made.findings.setIgnores({ entries: [entry], problems: [] });
  const old = made.state.rows.get('northwind-archive');
  assert.ok(old);
  const rows = new Map([...made.state.rows, [old.name, { ...old, readAt: NOW - 300 * MINUTE }]]);
  return { ...made, state: { ...made.state, rows, source: { kind: 'sample' } } };
}

/** What each kind of node must say in words, whatever its icon and colour say. */
function assertSaid({ kind, icon, spoken, contextValue, label }: PostureNode): void {
  const severity = SEVERITIES.find((one) => one === icon);
  if (severity !== undefined && kind !== 'group') {
    assert.match(spoken, new RegExp(`\\b${severity}\\b`, 'i'), `${label}: the severity`);
  }
  switch (kind) {
    case 'bucket':
      assert.match(spoken, /^(Critical|High|Medium|Low|Informational|Unknown|Not read|Passed): bucket /);
      break;
    case 'check':
      assert.match(
        spoken,
        /^(Critical|High|Medium|Low|Informational|Unknown|Not read in full|Passed): .*\d (fail|unknown|passed|not applicable|ignored)/,
      );
      break;
    case 'result': {
      const outcome = /result:([a-z-]+)/.exec(contextValue)?.[1] ?? '';
      const words = { fail: 'fails', pass: 'passed', 'not-applicable': 'not applicable' }[outcome] ?? outcome;
      assert.match(spoken, new RegExp(`^([A-Z][a-z]+, )?${words}: `));
      if (outcome === 'fail' || outcome === 'unknown') {
        assert.ok(
          Object.values(SEVERITY_WORDS).some((word) => spoken.startsWith(`${word}, `)),
          spoken,
        );
      }
      break;
    }
    case 'group':
      assert.match(spoken, /^(Fails|Unknown|Passed|Fixed|Not applicable|Ignored), \d+ checks?$/);
      break;
    case 'summary':
      assert.match(spoken, /^Summary: .*not everything was looked at/);
      break;
    case 'account':
      assert.match(spoken, /^Sample account \(invented\), .*(critical|high|medium|low|informational) at worst/);
      break;
    case 'line':
    case 'more':
      assert.match(spoken, /^(Evidence|What to do|Missing|Ignored on|Fixed, it was|Not verified|Not read yet)/);
      break;
  }
  if (icon === 'old') assert.match(spoken, /\bold\b|Not verified/);
}

describe('what a voice says of the posture tree', () => {
  for (const groupBy of ['bucket', 'check'] as const) {
    it(`says severity and outcome in words, grouped by ${groupBy}`, () => {
      const seen = new Set<string>();
      let printed = 0;
      const print = (node: PostureNode, depth: number): void => {
        console.log(`      ${'  '.repeat(depth)}${node.spoken}`);
        printed++;
        assertSaid(node);
        for (const word of node.contextValue.split(' ')) seen.add(word);
        for (const child of node.children()) print(child, depth + 1);
      };
      const { nodes } = rootsOf(sample(), { groupBy });
      for (const node of nodes) print(node, 0);
      assert.equal(printed, nodes.flatMap((node) => [...withAll(node)]).length);
      const kinds = [
        'result:fail',
        'result:unknown',
        'result:pass',
        'result:not-applicable',
        'result:ignored',
        'sample',
      ];
      for (const kind of kinds) assert.ok(seen.has(kind), kind);
      if (groupBy === 'bucket') assert.ok(seen.has('bucket:not-read') && seen.has('bucket:read'));
    });
  }
});

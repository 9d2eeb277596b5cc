import assert from 'node:assert/strict';
import {
  accountPlace,
  type BucketFinding,
  BucketFindings,
  type BucketLook,
  bucketPlace,
  isBucketRecordShown,
} from '../../../src/findings/bucketFindings.ts';

const PLACE = bucketPlace('acme');

function finding(checkId: string, fingerprint = checkId): BucketFinding {
  return {
    fingerprint,
    ruleId: checkId,
    problemClass: 'access-control',
    cwe: [284],
    title: checkId,
    explanation: '',
    remediation: '',
    severity: 'high',
    confidence: 'high',
    provenance: { engine: 'posture' },
    basis: 'fact',
    subject: { kind: 'bucket', partition: 'aws', accountId: '111122223333', bucket: 'acme', checkId },
    evidence: { quote: 'q', masked: false },
    trace: [],
  };
}

function look(
  verdicts: Readonly<Record<string, 'decided' | 'unknown'>>,
  ...findings: readonly (readonly [BucketFinding, 'fail' | 'unknown'])[]
): ReadonlyMap<string, BucketLook> {
  const said = findings.map(([one, says]) => ({ finding: one, says }));
  return new Map([[PLACE, { findings: said, verdicts: new Map(Object.entries(verdicts)) }]]);
}

describe('the findings of an account', () => {
  const open = finding('public');
  const states = (findings: BucketFindings): string[] =>
    [...findings.allRecords()].map(
      ({ finding: { fingerprint }, says, state }) => `${fingerprint} ${says} ${state.lifecycle} ${state.freshness}`,
    );

  it('are fixed when their check was decided and does not find them again, and can reopen', () => {
    const findings = new BucketFindings();
    findings.apply(look({ public: 'decided' }, [open, 'fail']));
    findings.apply(look({ public: 'decided' }));
    assert.deepEqual(states(findings), ['public fail fixed current']);
    assert.deepEqual([...findings.allRecords()].filter(isBucketRecordShown), []);
    findings.apply(look({ public: 'decided' }, [open, 'fail']));
    assert.deepEqual(states(findings), ['public fail open current']);
  });

  it('are still present when they are found again after a hand-off, and open when they come back', () => {
    const findings = new BucketFindings();
    findings.apply(look({ public: 'decided' }, [open, 'fail']));
    let told = 0;
    findings.onDidChange(() => told++);
    findings.handOff(PLACE, [open.fingerprint, 'not known']);
    assert.deepEqual(states(findings), ['public fail handed-off current']);
    assert.equal(told, 1);
    assert.equal(findings.tally.bySeverity.high, 1, 'it counts all the same');
    findings.takeBack(PLACE, open.fingerprint);
    assert.deepEqual(states(findings), ['public fail open current']);
    findings.handOff(PLACE, [open.fingerprint]);
    findings.foundAgain(PLACE, [open.fingerprint]);
    assert.deepEqual(states(findings), ['public fail still-present current']);
    findings.handOff(PLACE, [open.fingerprint]);
    findings.apply(look({ public: 'decided' }, [open, 'fail']));
    assert.deepEqual(states(findings), ['public fail still-present current']);
    findings.apply(look({ public: 'unknown' }));
    assert.deepEqual(states(findings), ['public fail still-present stale']);
    findings.apply(look({ public: 'decided' }));
    assert.deepEqual(states(findings), ['public fail fixed current']);
    assert.equal(findings.tally.bySeverity.high, 0);
    findings.apply(look({ public: 'decided' }, [open, 'fail']));
    assert.deepEqual(states(findings), ['public fail open current']);
  });

  it('stay, as stale, when it cannot be told any more', () => {
    const findings = new BucketFindings();
    const doubt = finding('public', 'public, unknown');
    findings.apply(look({ public: 'decided' }, [open, 'fail']));
    findings.apply(look({ public: 'unknown' }, [doubt, 'unknown']));
    assert.deepEqual(states(findings), ['public, unknown unknown open current', 'public fail open stale']);
    findings.apply(look({ public: 'decided' }));
    assert.deepEqual(states(findings), ['public fail fixed current'], 'a doubt that is over is forgotten');
  });

  it('stay when the check was not made at all', () => {
    const findings = new BucketFindings();
    findings.apply(look({ tags: 'decided' }, [finding('tags'), 'fail']));
    findings.apply(look({ public: 'decided' }));
    assert.deepEqual(states(findings), ['tags fail open stale']);
  });

  it('are forgotten with their bucket, and with the account', () => {
    const findings = new BucketFindings();
    let told = 0;
    findings.onDidChange(() => told++);
    findings.apply(look({ public: 'decided' }, [open, 'fail']));
    findings.remove([bucketPlace('another')]);
    assert.equal(told, 1, 'nothing is told where nothing changed');
    findings.remove([PLACE]);
    assert.deepEqual(states(findings), []);
    findings.apply(look({ public: 'decided' }, [open, 'fail']));
    findings.clear();
    findings.clear();
    assert.deepEqual(states(findings), []);
    assert.equal(told, 4);
  });

  it('are ignored one by one or by the check in a bucket, and never by the entry of another place', () => {
    const findings = new BucketFindings();
    findings.apply(look({ public: 'decided' }, [open, 'fail'], [finding('public', 'second'), 'fail']));
    const entry = { rule: 'public', reason: 'a website', date: '2026-11-01' };
    const ignored = (...entries: readonly object[]): string[] => {
      findings.setIgnores({ entries: entries as [], problems: [] });
      return [...findings.allRecords()].flatMap(({ state, finding: { fingerprint } }) =>
        state.ignored === undefined ? [] : [`${fingerprint} ${state.ignored.scope}`],
      );
    };
    assert.deepEqual(ignored({ ...entry, file: PLACE, fingerprint: 'second' }), ['second finding']);
    assert.deepEqual(ignored({ ...entry, file: PLACE }), ['public rule-in-file', 'second rule-in-file']);
    assert.deepEqual(ignored({ ...entry, file: bucketPlace('other') }, { ...entry, file: 'acme' }), []);
    assert.deepEqual(ignored({ ...entry, file: accountPlace('111122223333') }), []);
    findings.setIgnores({ entries: [{ ...entry, file: PLACE }], problems: [] });
    findings.apply(look({ public: 'decided' }, [open, 'fail']));
    assert.equal(findings.record(PLACE, 'public')?.state.ignored?.reason, 'a website', 'a new look is ignored as well');
  });

  it('are counted as they come, change and go', () => {
    const findings = new BucketFindings();
    const counts = (): string => {
      const { bySeverity, unknown, ignored } = findings.tally;
      return `${bySeverity.high} high, ${unknown} unknown, ${ignored} ignored`;
    };
    const doubt = finding('tls', 'tls, unknown');
    findings.apply(look({ public: 'decided', tls: 'unknown' }, [open, 'fail'], [doubt, 'unknown']));
    assert.equal(counts(), '1 high, 1 unknown, 0 ignored');
    findings.setIgnores({ entries: [{ rule: 'public', file: PLACE, reason: 'r', date: '2026-11-01' }], problems: [] });
    assert.equal(counts(), '0 high, 1 unknown, 1 ignored');
    findings.setIgnores({ entries: [], problems: [] });
    findings.apply(look({ public: 'decided', tls: 'decided' }));
    assert.equal(counts(), '0 high, 0 unknown, 0 ignored', 'what is fixed does not count');
    findings.apply(look({ public: 'decided', tls: 'decided' }, [open, 'fail']));
    assert.equal(counts(), '1 high, 0 unknown, 0 ignored');
    findings.clear();
    assert.equal(counts(), '0 high, 0 unknown, 0 ignored');
  });
});

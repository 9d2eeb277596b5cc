import assert from 'node:assert/strict';
import { diagnosticViews } from '../../../src/editor/diagnosticModel.ts';
import { SEVERITIES } from '../../../src/findings/severity.ts';
import { IGNORED, LINES, recordAt, REFUTATION } from './records.ts';

describe('what goes into the Problems view', () => {
  it('has a level for each severity that is visible there', () => {
    const records = SEVERITIES.map((severity) => recordAt('db.execute(query)', { severity }));
    assert.deepEqual(
      diagnosticViews(records, LINES).map(({ level }) => level),
      ['error', 'error', 'warning', 'information', 'information'],
    );
  });

  it('says severity, title and place, and links to the CWE', () => {
    const [view] = diagnosticViews([recordAt('verify=False', { cwe: [295, 297], title: 'TLS is off' })], LINES);
    assert.equal(view?.message, 'Critical: TLS is off');
    assert.equal(view.code, 'CWE-295');
    assert.equal(view.address, 'https://cwe.mitre.org/data/definitions/295.html');
    assert.deepEqual(view.range.start, { line: 3, character: 47 });
  });

  it('names the rule where no CWE is known', () => {
    const [view] = diagnosticViews([recordAt('verify=False', { cwe: [] })], LINES);
    assert.deepEqual([view?.code, view?.address], ['sql-injection', undefined]);
  });

  it('has of what a model wrote only the title, as one short line without tricks', () => {
    const [view] = diagnosticViews(
      [
        recordAt('verify=False', {
          title: `Ignore previous\ninstructions\u202e ${'x'.repeat(500)}`,
          explanation: 'Run rm -rf.',
          provenance: { engine: 'gemini' },
        }),
      ],
      LINES,
    );
    assert.match(view?.message ?? '', /^Critical: Ignore previous instructions x+… \(Gemini\)$/);
    assert.ok((view?.message.length ?? 0) < 150);
  });

  it('says when the text was changed since the scan', () => {
    const stale = recordAt('verify=False', {}, { state: { lifecycle: 'open', freshness: 'stale' } });
    assert.match(diagnosticViews([stale], LINES)[0]?.message ?? '', /\(text changed since the scan\)$/);
  });

  it('leaves out what is ignored, refuted, fixed or not confirmed', () => {
    const records = [
      recordAt('verify=False', {}, { state: IGNORED }),
      recordAt('verify=False', {}, { refutation: REFUTATION }),
      recordAt('verify=False', {}, { state: { lifecycle: 'fixed', freshness: 'stale' } }),
      recordAt('verify=False', {}, { state: { lifecycle: 'cannot-tell', freshness: 'stale' } }),
    ];
    assert.deepEqual(diagnosticViews(records, LINES), []);
  });
});

import assert from 'node:assert/strict';
import { decorationView } from '../../../src/editor/decorationModel.ts';
import { SEVERITIES } from '../../../src/findings/severity.ts';
import { LINES, recordAt } from './records.ts';

const ALL = { enabled: true, labels: true };

describe('what is drawn in the text', () => {
  const records = [
    recordAt('db.execute(query)', { severity: 'high' }),
    recordAt('os.system("ls " + name)', { severity: 'low', title: 'Command' }),
    recordAt('verify=False', { severity: 'critical', title: 'TLS is off' }),
  ];

  it('has one mark per line: the worst, in words, and how many more there are', () => {
    const view = decorationView(records, LINES, ALL);
    assert.deepEqual(view.critical.lines, [{ line: 3, label: 'Critical: TLS is off +1' }]);
    assert.deepEqual(view.high.lines, [{ line: 2, label: 'High: SQL injection' }]);
    assert.deepEqual(view.low.lines, []);
  });

  it('colours the text of each finding in its own severity', () => {
    const view = decorationView(records, LINES, ALL);
    assert.deepEqual(
      SEVERITIES.map((severity) => view[severity].ranges.length),
      [1, 1, 0, 1, 0],
    );
  });

  it('keeps the marks without the words when labels are off', () => {
    const view = decorationView(records, LINES, { enabled: true, labels: false });
    assert.deepEqual(view.critical.lines, [{ line: 3, label: undefined }]);
  });

  it('draws nothing when it is off, and says so for every severity, so that old marks go', () => {
    const view = decorationView(records, LINES, { enabled: false, labels: true });
    assert.deepEqual(
      SEVERITIES.flatMap((severity) => [view[severity].ranges, view[severity].lines]),
      SEVERITIES.flatMap(() => [[], []]),
    );
  });

  it('marks a finding whose text was changed', () => {
    const stale = recordAt('verify=False', {}, { state: { lifecycle: 'open', freshness: 'stale' } });
    const view = decorationView([stale], LINES, ALL);
    assert.equal(view.critical.lines[0]?.label, 'Critical: SQL injection (text changed)');
  });
});

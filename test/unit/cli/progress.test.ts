import assert from 'node:assert/strict';
import { Progress } from '../../../src/cli/progress.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { Recorder } from './harness.ts';

const ERASE = '\r\u001b[2K';

describe('Progress', () => {
  it('rewrites one line on a terminal and takes it away', () => {
    const output = new Recorder();
    output.isTerminal = true;
    const progress = new Progress(output, 2, new FakeClock().now);
    progress.stage('a.py', 'offline engine');
    progress.finished('a.py');
    progress.stage('b.py', 'offline engine');
    progress.clear();
    progress.clear();
    assert.equal(
      output.text,
      `Scanning 1 of 2: a.py (offline engine)${ERASE}Scanning 2 of 2: b.py (offline engine)${ERASE}`,
    );
  });

  it('stays within a line of the terminal', () => {
    const output = new Recorder();
    output.isTerminal = true;
    output.columns = 30;
    new Progress(output, 1, new FakeClock().now).stage(`${'long/'.repeat(20)}a.py`, 'offline engine');
    assert.equal(output.text.length, 29);
  });

  it('shows a path that would drive the terminal as text', () => {
    const output = new Recorder();
    output.isTerminal = true;
    new Progress(output, 1, new FakeClock().now).stage('a\u001b[2J\n.py', 'offline engine');
    assert.equal(output.text, 'Scanning 1 of 1: a␛[2J␊.py (offline engine)');
  });

  it('is silent elsewhere while a run is short, and then speaks now and then', () => {
    const output = new Recorder();
    const clock = new FakeClock();
    const progress = new Progress(output, 4, clock.now);
    progress.stage('a.py', 'offline engine');
    progress.finished('a.py');
    assert.equal(output.text, '');
    clock.advance(1_500);
    progress.finished('b.py');
    progress.finished('c.py');
    assert.equal(output.text, 'palisade: 2 of 4 files scanned\n');
  });
});

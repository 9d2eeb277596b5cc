import assert from 'node:assert/strict';
import { coloursFor, wantsColour } from '../../../src/cli/colours.ts';
import { SEVERITIES } from '../../../src/findings/severity.ts';

const TERMINAL = { isTerminal: true };
const PIPE = { isTerminal: false };

describe('wantsColour', () => {
  for (const [env, output, expected] of [
    [{}, TERMINAL, true],
    [{}, PIPE, false],
    [{ TERM: 'dumb' }, TERMINAL, false],
    [{ NO_COLOR: '1' }, TERMINAL, false],
    [{ NO_COLOR: '' }, TERMINAL, true],
    [{ FORCE_COLOR: '1' }, PIPE, true],
    [{ FORCE_COLOR: '' }, PIPE, true],
    [{ FORCE_COLOR: '0' }, TERMINAL, false],
    [{ FORCE_COLOR: 'false' }, TERMINAL, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, PIPE, true],
  ] as const) {
    it(`is ${expected} for ${JSON.stringify(env)} and a ${output.isTerminal ? 'terminal' : 'pipe'}`, () => {
      assert.equal(wantsColour(env, output), expected);
    });
  }
});

describe('coloursFor', () => {
  it('has five different colours', () => {
    const colours = coloursFor(true);
    assert.equal(new Set(SEVERITIES.map((severity) => colours.severity[severity]('x'))).size, 5);
  });

  it('adds nothing when colours are not wanted', () => {
    const { severity, ...others } = coloursFor(false);
    for (const paint of [...Object.values(severity), ...Object.values(others)]) assert.equal(paint('x'), 'x');
  });
});

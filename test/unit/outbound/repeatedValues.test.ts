import assert from 'node:assert/strict';
import { rangesOfValues, showsThrough } from '../../../src/outbound/repeatedValues.ts';
import { joined } from './sampleSecrets.ts';

const ODD = joined('hunter', '2');
const PLAIN = joined('correct', 'horse');

function hiding(text: string, ...values: readonly string[]): string {
  return rangesOfValues(text, values)
    .sort((a, b) => b.start - a.start)
    .reduce((rest, { start, end }) => `${rest.slice(0, start)}…${rest.slice(end)}`, text);
}

describe('rangesOfValues', () => {
  it('has every quoted literal that is a value as a whole, however plain', () => {
    for (const value of [ODD, PLAIN, 'admin', 'root', '12345']) {
      assert.equal(hiding(`a("${value}", '${value}', \`${value}\`)`, value), 'a("…", \'…\', `…`)');
      assert.equal(hiding(`"{\\"p\\": \\"${value}\\"}"`, value), '"{\\"p\\": \\"…\\"}"');
    }
  });

  it('has an odd word wherever it stands as a word', () => {
    assert.equal(hiding(`login(${ODD}) # ${ODD}`, ODD), 'login(…) # …');
    assert.equal(hiding(`x${ODD} ${ODD}x ${ODD}_1`, ODD), `x${ODD} ${ODD}x ${ODD}_1`);
  });

  it('has a plain word in strings, in comments and as the value of its line, not as a name in code', () => {
    for (const [text, expected] of [
      [`url("user:${PLAIN}@db")`, 'url("user:…@db")'],
      [`x = """\nlogin ${PLAIN} now\n"""`, 'x = """\nlogin … now\n"""'],
      [`f()  # it is ${PLAIN}`, 'f()  # it is …'],
      [`f(); // it is ${PLAIN}`, 'f(); // it is …'],
      [`user: ${PLAIN}\nlist:\n  - ${PLAIN}`, 'user: …\nlist:\n  - …'],
      [`${PLAIN}.call(${PLAIN}, x)`, `${PLAIN}.call(${PLAIN}, x)`],
      [`it's ${PLAIN}\n${PLAIN}()`, `it's …\n${PLAIN}()`],
    ] as const) {
      assert.equal(hiding(text, PLAIN), expected);
    }
  });

  it('leaves the names of accounts and products alone unless they are the whole literal', () => {
    const text = 'path("/admin/users")  # the admin\nadmin.site.register(User)';
    assert.equal(hiding(text, 'admin'), text);
  });

  it('has a distinctive value also inside other words', () => {
    assert.equal(hiding('xTr0ub4dor3y', 'Tr0ub4dor3'), 'x…y');
  });

  it('leaves what is too short alone', () => {
    assert.equal(hiding('f("abc", abc)', 'abc'), 'f("abc", abc)');
    assert.equal(hiding('f("r00t", r00t)', 'r00t'), 'f("…", r00t)');
  });
});

describe('showsThrough', () => {
  it('knows short values in the data, and not those that are words of the rest', () => {
    assert.ok(showsThrough(`Review:\n1|x("${PLAIN}")`, `1|x("${PLAIN}")`, PLAIN));
    assert.ok(showsThrough(`Review:\n1|${ODD}`, `1|${ODD}`, ODD));
    assert.ok(!showsThrough('Review "python" k3ys:\n1|x', '1|x', 'python'));
    assert.ok(!showsThrough('Review "python" k3ys:\n1|x', '1|x', 'k3ys'));
  });

  it('knows each line of a value over several lines', () => {
    assert.ok(showsThrough('1|a\n2|Zx9Rt4Wp8Nb3', '', 'kQ7vLm2Zx9\nZx9Rt4Wp8Nb3'));
  });
});

import assert from 'node:assert/strict';
import { analyse } from '../engineForTests.ts';

async function rules(code: string): Promise<string[]> {
  const response = await analyse('javascript', code);
  assert.deepEqual([response.status, response.reasons], ['complete', []], code);
  return response.findings.map((one) => `${one.ruleId} ${one.severity}`);
}

describe('what a page in a browser is led to', () => {
  const SOURCES = [
    'location.search',
    'window.location.hash.slice(1)',
    'document.location.href',
    'document.URL',
    'document.referrer',
    'window.name',
    'new URLSearchParams(location.search).get("a")',
    'new URL(window.location.href).searchParams.get("a")',
  ];
  for (const source of SOURCES) {
    it(`counts in the page itself: ${source}`, async () => {
      assert.deepEqual(await rules(`box.innerHTML = '<b>' + ${source};\n`), ['reflected-xss high']);
    });

    it(`is no input of other programs: ${source}`, async () => {
      assert.deepEqual(await rules(`require('child_process').execSync('echo ' + ${source});\n`), []);
    });
  }

  it('does not choose whose page it is', async () => {
    for (const part of ['origin', 'host', 'hostname', 'protocol', 'port', 'pathname'])
      assert.deepEqual(await rules(`box.innerHTML = '<b>' + window.location.${part};\n`), [], part);
  });

  it('can be a message of another window', async () => {
    const listener = (event: string): string =>
      `window.addEventListener('${event}', (event) => { box.innerHTML = event.data; });\n`;
    assert.deepEqual(await rules(listener('message')), ['reflected-xss high']);
    assert.deepEqual(await rules(listener('click')), []);
  });
});

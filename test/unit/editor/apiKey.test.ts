import assert from 'node:assert/strict';
import { ApiKey, looksLikeKey } from '../../../src/editor/apiKey.ts';

function keyWith(
  stored: string | undefined,
  variable: string | undefined,
): { key: ApiKey; values: Map<string, string> } {
  const values = new Map<string, string>(stored === undefined ? [] : [['palisade.geminiApiKey', stored]]);
  const secrets = {
    get: (name: string) => Promise.resolve(values.get(name)),
    store: (name: string, value: string) => Promise.resolve(void values.set(name, value)),
    delete: (name: string) => Promise.resolve(void values.delete(name)),
  };
  return { key: new ApiKey({ secrets, environment: { GEMINI_API_KEY: variable } }), values };
}

describe('the Gemini API key', () => {
  it('is the stored one, else that of the environment, else none', async () => {
    assert.equal(await keyWith('stored', 'variable').key.read(), 'stored');
    assert.equal(await keyWith(undefined, ' variable\n').key.read(), 'variable');
    assert.equal(await keyWith(' ', 'variable').key.read(), 'variable');
    assert.equal(await keyWith(undefined, '').key.read(), undefined);
  });

  it('is stored without the white space of a paste', async () => {
    const { key, values } = keyWith(undefined, undefined);
    await key.store(' pasted \n');
    assert.deepEqual([...values.values()], ['pasted']);
    assert.equal(await key.remove(), true);
    assert.equal(await key.remove(), false);
  });

  it('is recognised by its form, as a hint for typing errors', () => {
    assert.ok(looksLikeKey(`AIza${'x'.repeat(35)}`));
    assert.ok(looksLikeKey(`AQ.${'Ab8'.repeat(15)}`));
    assert.ok(!looksLikeKey(`AIza${'x'.repeat(34)}`));
    assert.ok(!looksLikeKey('https://aistudio.google.com'));
  });
});

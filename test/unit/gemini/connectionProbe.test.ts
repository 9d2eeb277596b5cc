import assert from 'node:assert/strict';
import { describeFailedHop } from '../../../src/gemini/connectionProbe.ts';

describe('describeFailedHop', () => {
  const { fetch } = globalThis;

  afterEach(() => {
    globalThis.fetch = fetch;
  });

  function hop(outcome: () => Promise<Response>): Promise<string> {
    globalThis.fetch = outcome;
    return describeFailedHop('https://gemini.example:8443/base', new AbortController().signal);
  }

  function failure(code: string, message = 'x'): () => Promise<Response> {
    return () => Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) }));
  }

  const cases: [string, RegExp][] = [
    ['ENOTFOUND', /the name gemini\.example cannot be resolved \(ENOTFOUND\)/],
    ['EAI_AGAIN', /cannot be resolved/],
    ['ECONNREFUSED', /gemini\.example:8443 refuses/],
    ['ECONNRESET', /was cut/],
    ['UND_ERR_SOCKET', /was cut/],
    ['UND_ERR_CONNECT_TIMEOUT', /does not answer/],
    ['ENETUNREACH', /no way to/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /certificate/],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /certificate/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /certificate/],
    ['SOMETHING_NEW', /no connection to gemini\.example:8443 \(SOMETHING_NEW\)/],
  ];
  for (const [code, words] of cases) {
    it(`names the hop of ${code}`, async () => assert.match(await hop(failure(code)), words));
  }

  it('looks into both attempts when two addresses were tried', async () => {
    const both = new AggregateError([Object.assign(new Error('a'), { code: 'ECONNREFUSED' })], 'both');
    assert.match(await hop(() => Promise.reject(new TypeError('fetch failed', { cause: both }))), /refuses/);
  });

  it('names a proxy without its address', async () => {
    const words = await hop(
      failure('UND_ERR_ABORTED', 'Proxy response (407) from http://user:pass@proxy.example !== 200'),
    );
    assert.match(words, /the proxy did not let/);
    assert.ok(!words.includes('proxy.example'));
    assert.match(await hop(() => Promise.resolve(new Response(null, { status: 407 }))), /asks for a login/);
  });

  it('says so when the way is free', async () => {
    assert.match(await hop(() => Promise.resolve(new Response(null, { status: 404 }))), /can be reached/);
  });

  it('sends neither key nor body', async () => {
    let init: RequestInit | undefined;
    globalThis.fetch = (_input, given) => {
      init = given;
      return Promise.resolve(new Response());
    };
    await describeFailedHop('https://gemini.example', new AbortController().signal);
    assert.deepEqual([init?.method, init?.headers, init?.body], ['HEAD', undefined, undefined]);
  });

  it('survives an error of any shape', async () => {
    for (const error of [undefined, null, 'text', 7, {}, { cause: { cause: null } }, { code: 'lower case' }]) {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what fetch rejects with is not ours to choose
      assert.match(await hop(() => Promise.reject(error)), /^no connection to gemini\.example:8443$/);
    }
  });
});

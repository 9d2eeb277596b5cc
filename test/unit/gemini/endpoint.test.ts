import assert from 'node:assert/strict';
import { GOOGLE_ENDPOINT, isModelName, usableEndpoint } from '../../../src/gemini/endpoint.ts';

describe('usableEndpoint', () => {
  it('takes https anywhere and http on this machine', () => {
    assert.equal(usableEndpoint(GOOGLE_ENDPOINT), GOOGLE_ENDPOINT);
    assert.equal(usableEndpoint('https://gateway.example/gemini/'), 'https://gateway.example/gemini');
    assert.equal(usableEndpoint('http://127.0.0.1:8080'), 'http://127.0.0.1:8080');
    assert.equal(usableEndpoint('http://[::1]:8080/'), 'http://[::1]:8080');
  });

  it('refuses what a key must not be sent to', () => {
    const credentials = ['user', 'password'].join(':');
    for (const address of [
      'http://gemini.example',
      'ftp://127.0.0.1',
      'file:///tmp',
      'no address',
      '',
      `https://${credentials}@gateway.example`,
    ]) {
      assert.equal(usableEndpoint(address), undefined, address);
    }
  });
});

describe('isModelName', () => {
  it('takes the names of Google and nothing that changes the path', () => {
    for (const name of ['gemini-3.8-flash', 'gemini-3.1-pro-preview', 'Gemini-4']) assert.ok(isModelName(name), name);
    for (const name of ['', '..', 'a/b', 'a..b', 'a:b', 'a?b', 'a b', '-a', 'a'.repeat(101)])
      assert.ok(!isModelName(name), name);
  });
});

export const GOOGLE_ENDPOINT = 'https://generativelanguage.googleapis.com';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The base address of the API in the form that the SDK wants, or undefined when a key must not be
 * sent there: plain HTTP is for this machine only.
 */
export function usableEndpoint(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return undefined;
  const allowed = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
  return allowed ? `${url.origin}${url.pathname}`.replace(/\/+$/, '') : undefined;
}

/** A model name is part of the request's path: only what Google's names consist of gets there. */
export function isModelName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{0,99}$/i.test(name) && !name.includes('..');
}

import { field, text } from './jsonValue.ts';

/**
 * Says where a connection fails. The SDK drops the cause of a failed connection, so the way is walked
 * once more, without the key and without a body.
 *
 * @param endpoint as {@link usableEndpoint} returns it
 * @returns a clause such as "the name generativelanguage.googleapis.com cannot be resolved
 *   (ENOTFOUND)"; never the address of a proxy, which may hold a password
 */
export async function describeFailedHop(endpoint: string, signal: AbortSignal): Promise<string> {
  const { host, hostname } = new URL(endpoint);
  try {
    const response = await fetch(endpoint, { method: 'HEAD', redirect: 'manual', signal });
    if (response.status === 407) return 'the proxy asks for a login (HTTP 407)';
    return `${host} can be reached, but the connection was cut before the answer was whole`;
  } catch (error) {
    if (signal.aborted) return `no answer from ${host}`;
    return describe(causesOf(error), host, hostname);
  }
}

interface Cause {
  readonly code: string;
  readonly message: string;
}

/** The error, what caused it, and so on; both attempts where IPv4 and IPv6 were tried. */
function causesOf(error: unknown): Cause[] {
  const causes: Cause[] = [];
  const queue: unknown[] = [error];
  while (queue.length > 0 && causes.length < 10) {
    const next = queue.shift();
    if (typeof next !== 'object' || next === null) continue;
    causes.push({ code: text(field(next, 'code')), message: text(field(next, 'message')) });
    const errors = field(next, 'errors');
    queue.push(field(next, 'cause'), ...(Array.isArray(errors) ? (errors as unknown[]) : []));
  }
  return causes;
}

const TLS_CODE = /CERT|SSL|TLS|UNABLE_TO_|SELF_SIGNED|EPROTO|SIGNATURE/;

function describe(causes: readonly Cause[], host: string, hostname: string): string {
  const code = causes.map((cause) => cause.code).findLast((value) => /^[A-Z][A-Z0-9_]{2,60}$/.test(value));
  const suffix = code === undefined ? '' : ` (${code})`;
  if (causes.some(({ message }) => /proxy/i.test(message)))
    return `the proxy did not let the connection to ${host} through${suffix}`;
  if (code === undefined) return `no connection to ${host}`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `the name ${hostname} cannot be resolved${suffix}`;
  if (code === 'ECONNREFUSED') return `${host} refuses the connection${suffix}`;
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET')
    return `the connection to ${host} was cut${suffix}`;
  if (code === 'ETIMEDOUT' || code.includes('TIMEOUT')) return `${host} does not answer${suffix}`;
  if (code === 'ENETUNREACH' || code === 'EHOSTUNREACH') return `there is no way to ${host}${suffix}`;
  if (TLS_CODE.test(code))
    return `the certificate or encryption of ${host} was not accepted${suffix}; a proxy may be inspecting the traffic`;
  return `no connection to ${host}${suffix}`;
}

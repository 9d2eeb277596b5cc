import type { Severity } from '../../../findings/severity.ts';
import type { Value } from '../flow/value.ts';
import { onlyConstant, onlyString } from '../flow/value.ts';
import type { Expression } from '../ir.ts';
import { namesIn } from './names.ts';
import type { CallSite, FactHit, FactRule } from './rule.ts';
import { argumentOf } from './rule.ts';

const WEAK = /^(?:md2|md4|md5|sha-?1|ripemd-?128|rsa-md5|rsa-sha1|md5-sha1)$/i;
/** Fast: no match for a password even where it is not broken. */
const FAST = /^(?:sha-?(?:224|256|384|512)|sha3[-_](?:224|256|384|512)|blake2[bs]\d*)$/i;

const PASSWORD = /passw(?:or)?d|passwd|passphrase|\bpwd\b|_pwd|pwd_|Pwd|\bpin_?code\b/i;
const SECURITY =
  /token|signature|\bsign|session|secret|auth(?!or(?!i))|credential|api_?key|hmac|nonce|csrf|\botp|_otp|Otp|verif|certificate|login|\bsalt/i;
const HARMLESS =
  /checksum|etag|cache|fingerprint|dedup|digest_?file|file_?hash|content_?hash|hash_?file|integrity|bucket|shard|gravatar|avatar|color|colour|partition|memo|chunk|asset|revision|filename|file_?name|thumbnail|version|pwned|breach|hibp/i;

interface Made {
  readonly algorithm: string;
  /** What goes in, where the call takes it. */
  readonly inputs: readonly Expression[];
  readonly isMac: boolean;
}

function made(site: CallSite): Made | undefined {
  const path = site.path ?? '';
  const inputs = site.node.args.map((argument) => argument.value);
  if (site.family === 'python') {
    if (path === 'hashlib.new' || path === 'Crypto.Hash.new') {
      const algorithm = onlyString(argumentOf(site, 0, 'name')?.value);
      return algorithm === undefined ? undefined : { algorithm, inputs: inputs.slice(1), isMac: false };
    }
    const direct =
      /^(?:hashlib|_hashlib|md5|sha)\.(?:openssl_)?(\w+)$/.exec(path) ??
      /^Crypto(?:dome)?\.Hash\.(MD2|MD4|MD5|SHA|SHA1|SHA256|SHA512)\.new$/.exec(path) ??
      /^cryptography\.hazmat\.primitives\.hashes\.(MD5|SHA1)$/.exec(path);
    if (direct?.[1] !== undefined) return { algorithm: direct[1] === 'SHA' ? 'sha1' : direct[1], inputs, isMac: false };
    if (path === 'hmac.new' || path === 'hmac.digest' || path === 'hmac.HMAC') {
      const mode = argumentOf(site, 2, path === 'hmac.digest' ? 'digest' : 'digestmod')?.value;
      const algorithm = onlyString(mode) ?? /^hashlib\.(\w+)$/.exec(mode?.path ?? '')?.[1];
      return algorithm === undefined ? undefined : { algorithm, inputs: [], isMac: true };
    }
    return undefined;
  }
  if (
    path === 'crypto.createHash' ||
    path === 'crypto.createHmac' ||
    path === 'create-hash' ||
    path === 'crypto.hash'
  ) {
    const algorithm = onlyString(site.args[0]?.value);
    return algorithm === undefined
      ? undefined
      : { algorithm, inputs: path === 'crypto.hash' ? inputs.slice(1) : [], isMac: path === 'crypto.createHmac' };
  }
  const library = /^crypto-js(?:\.|\/)(Hmac)?(MD5|SHA1|md5|sha1)$/.exec(path);
  if (library?.[2] !== undefined) return { algorithm: library[2], inputs, isMac: library[1] !== undefined };
  if (path === 'md5' || path === 'js-md5' || path === 'blueimp-md5') return { algorithm: 'md5', inputs, isMac: false };
  if (path === 'sha1' || path === 'js-sha1') return { algorithm: 'sha1', inputs, isMac: false };
  return undefined;
}

function usedForSecurity(site: CallSite): boolean {
  const flag = site.args.find((argument) => argument.name === 'usedforsecurity');
  return flag === undefined || onlyConstant(flag.value) !== false;
}

function call(site: CallSite): FactHit | undefined {
  const own = made(site);
  if (own !== undefined && usedForSecurity(site)) return judge(own, site, own.inputs, site);
  // `createHash('md5').update(password)`: only here is it known what goes in.
  if (site.name !== 'update' && site.name !== 'digest') return undefined;
  const maker = makerOf(site.receiver);
  const from = maker === undefined ? undefined : made(maker);
  if (maker === undefined || from === undefined || !usedForSecurity(maker)) return undefined;
  const inputs = site.node.args.map((argument) => argument.value);
  return inputs.length === 0 ? undefined : judge(from, site, inputs, maker);
}

function makerOf(receiver: Value | undefined): CallSite | undefined {
  let maker = receiver?.madeBy;
  for (let hops = 0; hops < 8 && maker?.name === 'update'; hops++) maker = maker.receiver?.madeBy;
  return maker;
}

function judge(from: Made, site: CallSite, inputs: readonly Expression[], maker: CallSite): FactHit | undefined {
  const input = inputs.flatMap((expression) => namesIn(expression)).join(' ');
  const around = site.surroundings.join(' ');
  const range = { start: maker.node.start, end: maker.node.end };
  const password = PASSWORD.test(input) || (PASSWORD.test(around) && !HARMLESS.test(around));
  const algorithm = from.algorithm.toUpperCase();
  if (password && !from.isMac && (WEAK.test(from.algorithm) || FAST.test(from.algorithm))) {
    return {
      severity: 'high',
      range,
      cwe: [916, 328],
      title: `Password hashed with ${algorithm}`,
      explanation: `${algorithm} is made to be fast. Whoever gets hold of the stored hashes can try billions of passwords a second against them.`,
    };
  }
  if (!WEAK.test(from.algorithm)) return undefined;
  // HMAC holds with SHA-1; services still ask for it.
  if (from.isMac)
    return /sha/i.test(from.algorithm)
      ? undefined
      : { severity: 'low', range, title: `${algorithm} in a message authentication code` };
  const security = SECURITY.test(input) || SECURITY.test(around);
  if (!security && (HARMLESS.test(input) || HARMLESS.test(around))) return undefined;
  const severity: Severity = security ? 'medium' : 'low';
  return { severity, confidence: security ? 'high' : 'medium', range, title: `Weak hash function ${algorithm}` };
}

export const WEAK_HASH: FactRule = {
  kind: 'fact',
  id: 'weak-hash',
  cwe: [328, 327],
  title: 'Weak hash function',
  severities: ['high', 'medium', 'low'],
  explanation:
    'MD5 and SHA-1 are broken: two different inputs with the same hash can be made on purpose. Nothing that has to withstand an attacker may rest on them.',
  remediation:
    'Use SHA-256 or better for integrity and signatures. Passwords need a slow function with a salt: argon2id, scrypt or bcrypt. Where the hash is no protection at all (a cache key, an ETag), say so: usedforsecurity=False in Python, or a name that tells.',
  call,
};

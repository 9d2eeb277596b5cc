// Credentials of a chosen profile, and of no other identity: the SDK's default chain goes on to the next source
// when one fails, and would read another account without a word.
import { execFile } from 'node:child_process';
import { getDefaultRoleAssumer, getDefaultRoleAssumerWithWebIdentity, type STSClientConfig } from '@aws-sdk/client-sts';
import { fromEnv, fromIni } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity } from '@smithy/types';
import { cleanLine } from '../../outbound/cleaning.ts';
import type { Environment } from './environment.ts';
import { variable } from './environment.ts';
import type { RunFailure } from '../posture.ts';
import { credentialKey, type KeptCredentials, type ResolvedCredentials } from './keptCredentials.ts';
import { defaultProfileName, type Profile, type SharedConfig } from './profiles.ts';
import { isRunStopped, RunStopped, signInCommand, signInProfile } from './runFailure.ts';
import { sharedPaths } from './sharedFiles.ts';

export type CredentialSource = () => Promise<AwsCredentialIdentity>;

export interface CredentialPorts {
  /** Asks the person for the code of a device; undefined: he does not want to. Without it nobody is asked. */
  readonly mfaCode?: ((serial: string, signal: AbortSignal) => Promise<string | undefined>) | undefined;
  /** Absolute path of the AWS CLI, for profiles that only it understands; from the user's own settings alone. */
  readonly awsExecutable?: string | undefined;
  /** How long it may take to get credentials, the wait for a person's code not counted. */
  readonly limitMs?: number;
  /** What earlier readings got. */
  readonly kept?: KeptCredentials;
}

const LIMIT_MS = 30_000;
const MFA_LIMIT_MS = 5 * 60_000;
/** Renewed when they have less than this left, so that no call starts with what is about to end. */
const EARLY_MS = 5 * 60_000;
/** But not more often than this: some sources give what has little left, again and again. */
const SETTLED_MS = 60_000;

export interface CredentialRequest {
  /** Undefined: what the environment holds, else the profile that it names, else `default`. */
  readonly profile: string | undefined;
  readonly config: SharedConfig;
  readonly environment: Environment;
  readonly ports: CredentialPorts;
  /** Where roles are assumed. */
  readonly sts: STSClientConfig;
  readonly platform: NodeJS.Platform;
  readonly signal: AbortSignal;
}

export interface ChosenCredentials {
  /** Undefined for keys in the environment. */
  readonly profile: Profile | undefined;
  /** One for all clients: each client would ask again, and a person for a code each time. Rejects with RunStopped. */
  readonly source: CredentialSource;
}

const MOST_NAMED = 10;

function missingProfile(name: string, others: readonly string[]): RunFailure {
  const message = `There is no profile "${cleanLine(name, 100)}" in the AWS config and credentials files`;
  if (others.length === 0)
    return { kind: 'profile-missing', message: `${message}: they hold none.`, command: 'aws configure' };
  const more = others.length > MOST_NAMED ? ` and ${others.length - MOST_NAMED} more` : '';
  const named = others.slice(0, MOST_NAMED).map((one) => cleanLine(one, 100));
  return { kind: 'profile-missing', message: `${message}. There are: ${named.join(', ')}${more}.` };
}

/** @throws RunStopped for a profile that is not there or cannot work; nothing is resolved yet */
export function chooseCredentials(request: CredentialRequest): ChosenCredentials {
  const { config, environment } = request;
  const inEnvironment =
    variable(environment, 'AWS_ACCESS_KEY_ID') !== undefined &&
    variable(environment, 'AWS_SECRET_ACCESS_KEY') !== undefined;
  if (request.profile === undefined && inEnvironment) {
    return { profile: undefined, source: once(fromEnvironment(environment)) };
  }
  const name = request.profile ?? defaultProfileName(environment);
  const profile = config.profiles.get(name);
  const unreadable = config.files.find(({ state }) => state === 'unreadable' || state === 'encoding');
  if (unreadable !== undefined && (profile === undefined || unreadable.state === 'encoding')) {
    throw new RunStopped({
      kind: 'config-unreadable',
      message: `The AWS ${unreadable.which} file ${cleanLine(unreadable.path, 300)} cannot be used: ${unreadable.problem ?? ''}.`,
    });
  }
  if (profile === undefined) {
    throw new RunStopped(missingProfile(name, [...config.profiles.keys()]));
  }
  if (profile.problem !== undefined) {
    throw new RunStopped({
      kind: 'no-credentials',
      message: `Profile "${name}" gives no credentials: ${profile.problem}.`,
    });
  }
  const key = credentialKey(profile, config);
  const { kept } = request.ports;
  const slot = kept && { read: () => kept.get(key), write: (got: ResolvedCredentials) => kept.set(key, got) };
  return { profile, source: once(() => resolve(profile, request), slot) };
}

function fromEnvironment(environment: Environment): CredentialSource {
  if (environment.variables === process.env) return fromEnv();
  return () =>
    Promise.resolve({
      accessKeyId: variable(environment, 'AWS_ACCESS_KEY_ID') ?? '',
      secretAccessKey: variable(environment, 'AWS_SECRET_ACCESS_KEY') ?? '',
      ...optional('sessionToken', variable(environment, 'AWS_SESSION_TOKEN')),
    });
}

/** The SDK's own `memoize` asks for each call anew when credentials are given that live shorter than it wants. */
function once(
  source: CredentialSource,
  slot?: { readonly read: () => ResolvedCredentials | undefined; readonly write: (got: ResolvedCredentials) => void },
): CredentialSource {
  let have = slot?.read();
  let pending: Promise<AwsCredentialIdentity> | undefined;
  const renew = async (): Promise<AwsCredentialIdentity> => {
    try {
      const credentials = await source();
      have = { credentials, at: Date.now() };
      slot?.write(have);
      return credentials;
    } finally {
      pending = undefined;
    }
  };
  return async () => {
    if (have !== undefined && !isDue(have.credentials, have.at)) return have.credentials;
    pending ??= renew();
    return await pending;
  };
}

function isDue({ expiration }: AwsCredentialIdentity, since: number): boolean {
  if (expiration === undefined) return false;
  const left = expiration.getTime() - Date.now();
  return left <= 0 || (left < EARLY_MS && Date.now() - since > SETTLED_MS);
}

async function resolve(profile: Profile, request: CredentialRequest): Promise<AwsCredentialIdentity> {
  const { ports, config } = request;
  const inChain = profile.chain.map((name) => config.profiles.get(name));
  const forCli = inChain.some((one) => one?.seenBySdk === false);
  if (forCli && ports.awsExecutable !== undefined) return await byCli(ports.awsExecutable, profile, request);
  try {
    return await bySdk(profile, request);
  } catch (error) {
    if (isRunStopped(error)) throw error;
    const failure = failureOf(error, profile, request);
    if (ports.awsExecutable === undefined || failure.kind !== 'no-credentials') throw new RunStopped(failure);
    return await byCli(ports.awsExecutable, profile, request);
  }
}

async function bySdk(profile: Profile, request: CredentialRequest): Promise<AwsCredentialIdentity> {
  const { ports, sts, environment } = request;
  const paths = sharedPaths(environment);
  const time = new TimeLimit(ports.limitMs ?? LIMIT_MS, request.signal, profile.name);
  const mfa = ports.mfaCode;
  const provider = fromIni({
    profile: profile.name,
    filepath: paths.credentials,
    configFilepath: paths.config,
    ignoreCache: true,
    roleAssumer: getDefaultRoleAssumer(sts),
    roleAssumerWithWebIdentity: getDefaultRoleAssumerWithWebIdentity(sts),
    ...(mfa === undefined ? {} : { mfaCodeProvider: (serial) => time.paused(() => askCode(mfa, serial, time.signal)) }),
  });
  try {
    return await time.race(provider({ callerClientConfig: { region: regionOf(sts) } }));
  } finally {
    time.dispose();
  }
}

function regionOf(sts: STSClientConfig): () => Promise<string> {
  const { region } = sts;
  return typeof region === 'function' ? async () => await region() : () => Promise.resolve(region ?? 'us-east-1');
}

async function askCode(
  ask: NonNullable<CredentialPorts['mfaCode']>,
  serial: string,
  signal: AbortSignal,
): Promise<string> {
  const code = (await ask(serial, signal))?.trim();
  if (code !== undefined && code !== '') return code;
  throw new RunStopped({ kind: 'mfa-refused', message: 'No code of the multi-factor device was given.' });
}

/** Ends a wait when the time is over or the run is cancelled. What is waited for may go on: nothing can stop it. */
class TimeLimit {
  readonly #limitMs: number;
  readonly #ended = new AbortController();
  readonly #cancelled: AbortSignal;
  readonly #profile: string;
  #timer: NodeJS.Timeout | undefined;

  constructor(limitMs: number, cancelled: AbortSignal, profile: string) {
    this.#limitMs = limitMs;
    this.#cancelled = cancelled;
    this.#profile = profile;
    cancelled.addEventListener('abort', this.#onCancel, { once: true });
    if (cancelled.aborted) this.#onCancel();
    this.#start(limitMs);
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** The time for a person is another than that for a server. */
  async paused<T>(wait: () => Promise<T>): Promise<T> {
    this.#start(MFA_LIMIT_MS);
    try {
      return await wait();
    } finally {
      this.#start(this.#limitMs);
    }
  }

  async race<T>(work: Promise<T>): Promise<T> {
    return await new Promise<T>((resolve, reject) => {
      const end = (): void => reject(this.signal.reason as RunStopped);
      this.signal.addEventListener('abort', end, { once: true });
      if (this.signal.aborted) end();
      work.then(resolve, reject);
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#cancelled.removeEventListener('abort', this.#onCancel);
  }

  readonly #onCancel = (): void => {
    this.#ended.abort(new RunStopped({ kind: 'other', message: 'Cancelled.' }));
  };

  #start(limitMs: number): void {
    clearTimeout(this.#timer);
    if (this.#ended.signal.aborted) return;
    const message = `Profile "${this.#profile}" gave no credentials within ${Math.round(limitMs / 1000)} seconds.`;
    this.#timer = setTimeout(() => this.#ended.abort(new RunStopped({ kind: 'timeout', message })), limitMs);
  }
}

/** @throws RunStopped */
async function byCli(executable: string, profile: Profile, request: CredentialRequest): Promise<AwsCredentialIdentity> {
  const failed = (why: string): RunStopped =>
    new RunStopped(
      withCommand(
        { kind: 'no-credentials', message: `The AWS CLI gives no credentials for profile "${profile.name}": ${why}.` },
        profile,
        request,
      ),
    );
  const output = await new Promise<string>((resolve, reject) => {
    execFile(
      executable,
      // One word, so that no name can be taken for an option.
      ['configure', 'export-credentials', `--profile=${profile.name}`, '--format', 'process'],
      {
        shell: false,
        windowsHide: true,
        encoding: 'utf8',
        timeout: request.ports.limitMs ?? LIMIT_MS,
        maxBuffer: 1_000_000,
        signal: request.signal,
        env: { ...request.environment.variables },
      },
      (error, stdout) => {
        if (error === null) resolve(stdout);
        // What it printed may hold anything, so that only how it ended is told.
        else
          reject(
            failed(error.killed === true ? 'it did not end in time' : `it ended with ${error.code ?? 'an error'}`),
          );
      },
    );
  });
  const credentials = parseExported(output);
  if (credentials === undefined) throw failed('what it printed are no credentials');
  if (credentials.expiration !== undefined && credentials.expiration.getTime() < Date.now()) {
    throw failed('they have expired');
  }
  return credentials;
}

/** The form of `credential_process`; undefined for anything else. */
function parseExported(text: string): AwsCredentialIdentity | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { Version, AccessKeyId, SecretAccessKey, SessionToken, Expiration } = parsed as Record<string, unknown>;
  if (Version !== 1 || typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string') return undefined;
  const expiration = typeof Expiration === 'string' ? new Date(Expiration) : undefined;
  if (expiration !== undefined && Number.isNaN(expiration.getTime())) return undefined;
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...optional('sessionToken', typeof SessionToken === 'string' ? SessionToken : undefined),
    ...optional('expiration', expiration),
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

const NETWORK = /ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|socket|network|getaddrinfo/i;
const EXPIRED = /expired|aws sso login|aws login|re-?authenticate|token .*not found|Failed to load token/i;

/** What the SDK's error says, told by its wording: it has one class for all of them. */
function failureOf(error: unknown, profile: Profile, request: CredentialRequest): RunFailure {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: '' };
  const source = signInProfile(profile, request.config);
  const tell = (kind: RunFailure['kind'], words: string): RunFailure =>
    withCommand({ kind, message: words }, profile, request);

  if (/requires multi-factor authentication/.test(message)) {
    return { kind: 'mfa-refused', message: `Profile "${profile.name}" asks for a code of a multi-factor device.` };
  }
  if (source.kind === 'process') {
    // The command that the SDK quotes may hold a password.
    return tell('no-credentials', `The credential_process of profile "${source.name}" failed.`);
  }
  if (NETWORK.test(message) || NETWORK.test((error as NodeJS.ErrnoException | undefined)?.code ?? '')) {
    return {
      kind: 'network',
      message: `The server that gives profile "${profile.name}" its credentials is not reached.`,
    };
  }
  if (/^(InvalidClientTokenId|SignatureDoesNotMatch|InvalidAccessKeyId|UnrecognizedClientException)$/.test(name)) {
    return tell('wrong-credentials', `AWS does not accept the credentials of profile "${source.name}".`);
  }
  if (name === 'RequestTimeTooSkewed' || name === 'RequestExpired') {
    return {
      kind: 'clock',
      message: "AWS refuses the request because this machine's clock is wrong. Set the clock and read again.",
    };
  }
  if (/^ExpiredToken/.test(name) || name === 'UnauthorizedException' || EXPIRED.test(message)) {
    return tell('expired', `The sign-in of profile "${source.name}" has expired.`);
  }
  if (name === 'AccessDenied') {
    const words = cleanLine(message, 300);
    return { kind: 'wrong-credentials', message: `Profile "${profile.name}" may not assume its role: ${words}` };
  }
  const seen = profile.seenBySdk
    ? ''
    : ' Only the AWS CLI reads a name with spaces: say where it is (--aws-cli on the command line), or rename the profile.';
  return tell('no-credentials', `Profile "${profile.name}" gives no credentials.${seen}`);
}

function withCommand(failure: RunFailure, profile: Profile, request: CredentialRequest): RunFailure {
  const command = signInCommand(profile, request.config, request.platform);
  return command === undefined ? failure : { ...failure, command };
}

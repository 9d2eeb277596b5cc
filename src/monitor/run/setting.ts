// What the stack says to the functions, in their environment.
import { isModelName } from '../../gemini/endpoint.ts';
import { variable, type Environment } from '../../s3/account/environment.ts';
import { tagProblem } from '../../s3/bucketTags.ts';
import { type MonitorSetting, WatchStopped } from './ports.ts';

export interface FunctionSetting {
  readonly monitor: MonitorSetting;
  readonly reportGroup: string;
  readonly topicArn: string | undefined;
  /** What `change` starts for a change of the account; undefined in `scan` itself. */
  readonly scanFunction: string | undefined;
  readonly gemini: GeminiSetting | undefined;
  /** For the function's own log. */
  readonly warnings: readonly string[];
}

export interface GeminiSetting {
  readonly model: string;
  readonly key:
    | { readonly kind: 'parameter'; readonly name: string }
    /** Whoever may read the function's configuration sees it. */
    | { readonly kind: 'environment'; readonly value: string };
}

const DEFAULT_MODEL = 'gemini-3.8-flash';

/**
 * @param functionArn as the platform says it: which account and region this is cannot be set
 * @throws WatchStopped for what cannot be meant: the deployment is wrong
 */
export function readSetting(environment: Environment, functionArn: string, version: string): FunctionSetting {
  const [, region, accountId] = /^arn:aws[a-z-]*:lambda:([a-z0-9-]+):(\d{12}):function:/.exec(functionArn) ?? [];
  if (region === undefined || accountId === undefined)
    throw wrong('The function does not know which account it is in.');
  const get = (name: string): string | undefined => variable(environment, name);
  const reportGroup = get('PALISADE_REPORT_GROUP');
  if (reportGroup === undefined) throw wrong('PALISADE_REPORT_GROUP names no log group.');
  const checks = get('PALISADE_CHECKS') ?? 'all';
  if (checks !== 'core' && checks !== 'all') throw wrong('PALISADE_CHECKS is neither core nor all.');
  const trusted = listIn(get('PALISADE_TRUSTED_ACCOUNTS'));
  if (!trusted.every((one) => /^\d{12}$/.test(one))) {
    throw wrong('PALISADE_TRUSTED_ACCOUNTS holds something that is no account id.');
  }
  const publicTags = listIn(get('PALISADE_PUBLIC_TAGS'));
  const sensitiveTags = listIn(get('PALISADE_SENSITIVE_TAGS'));
  const tag = [...publicTags, ...sensitiveTags].map(tagProblem).find((problem) => problem !== undefined);
  if (tag !== undefined) throw wrong(tag);
  const gemini = geminiIn(get);
  return {
    monitor: {
      accountId,
      region,
      stack: get('PALISADE_STACK') ?? 'palisade',
      version,
      memoryMb: Number(get('AWS_LAMBDA_FUNCTION_MEMORY_SIZE')) || 1_024,
      checks,
      trustedAccounts: new Set(trusted),
      publicTags,
      sensitiveTags,
    },
    reportGroup,
    topicArn: get('PALISADE_TOPIC_ARN'),
    scanFunction: get('PALISADE_SCAN_FUNCTION'),
    gemini,
    warnings:
      gemini?.key.kind === 'environment'
        ? ['The Gemini key is in an environment variable: whoever may read the configuration of the function sees it.']
        : [],
  };
}

function geminiIn(get: (name: string) => string | undefined): GeminiSetting | undefined {
  const name = get('PALISADE_GEMINI_PARAMETER');
  const value = get('GEMINI_API_KEY');
  if (name === undefined && value === undefined) return undefined;
  const model = get('PALISADE_GEMINI_MODEL') ?? DEFAULT_MODEL;
  if (!isModelName(model)) throw wrong('PALISADE_GEMINI_MODEL is no name of a model.');
  if (name !== undefined) return { model, key: { kind: 'parameter', name } };
  return value === undefined ? undefined : { model, key: { kind: 'environment', value } };
}

function listIn(value: string | undefined): readonly string[] {
  return (value ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

function wrong(message: string): WatchStopped {
  return new WatchStopped({ kind: 'input', message });
}

import { resolve } from 'node:path';
import { exitStatusOf } from '../findings/reports/scanReport.ts';
import { printableJson } from '../findings/reports/printableJson.ts';
import { isAtLeast, type Severity } from '../findings/severity.ts';
import { evaluatePolicy, type PolicyContext, type PolicyVerdict } from '../s3/policy/evaluatePolicy.ts';
import { coloursFor, wantsColour } from './colours.ts';
import { decodeText } from './decode.ts';
import type { CliPorts } from './ports.ts';
import { policiesAsText } from './s3PolicyText.ts';
import { LARGEST_FILE, readSourceFile } from './sourceFile.ts';
import { reportWidth } from './textReport.ts';

export interface PolicyOptions extends PolicyContext {
  readonly format: 'text' | 'json';
  readonly failOn: Severity;
}

/** The verdict on one file; `unreadable` says why there is no policy to judge. */
export interface JudgedPolicy {
  readonly file: string;
  readonly verdict: PolicyVerdict;
  readonly unreadable: string | undefined;
}

/** As on every command line: what is piped in. */
const STDIN = '-';

/**
 * Judges bucket policies that are in files, without asking anybody.
 *
 * @returns the exit status, see {@link exitStatusOf}
 */
export async function s3PolicyCommand(
  names: readonly string[],
  options: PolicyOptions,
  ports: CliPorts,
): Promise<number> {
  const { env, stdout } = ports;
  const unique = [...new Map(names.map((name) => [name === STDIN ? name : resolve(ports.cwd, name), name])).values()];
  const judged: JudgedPolicy[] = [];
  for (const name of unique) judged.push(await judge(name, options, ports));

  if (options.format === 'json') {
    const told = judged.map(asJson);
    stdout.write(printableJson(told.length === 1 ? told[0] : told));
  } else {
    const style = { colours: coloursFor(wantsColour(env, stdout)), width: reportWidth(stdout) };
    stdout.write(policiesAsText(judged, style));
  }
  const failing = judged
    .flatMap(({ verdict, unreadable }) => (unreadable === undefined ? faultsOf(verdict) : []))
    .filter((severity) => isAtLeast(severity, options.failOn)).length;
  return exitStatusOf({ failing, complete: judged.every(isJudged) }, ports.signal.aborted);
}

/** How bad what is wrong is, in the severities of the checks of a bucket. */
function faultsOf(verdict: PolicyVerdict): readonly Severity[] {
  const { publicRead, publicWrite, publicAdmin } = verdict;
  return [
    ...([publicRead, publicWrite, publicAdmin].includes(true) ? (['critical'] as const) : []),
    ...(verdict.public === true ? (['high'] as const) : []),
    ...(verdict.tlsOnly === false ? (['medium'] as const) : []),
    ...(verdict.problems.length > 0 ? (['low'] as const) : []),
  ];
}

function isJudged({ verdict, unreadable }: JudgedPolicy): boolean {
  const { publicRead, publicList, publicWrite, publicAdmin, tlsOnly } = verdict;
  return (
    unreadable === undefined &&
    ![verdict.public, publicRead, publicList, publicWrite, publicAdmin, tlsOnly].includes('unknown')
  );
}

async function judge(name: string, { account, bucket }: PolicyOptions, ports: CliPorts): Promise<JudgedPolicy> {
  const read = name === STDIN ? await readPiped(ports) : await readNamed(name, ports);
  const text = read.kind === 'text' ? read.text : '';
  const verdict = evaluatePolicy(text, { account, bucket });
  return read.kind === 'text'
    ? { file: name, verdict, unreadable: undefined }
    : { file: name, verdict: { ...verdict, problems: [] }, unreadable: read.why };
}

type Read = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'failed'; readonly why: string };

const TOO_LARGE = `it is larger than ${LARGEST_FILE / 1024 / 1024} MB; S3 takes 20 KB`;
const NOT_TEXT = 'it is not text';

async function readNamed(name: string, { cwd, signal }: CliPorts): Promise<Read> {
  const file = await readSourceFile(resolve(cwd, name), signal);
  switch (file.kind) {
    case 'text':
      return file;
    case 'directory':
      return { kind: 'failed', why: 'it is a directory; name the files in it' };
    case 'failed': {
      const { kind, detail } = file.reason;
      const why = kind === 'too-large' ? TOO_LARGE : kind === 'not-text' ? NOT_TEXT : (detail ?? 'it cannot be read');
      return { kind: 'failed', why };
    }
  }
}

async function readPiped({ readStdin }: CliPorts): Promise<Read> {
  const bytes = await readStdin(LARGEST_FILE);
  if (bytes === 'too-large') return { kind: 'failed', why: TOO_LARGE };
  const decoded = decodeText(bytes);
  return decoded.kind === 'text' ? decoded : { kind: 'failed', why: NOT_TEXT };
}

function asJson({ file, verdict, unreadable }: JudgedPolicy): unknown {
  const { problems, ...rest } = verdict;
  return {
    file,
    ...rest,
    problems: unreadable === undefined ? problems : [{ kind: 'unreadable', message: unreadable }],
  };
}

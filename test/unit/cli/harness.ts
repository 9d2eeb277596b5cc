import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OwnedAnalyser, CliPorts, Output } from '../../../src/cli/ports.ts';
import { runCli } from '../../../src/cli/run.ts';
import type { AnalysisRequest, AnalysisResponse } from '../../../src/code/embedded/protocol.ts';
import { parseIgnores } from '../../../src/findings/ignoreFile.ts';
import { type FindingDraft, withFingerprints } from '../../../src/findings/fingerprint.ts';
import { LineIndex } from '../../../src/findings/lineIndex.ts';
import { isSeverity } from '../../../src/findings/severity.ts';
import { draftAt } from '../findings/samples.ts';

/** Collects what is written. */
export class Recorder implements Output {
  text = '';
  isTerminal = false;
  columns: number | undefined;
  write(text: string): void {
    this.text += text;
  }
}

/** Lines such as `flaw("high", …)`: an engine for tests that are not about the engine. */
const FLAW = /flaw\("(\w+)".*\)/g;

/** Finds the calls of `flaw`. A text that holds `HALF` is looked at in part only. */
export function flawsIn({ text }: AnalysisRequest, overrides: Partial<FindingDraft> = {}): AnalysisResponse {
  const drafts = [...text.matchAll(FLAW)].map((match): FindingDraft => {
    const severity = isSeverity(match[1]) ? match[1] : 'high';
    const draft = draftAt(text, match[0], { severity, ...overrides });
    const range = { start: match.index, end: match.index + match[0].length };
    return { ...draft, subject: { ...draft.subject, range } };
  });
  const half = text.includes('HALF');
  const { lineCount } = new LineIndex(text);
  return {
    status: half ? 'partial' : 'complete',
    reasons: half ? [{ kind: 'no-adapter', engine: 'embedded' }] : [],
    findings: withFingerprints(text, drafts),
    outline: [],
    coveredLines: half ? 0 : lineCount,
    totalLines: lineCount,
  };
}

export class FakeAnalyser implements OwnedAnalyser {
  readonly requests: AnalysisRequest[] = [];
  disposed = false;
  analyse(request: AnalysisRequest, signal: AbortSignal): Promise<AnalysisResponse | { readonly status: 'cancelled' }> {
    this.requests.push(request);
    return Promise.resolve(signal.aborted ? { status: 'cancelled' } : flawsIn(request));
  }
  dispose(): Promise<void> {
    this.disposed = true;
    return Promise.resolve();
  }
}

export interface CliRun {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly analyser: FakeAnalyser;
}

export interface CliRunOptions extends Partial<CliPorts> {
  readonly analyser?: FakeAnalyser;
}

/** Runs the command line in this process. */
export async function runInFolder(cwd: string, argv: readonly string[], options: CliRunOptions = {}): Promise<CliRun> {
  const { analyser = new FakeAnalyser(), ...ports } = options;
  const stdout = new Recorder();
  const stderr = new Recorder();
  const status = await runCli({
    argv,
    env: {},
    cwd,
    stdout,
    stderr,
    signal: new AbortController().signal,
    version: '1.2.3',
    now: () => Date.UTC(2026, 0, 15),
    createAnalyser: () => analyser,
    ignoreFile: { parse: (text) => Promise.resolve(parseIgnores(text)) },
    createReviewer: () => Promise.reject(new Error('no test asked for Gemini')),
    readStdin: () => Promise.reject(new Error('no test piped anything in')),
    loadS3: () => Promise.reject(new Error('no test asked for S3')),
    loadMonitor: () => Promise.reject(new Error('no test asked for the watcher')),
    wait: () => Promise.reject(new Error('no test waits')),
    ...ports,
  });
  return { status, stdout: stdout.text, stderr: stderr.text, analyser };
}

/** @param files content by path relative to the folder */
export async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

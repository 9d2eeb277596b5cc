// What all commands of the watcher have in common: whom they ask, where words go, what a failure comes to.
import { failureEntries } from '../app/monitoring/failureText.ts';
import { entryFor, type Page } from '../app/monitoring/page.ts';
import { pageMarkdown } from '../app/monitoring/pageMarkdown.ts';
import type { Monitor, MonitorAround, MonitorFailure, MonitorTarget, Outcome } from '../monitor/monitorBundle.ts';
import { coloursFor, wantsColour } from './colours.ts';
import { entriesAsText, pageAsText } from './pageText.ts';
import type { CliPorts, Output } from './ports.ts';
import { printable } from './printable.ts';
import { ERASE_LINE, fitted } from './progress.ts';
import { around } from './s3Command.ts';
import { reportWidth, type TextStyle } from './textReport.ts';

/** What every command says of the watcher that is meant. */
export interface TargetOptions {
  readonly profile?: string;
  readonly region?: string;
  readonly stack: string;
  readonly awsCli?: string;
}

/** Nothing was done, or not all. */
export const NOT_DONE = 2;
export const INTERRUPTED = 130;

export interface MonitorCall {
  readonly monitor: Monitor;
  readonly target: MonitorTarget;
  readonly around: MonitorAround;
}

/**
 * Asks the watcher's bundle for something, with words about it on stderr.
 *
 * @param words `steps`: what changes something is told line by line; `reading`: only to a terminal, in one line
 */
export async function withMonitor<T>(
  options: TargetOptions,
  words: 'steps' | 'reading',
  ports: CliPorts,
  ask: (call: MonitorCall) => Promise<T>,
): Promise<T> {
  const { open } = await ports.loadMonitor();
  const teller = new Teller(ports.stderr, words);
  const { credentials } = around(options, { ...ports, ...asking(ports, teller) });
  const { profile, region, stack } = options;
  try {
    return await ask({
      monitor: open(),
      target: { profile, region, stack },
      around: { credentials, tell: (line) => teller.tell(line), signal: ports.signal },
    });
  } finally {
    teller.clear();
  }
}

/** Before a person is asked something the line about what is being done goes away. */
function asking({ askCode }: CliPorts, teller: Teller): Pick<CliPorts, 'askCode'> {
  if (askCode === undefined) return {};
  return {
    askCode: (question, signal) => {
      teller.clear();
      return askCode(question, signal);
    },
  };
}

class Teller {
  readonly #output: Output;
  readonly #words: 'steps' | 'reading';
  #isShown = false;

  constructor(output: Output, words: 'steps' | 'reading') {
    this.#output = output;
    this.#words = words;
  }

  tell(line: string): void {
    if (this.#words === 'steps') {
      this.#output.write(`palisade: ${printable(line)}\n`);
      return;
    }
    if (!this.#output.isTerminal) return;
    this.clear();
    this.#output.write(fitted(printable(line), (this.#output.columns ?? 80) - 1));
    this.#isShown = true;
  }

  clear(): void {
    if (!this.#isShown) return;
    this.#output.write(ERASE_LINE);
    this.#isShown = false;
  }
}

/** @returns the exit status */
export function sayFailure(failure: MonitorFailure, ports: CliPorts): number {
  ports.stderr.write(entriesAsText(failureEntries(failure), styleFor(ports.stderr, ports)));
  return failure.kind === 'cancelled' && ports.signal.aborted ? INTERRUPTED : NOT_DONE;
}

/** Says what was not done, in words of ours. @returns the exit status */
export function sayNotDone(message: string, todo: string | undefined, ports: CliPorts): number {
  const entries = [{ label: 'NOT DONE', text: message, tone: 'alarm' as const }, ...entryFor('To do', todo)];
  ports.stderr.write(entriesAsText(entries, styleFor(ports.stderr, ports)));
  return ports.signal.aborted ? INTERRUPTED : NOT_DONE;
}

export type PageFormat = 'text' | 'markdown';

export function writePage(page: Page, format: PageFormat, ports: CliPorts): void {
  const { stdout } = ports;
  stdout.write(format === 'text' ? pageAsText(page, styleFor(stdout, ports)) : pageMarkdown(page));
}

function styleFor(output: Output, { env }: CliPorts): TextStyle {
  return { colours: coloursFor(wantsColour(env, output)), width: reportWidth(output) };
}

/**
 * The account id as the person types it, or as it was given beforehand; undefined when nobody agreed.
 *
 * @param given of `--confirm`
 */
export async function confirmation(
  given: string | undefined,
  question: string,
  { askCode, signal }: CliPorts,
): Promise<string | undefined> {
  if (given !== undefined) return given;
  const answer = await askCode?.(question, signal);
  return answer === undefined || answer === '' ? undefined : answer;
}

export function isDone<T>(outcome: Outcome<T>): outcome is Extract<Outcome<T>, { kind: 'done' }> {
  return outcome.kind === 'done';
}

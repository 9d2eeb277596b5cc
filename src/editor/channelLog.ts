import * as vscode from 'vscode';
import type { Log } from '../app/ports.ts';

type Level = 'info' | 'warn' | 'error';

/** The one log channel. Silent after its end: a scan that was given up may still want to say so. */
export class ChannelLog implements Log {
  readonly #channel = vscode.window.createOutputChannel('Palisade', { log: true });
  #ended = false;

  dispose(): void {
    this.#ended = true;
    this.#channel.dispose();
  }

  show(): void {
    this.#channel.show(true);
  }

  info(line: string): void {
    this.#write('info', line);
  }

  warn(line: string): void {
    this.#write('warn', line);
  }

  error(line: string): void {
    this.#write('error', line);
  }

  #write(level: Level, line: string): void {
    if (this.#ended) return;
    try {
      this.#channel[level](line);
    } catch {
      // VS Code 1.139 hands out a closed channel when one of the same name was closed before it was ready, as tests
      // do. What cannot be logged must not end what wanted to say it.
    }
  }
}

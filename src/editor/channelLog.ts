import * as vscode from 'vscode';
import type { Log } from '../app/ports.ts';

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
    if (!this.#ended) this.#channel.info(line);
  }

  warn(line: string): void {
    if (!this.#ended) this.#channel.warn(line);
  }

  error(line: string): void {
    if (!this.#ended) this.#channel.error(line);
  }
}

import { closeSync, openSync, readSync } from 'node:fs';

const EVERY_MS = 200;

/**
 * Hands on what is added to a file by another process.
 *
 * @returns whose end() hands on the rest and lets go of the file
 */
export function followFile(path: string, hand: (text: string) => void): { end(): void } {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(64 * 1024);
  const decoder = new TextDecoder();
  const read = (): void => {
    for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer)) {
      hand(decoder.decode(buffer.subarray(0, size), { stream: true }));
    }
  };
  const timer = setInterval(read, EVERY_MS);
  return {
    end() {
      clearInterval(timer);
      read();
      closeSync(file);
    },
  };
}

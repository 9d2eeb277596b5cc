import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Between the extension host and its engine worker. */
export const MEMORY_CHANNEL = 'palisade-bench-memory';
export const MEMORY_QUESTION = 'how much?';

export interface MemoryAnswer {
  readonly held: number;
}

/** Bytes that this thread holds and cannot give back: its heap, and what it has outside of it, such as WASM memory. */
export function heldMemory(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What the first run lets go of, finalizers included, the second one takes.
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

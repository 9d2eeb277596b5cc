// Stands before the engine worker in a copy of the extension, and says how much memory it holds when it is asked.
import { createRequire } from 'node:module';
import { BroadcastChannel } from 'node:worker_threads';
import { heldMemory, type MemoryAnswer, MEMORY_CHANNEL, MEMORY_QUESTION } from './heldMemory.ts';

createRequire(__filename)('./engine-worker.real.cjs');

const channel = new BroadcastChannel(MEMORY_CHANNEL);
channel.onmessage = ({ data }: { readonly data: unknown }) => {
  if (data === MEMORY_QUESTION) channel.postMessage({ held: heldMemory() } satisfies MemoryAnswer);
};
// The worker ends as if this were not here.
channel.unref();

// A batch of the change queue: which buckets it asks to read, and what becomes of each of its messages.
import * as v from 'valibot';
import type { TriggerEvent } from '../report/reportShape.ts';
import { readChange, type EventSetting } from './readEvent.ts';

/** Messages about one bucket: one read answers them all. */
export interface BucketChanges {
  readonly bucket: string;
  /** Each once, oldest first. */
  readonly events: readonly TriggerEvent[];
  readonly messageIds: readonly string[];
  /** How often one of them was tried before. */
  readonly triedBefore: number;
}

export interface ReadBatch {
  readonly buckets: readonly BucketChanges[];
  /** Of the account; they are answered by one scan. Undefined: there are none. */
  readonly account: Omit<BucketChanges, 'bucket'> | undefined;
  readonly ignored: readonly { readonly messageId: string; readonly reason: string }[];
  /** They go back to the queue, and after some tries where a person finds them. */
  readonly refused: readonly { readonly messageId: string; readonly reason: string }[];
}

const batchShape = v.object({ Records: v.pipe(v.array(v.unknown()), v.minLength(1), v.maxLength(10_000)) });

const messageShape = v.object({
  messageId: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  eventSource: v.literal('aws:sqs'),
  body: v.string(),
  attributes: v.optional(v.object({ ApproximateReceiveCount: v.optional(v.string()) })),
});

/** @returns undefined for what is no batch at all */
export function readBatch(input: unknown, setting: EventSetting): ReadBatch | undefined {
  const batch = v.safeParse(batchShape, input);
  if (!batch.success) return undefined;
  const buckets = new Map<string, Gathered>();
  const account = new Gathered();
  const ignored: { messageId: string; reason: string }[] = [];
  const refused: { messageId: string; reason: string }[] = [];
  for (const record of batch.output.Records) {
    const message = v.safeParse(messageShape, record);
    // A batch with something that has no id cannot be answered message by message.
    if (!message.success) return undefined;
    const { messageId, body, attributes } = message.output;
    const tried = Math.max(0, (Number(attributes?.ApproximateReceiveCount) || 1) - 1);
    const change = readChange(body, setting);
    switch (change.kind) {
      case 'bucket': {
        const gathered = buckets.get(change.bucket) ?? new Gathered();
        buckets.set(change.bucket, gathered);
        gathered.add(messageId, change.event, tried);
        break;
      }
      case 'account':
        account.add(messageId, change.event, tried);
        break;
      case 'ignored':
        ignored.push({ messageId, reason: change.reason });
        break;
      case 'refused':
        refused.push({ messageId, reason: change.reason });
        break;
    }
  }
  return {
    buckets: [...buckets].map(([bucket, gathered]) => ({ bucket, ...gathered.changes })),
    account: account.isEmpty ? undefined : account.changes,
    ignored,
    refused,
  };
}

class Gathered {
  readonly #events = new Map<string, TriggerEvent>();
  readonly #messageIds: string[] = [];
  #tried = 0;

  get isEmpty(): boolean {
    return this.#messageIds.length === 0;
  }

  add(messageId: string, event: TriggerEvent, tried: number): void {
    this.#messageIds.push(messageId);
    this.#events.set(event.id, event);
    this.#tried = Math.max(this.#tried, tried);
  }

  get changes(): Omit<BucketChanges, 'bucket'> {
    const events = [...this.#events.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    return { events, messageIds: this.#messageIds, triedBefore: this.#tried };
  }
}

// A proxy that wants people to log in answers everything with a page and 200. To the SDK a page that happens to be
// well-formed is an answer in which nothing is set: no logging, no versioning; and a policy is taken as it comes.
import type { DeserializeMiddleware, MiddlewareStack } from '@smithy/types';

interface Stack {
  // The types of input and output differ for each client, and none is looked at.
  readonly add: MiddlewareStack<never, never>['add'];
}

/** Makes an answer that is a page of HTML an error, which says so. */
export function refuseHtml(stack: unknown): void {
  (stack as Stack).add(middleware as unknown as DeserializeMiddleware<never, never>, {
    step: 'deserialize',
    name: 'refuseHtml',
    // After it the body is parsed.
    priority: 'low',
  });
}

type Next = (args: unknown) => Promise<{ response: unknown }>;

const middleware =
  (next: Next) =>
  async (args: unknown): Promise<{ response: unknown }> => {
    const result = await next(args);
    const response = result.response as {
      statusCode?: number;
      headers?: Record<string, string>;
      body?: AsyncIterable<Uint8Array> | Uint8Array;
    };
    const type = response.headers?.['content-type'] ?? '';
    if (response.statusCode !== 200 || !/html/i.test(type) || response.body === undefined) return result;
    // Some emulators send XML under this type: the body decides.
    const body = await collected(response.body);
    if (/^\s*(<!doctype\s+html|<html)/i.test(new TextDecoder().decode(body.subarray(0, 1_000)))) {
      const error = new Error('the answer is a page of HTML: a proxy speaks instead of the service');
      throw Object.assign(error, { name: 'HtmlAnswer', $metadata: { httpStatusCode: 200 } });
    }
    response.body = body;
    return result;
  };

const LARGEST_BYTES = 20_000_000;

async function collected(body: AsyncIterable<Uint8Array> | Uint8Array): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > LARGEST_BYTES) throw new Error('the answer is too long: unexpected');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

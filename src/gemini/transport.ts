import { GoogleGenerativeAI, GoogleGenerativeAIFetchError, type ModelParams } from '@google/generative-ai';

/** How long a model may think. `MINIMAL` is left out: 3.7 and 3.8 Flash answer it with HTTP 400 (facts/gemini.md §1). */
export type ThinkingLevel = 'LOW' | 'MEDIUM' | 'HIGH';

/** A node of an OpenAPI-subset schema as the REST API takes it; wider than the SDK's types, which lack `propertyOrdering`. */
export interface ResponseSchema {
  readonly type: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly description?: string;
  readonly format?: 'enum';
  readonly enum?: readonly string[];
  readonly items?: ResponseSchema;
  readonly properties?: Readonly<Record<string, ResponseSchema>>;
  readonly required?: readonly string[];
  readonly propertyOrdering?: readonly string[];
}

/** One HTTP request to `models/<model>:generateContent`. */
export interface TransportCall {
  readonly apiKey: string;
  /** Scheme, host and optional path prefix, without a slash at the end. */
  readonly endpoint: string;
  readonly model: string;
  readonly content: string;
  readonly system?: string;
  readonly maxOutputTokens: number;
  readonly thinking?: ThinkingLevel;
  readonly json: boolean;
  readonly responseSchema?: ResponseSchema;
}

/** What came of one request, before anybody has judged it. */
export type TransportResult =
  | { readonly kind: 'response'; readonly body: unknown }
  /** `message` is the server's: for classification only, it may quote the request. Empty when the body was no JSON. */
  | {
      readonly kind: 'http-error';
      readonly status: number;
      readonly message: string;
      readonly details: readonly unknown[];
    }
  /** HTTP 200 with a body that is no JSON. */
  | { readonly kind: 'not-json' }
  | { readonly kind: 'no-connection' }
  | { readonly kind: 'aborted' };

export type Transport = (call: TransportCall, signal: AbortSignal) => Promise<TransportResult>;

/** The adjustable filters, off: code that is full of weaknesses reads as harmful. CIVIC_INTEGRITY is obsolete and not sent. */
const FILTERS_OFF = [
  'HARM_CATEGORY_HARASSMENT',
  'HARM_CATEGORY_HATE_SPEECH',
  'HARM_CATEGORY_SEXUALLY_EXPLICIT',
  'HARM_CATEGORY_DANGEROUS_CONTENT',
].map((category) => ({ category, threshold: 'BLOCK_NONE' }));

/**
 * The one place that knows `@google/generative-ai` 0.24.1, and works around what it gets wrong
 * (facts/gemini.md §6): it ignores a signal that is already aborted, its own timer is never cleared
 * (so none is set), an abort while the body is read surfaces as a raw DOMException, `text()` hides
 * cut-off and blocked answers (so it is never called), and a refused connection loses its cause.
 *
 * Uses the global `fetch`, so that the proxy and certificate settings that VS Code patches in apply.
 * Resolves always, and at once when `signal` aborts.
 */
export const sendWithSdk: Transport = async (call, signal) => {
  if (signal.aborted) return { kind: 'aborted' };
  // The SDK adds a listener that it never removes: it gets a signal that ends with this request.
  const request = new AbortController();
  const abort = (): void => {
    request.abort();
  };
  signal.addEventListener('abort', abort);
  const aborted = new Promise<TransportResult>((resolve) => {
    request.signal.addEventListener('abort', () => resolve({ kind: 'aborted' }));
  });
  try {
    return await Promise.race([send(call, request.signal), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
};

async function send(call: TransportCall, signal: AbortSignal): Promise<TransportResult> {
  try {
    const model = new GoogleGenerativeAI(call.apiKey).getGenerativeModel(modelParams(call), { baseUrl: call.endpoint });
    const { response } = await model.generateContent(
      { contents: [{ role: 'user', parts: [{ text: call.content }] }] },
      { signal },
    );
    return { kind: 'response', body: response };
  } catch (error) {
    if (signal.aborted) return { kind: 'aborted' };
    if (error instanceof GoogleGenerativeAIFetchError && error.status !== undefined) {
      return {
        kind: 'http-error',
        status: error.status,
        message: serverMessage(error.message),
        details: Array.isArray(error.errorDetails) ? error.errorDetails : [],
      };
    }
    // `null`, a number or a string as the whole body makes the SDK's own reading fail with a TypeError;
    // so does a connection that ends early, and that one has a cause.
    if (error instanceof SyntaxError || (error instanceof TypeError && error.cause === undefined))
      return { kind: 'not-json' };
    return { kind: 'no-connection' };
  }
}

/** No temperature, topP, topK or candidateCount: on 3.x models they only do harm (facts/gemini.md §2). */
function modelParams(call: TransportCall): ModelParams {
  const params = {
    model: call.model,
    safetySettings: FILTERS_OFF,
    generationConfig: {
      maxOutputTokens: call.maxOutputTokens,
      ...(call.json ? { responseMimeType: 'application/json' } : {}),
      ...(call.responseSchema ? { responseSchema: call.responseSchema } : {}),
      ...(call.thinking ? { thinkingConfig: { thinkingLevel: call.thinking } } : {}),
    },
    ...(call.system === undefined ? {} : { systemInstruction: call.system }),
  };
  // The SDK's types are older than the API: `thinkingConfig` and `propertyOrdering` are unknown to them and pass through.
  return params as unknown as ModelParams;
}

/** The SDK writes `[GoogleGenerativeAI Error]: Error fetching from <url>: [<status> <text>] <message>`. */
function serverMessage(message: string): string {
  return /: \[\d{3}[^\]]*\] ?([\s\S]*)$/.exec(message)?.[1]?.trim() ?? '';
}

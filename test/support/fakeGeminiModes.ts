/** What the fake does with one generateContent request. The names are those of the failures they stand for. */
export const FAKE_MODES = [
  'review',
  'ok-empty',
  'stray-fragment',
  'thought-part',
  'hallucinated-quote',
  'max-tokens-truncated',
  'max-tokens-all-thoughts',
  'prohibited-content',
  'safety',
  'recitation',
  'spii',
  'unknown-finish',
  'blocked-prompt',
  'empty-object',
  'empty-candidates',
  'empty-text',
  'no-finish-reason',
  'prose',
  'bad-json',
  'null-body',
  'html-502',
  'html-403',
  '400-invalid-key',
  '400-schema',
  '400-region',
  '400-too-many-tokens',
  '401',
  '403-unrestricted-key',
  '404-model',
  '407-proxy',
  '429-per-day',
  '429-per-minute',
  '429-long-wait',
  '429-message-only',
  '429-limit-0',
  '500',
  '503',
  '504',
  'hang',
  'slow-body',
  'cut-body',
  'cut-connection',
] as const;

export type FakeModeName = (typeof FAKE_MODES)[number];

/** A mode by name, or an answer of one's own: an object or the raw text of the model. */
export type FakeMode =
  | FakeModeName
  | { readonly answer: object | string; readonly usage?: object; readonly finishReason?: string }
  | { readonly status: number; readonly body: unknown };

/** What is to be written to the wire. */
export type FakeReply =
  | { readonly kind: 'reply'; readonly status: number; readonly contentType: string; readonly body: string }
  | { readonly kind: 'hang' | 'slow-body' | 'cut-body' | 'cut-connection'; readonly body: string };

const FAKE_USAGE = {
  promptTokenCount: 1200,
  candidatesTokenCount: 300,
  thoughtsTokenCount: 500,
  totalTokenCount: 2000,
};

/**
 * @param review what a well-behaved model answers to this prompt
 */
export function replyFor(mode: FakeMode, model: string, review: () => object): FakeReply {
  if (typeof mode === 'object') {
    if ('status' in mode) return json(mode.status, mode.body);
    const text = typeof mode.answer === 'string' ? mode.answer : JSON.stringify(mode.answer);
    return json(200, response(model, text, mode.finishReason ?? 'STOP', mode.usage));
  }
  const stop = (text: string): FakeReply => json(200, response(model, text, 'STOP'));
  const whole = (): string => JSON.stringify(review());
  switch (mode) {
    case 'review':
      return stop(whole());
    case 'ok-empty':
      return stop(JSON.stringify({ findings: [], candidates: [] }));
    case 'stray-fragment':
      return stop(`${whole()}\n  ]\n}`);
    case 'thought-part':
      return json(200, {
        candidates: [
          {
            content: {
              role: 'model',
              parts: [{ text: 'I think {"findings": "none', thought: true }, { text: whole() }],
            },
            finishReason: 'STOP',
            index: 0,
          },
        ],
        usageMetadata: FAKE_USAGE,
        modelVersion: model,
      });
    case 'hallucinated-quote':
      return stop(JSON.stringify(withHallucination(review())));
    case 'max-tokens-truncated':
      return json(200, response(model, cutOff(whole()), 'MAX_TOKENS'));
    case 'max-tokens-all-thoughts':
      return json(200, {
        candidates: [{ content: { role: 'model' }, finishReason: 'MAX_TOKENS', index: 0 }],
        usageMetadata: { promptTokenCount: 1200, thoughtsTokenCount: 16384, totalTokenCount: 17584 },
        modelVersion: model,
      });
    case 'prohibited-content':
      return withheld(model, 'PROHIBITED_CONTENT');
    case 'safety':
      return withheld(model, 'SAFETY');
    case 'recitation':
      return withheld(model, 'RECITATION');
    case 'spii':
      return withheld(model, 'SPII');
    case 'unknown-finish':
      return json(200, response(model, whole(), 'SOMETHING_NEW'));
    case 'blocked-prompt':
      return json(200, {
        promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
        usageMetadata: { promptTokenCount: 1200 },
      });
    case 'empty-object':
      return json(200, {});
    case 'empty-candidates':
      return json(200, { candidates: [], usageMetadata: FAKE_USAGE });
    case 'empty-text':
      return stop('');
    case 'no-finish-reason':
      return json(200, response(model, whole(), undefined));
    case 'prose':
      return stop('The file looks fine to me. No issues found.');
    case 'bad-json':
      return { kind: 'reply', status: 200, contentType: 'application/json', body: '{"candidates": [' };
    case 'null-body':
      return json(200, null);
    case 'html-502':
      return html(502, 'Bad Gateway');
    case 'html-403':
      return html(403, 'Blocked by the company');
    case '400-invalid-key':
      return failure(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
        { '@type': ERROR_INFO, reason: 'API_KEY_INVALID', domain: 'googleapis.com' },
      ]);
    case '400-schema':
      return failure(
        400,
        'INVALID_ARGUMENT',
        'The specified schema produces a constraint that has too many states for serving.',
      );
    case '400-region':
      return failure(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.');
    case '400-too-many-tokens':
      return failure(
        400,
        'INVALID_ARGUMENT',
        'The input token count (1500000) exceeds the maximum number of tokens allowed (1048576).',
      );
    case '401':
      return failure(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
    case '403-unrestricted-key':
      return failure(403, 'PERMISSION_DENIED', 'Requests from unrestricted API keys are blocked.');
    case '404-model':
      return failure(404, 'NOT_FOUND', `models/${model} is not found for API version v1beta.`);
    case '407-proxy':
      return html(407, 'Proxy Authentication Required');
    case '429-per-day':
      return tooMany('GenerateRequestsPerDayPerProjectPerModel-FreeTier', '20', '38s');
    case '429-per-minute':
      return tooMany('GenerateRequestsPerMinutePerProjectPerModel-FreeTier', '5', '8s');
    case '429-long-wait':
      return tooMany('GenerateRequestsPerMinutePerProjectPerModel-FreeTier', '5', '52s');
    case '429-message-only':
      return failure(429, 'RESOURCE_EXHAUSTED', `${EXCEEDED} Please retry in 7.5s.`);
    case '429-limit-0':
      return failure(
        429,
        'RESOURCE_EXHAUSTED',
        `${EXCEEDED} * Quota exceeded for metric: free_tier_requests, limit: 0. Please retry in 3s.`,
      );
    case '500':
      return failure(500, 'INTERNAL', 'An internal error has occurred.');
    case '503':
      return failure(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.');
    case '504':
      return failure(504, 'DEADLINE_EXCEEDED', 'The request timed out.');
    case 'hang':
    case 'slow-body':
    case 'cut-body':
    case 'cut-connection':
      return { kind: mode, body: JSON.stringify(response(model, whole(), 'STOP')) };
  }
}

const ERROR_INFO = 'type.googleapis.com/google.rpc.ErrorInfo';
const EXCEEDED = 'You exceeded your current quota, please check your plan and billing details.';

function response(model: string, text: string, finishReason: string | undefined, usage: object = FAKE_USAGE): object {
  return {
    candidates: [
      { content: { role: 'model', parts: [{ text }] }, ...(finishReason ? { finishReason } : {}), index: 0 },
    ],
    usageMetadata: usage,
    modelVersion: model,
  };
}

function withheld(model: string, finishReason: string): FakeReply {
  return json(200, {
    candidates: [{ finishReason, index: 0 }],
    usageMetadata: { promptTokenCount: 1200 },
    modelVersion: model,
  });
}

function failure(code: number, status: string, message: string, details?: readonly object[]): FakeReply {
  return json(code, { error: { code, message, status, ...(details ? { details } : {}) } });
}

function tooMany(quotaId: string, quotaValue: string, retryDelay: string): FakeReply {
  return failure(429, 'RESOURCE_EXHAUSTED', EXCEEDED, [
    { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId, quotaValue }] },
    { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay },
  ]);
}

function html(status: number, title: string): FakeReply {
  return { kind: 'reply', status, contentType: 'text/html', body: `<html><body><h1>${title}</h1></body></html>` };
}

function json(status: number, body: unknown): FakeReply {
  return { kind: 'reply', status, contentType: 'application/json; charset=UTF-8', body: JSON.stringify(body) };
}

/** In the middle of the last finding, so that the ones before are whole. */
function cutOff(whole: string): string {
  const last = whole.lastIndexOf('"attacker_controls"');
  return whole.slice(0, last > 0 ? last : Math.floor(whole.length / 2));
}

/** Adds a finding whose quote stands in no file. */
function withHallucination(answer: object): object {
  const findings = 'findings' in answer && Array.isArray(answer.findings) ? (answer.findings as unknown[]) : [];
  const invented = {
    code: 'eval(never_written_by_anybody(payload_of_the_client))',
    line: 1,
    source_code: '',
    source_line: 0,
    sink: 'eval',
    flow: '',
    guard_seen: 'none',
    other_file_needed: false,
    attacker_controls: 'remote',
    cwe: '95',
    title: 'Invented by the model',
    severity: 'critical',
    why: 'This line is not in the file.',
    fix: 'There is nothing to repair.',
  };
  return { ...answer, findings: [...findings, invented] };
}

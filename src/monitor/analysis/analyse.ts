// The one call to Gemini after a scan: what to do first. Whatever becomes of it changes nothing but its own part of the
// report.
import * as v from 'valibot';
import { cleanModelText } from '../../findings/modelText.ts';
import { createGeminiClient, type GeminiClientOptions } from '../../gemini/client.ts';
import { PromptFile } from '../../gemini/promptFile.ts';
import type { ResponseSchema } from '../../gemini/transport.ts';
import { prepareReview } from '../../outbound/outboundText.ts';
import type { Analysis } from '../report/reportShape.ts';
import type { Analysed, AnalysisDone } from '../run/ports.ts';
import { toldOf, type Told } from './pseudonyms.ts';

export interface AnalyserOptions extends Omit<GeminiClientOptions, 'apiKey'> {
  /** Asked for only when there is something to ask Gemini. Rejects, or gives nothing, where there is no key. */
  readonly apiKey: () => Promise<string | undefined>;
  readonly model: string;
  readonly fallbackModel?: string;
  /** Content of `prompts/monitor.md`. */
  readonly promptText: string;
  /** Another one each time, of letters and digits. */
  readonly nonce: () => string;
}

const MOST_STEPS = 10;
const LONGEST_TEXT = 1_000;
const MOST_OUTPUT_TOKENS = 8_192;

const STRING: ResponseSchema = { type: 'string' };

const SCHEMA: ResponseSchema = {
  type: 'object',
  required: ['summary', 'steps'],
  propertyOrdering: ['summary', 'steps'],
  properties: {
    summary: STRING,
    steps: {
      type: 'array',
      items: {
        type: 'object',
        required: ['line', 'why', 'step'],
        propertyOrdering: ['line', 'why', 'step'],
        properties: { line: { type: 'integer' }, why: STRING, step: STRING },
      },
    },
  },
};

const answerShape = v.object({
  summary: v.string(),
  steps: v.array(v.object({ line: v.number(), why: v.string(), step: v.string() })),
});

/** Never rejects. @throws when `promptText` is no prompt of ours: a bug */
export function createAnalyser(
  options: AnalyserOptions,
): (report: Analysed, signal: AbortSignal) => Promise<AnalysisDone> {
  const prompt = PromptFile.parse(options.promptText);
  return async (report, signal) => {
    const apiKey = await keyOf(options);
    if (apiKey === undefined) return failed('no-key');
    const told = toldOf(report);
    const document = { path: 'findings', languageId: 'text', text: told.text };
    const prepared = await prepareReview(prompt.template, document, [], { nonce: options.nonce });
    if (prepared.kind === 'refused') return failed(prepared.reason.kind);
    const { model, fallbackModel } = options;
    const answer = await createGeminiClient({ ...options, apiKey }).generate(
      {
        content: prepared.prompt,
        prompt,
        model,
        ...(fallbackModel === undefined ? {} : { fallbackModel }),
        thinking: 'LOW',
        maxOutputTokens: MOST_OUTPUT_TOKENS,
        responseSchema: SCHEMA,
      },
      signal,
    );
    const { usage } = answer;
    const used = { usd: usage.costUsd, requests: usage.requests };
    if (answer.kind === 'cancelled') return { ...failed('timed-out'), ...used };
    if (answer.kind === 'failed') return { ...failed(answer.reason.kind, answer.reason.detail), ...used };
    return { analysis: read(answer.text, told, usage.model, prompt.version), ...used };
  };
}

/** Why a key cannot be had may quote it: nothing of it is passed on. */
async function keyOf({ apiKey }: AnalyserOptions): Promise<string | undefined> {
  try {
    const key = (await apiKey())?.trim();
    return key === '' ? undefined : key;
  } catch {
    return undefined;
  }
}

function failed(reason: string, detail?: string): AnalysisDone {
  const analysis: Analysis = { kind: 'failed', reason, ...(detail === undefined ? {} : { detail }) };
  return { analysis, usd: 0, requests: 0 };
}

function read(text: string, told: Told, model: string, promptVersion: string): Analysis {
  const value = parsed(text);
  if (value === undefined) return { kind: 'failed', reason: 'malformed' };
  const shown = (one: string): string => told.withNames(cleanModelText(one, LONGEST_TEXT, 'one-line'));
  const steps = value.steps.slice(0, MOST_STEPS).flatMap(({ line, why, step }) => {
    // A step about a line that is not there is about nothing.
    const finding = told.findings[line - 1];
    if (finding === undefined || step.trim() === '') return [];
    return [{ fingerprint: finding.fingerprint, why: shown(why), step: shown(step) }];
  });
  return { kind: 'answer', model, promptVersion, summary: shown(value.summary), steps, left: told.left };
}

function parsed(text: string): v.InferOutput<typeof answerShape> | undefined {
  try {
    const result = v.safeParse(answerShape, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

import type { Reason, ReasonKind } from '../findings/outcome.ts';

/** What a person can do about it with one click. The editor maps each to a command. */
export type NextAction = 'set-key' | 'review-consent' | 'trust-workspace' | 'open-settings' | 'show-log' | 'retry';

export interface ReasonWords {
  /** Two or three words, for the status bar: "rate limited". */
  readonly short: string;
  /** What happened and what it means. */
  readonly sentence: string;
  /** What to do. */
  readonly nextStep: string;
  readonly action?: NextAction;
  /** `transient`: the same text may well succeed later. `lasting`: it ends the same way until something changes. */
  readonly kind: 'transient' | 'lasting';
}

type Words = (reason: Reason) => ReasonWords;

const GEMINI_OFFLINE = 'The offline findings stand.';

/** One place where kinds become words, so that the editor and the command line say the same. */
const WORDS: Readonly<Record<ReasonKind, Words>> = {
  'no-adapter': () => ({
    short: 'no offline engine',
    sentence: 'There is no offline engine for this language: only secrets were looked for.',
    nextStep: 'Only Gemini can look at the rest: the engines of this scan say whether it did.',
    kind: 'lasting',
  }),
  generated: () => ({
    short: 'generated file',
    sentence: 'This looks like generated or minified code: only secrets were looked for.',
    nextStep: 'Scan the source it was made from.',
    kind: 'lasting',
  }),
  'time-limit': () => ({
    short: 'time limit',
    sentence: 'The offline engine was stopped at its time limit before it had looked at the whole file.',
    nextStep: 'Split the file, or scan again when the machine is less busy.',
    kind: 'transient',
  }),
  'syntax-errors': () => ({
    short: 'syntax errors',
    sentence: 'Parts of the file could not be parsed: problems in them may have been missed.',
    nextStep: 'Correct the syntax errors and scan again.',
    kind: 'lasting',
  }),
  'engine-crashed': () => ({
    short: 'engine stopped',
    sentence: 'The offline engine stopped unexpectedly.',
    nextStep: 'Scan again; if it happens again, the log has the details.',
    action: 'show-log',
    kind: 'transient',
  }),
  'analysis-limit': () => ({
    short: 'analysis limit',
    sentence: 'The file is too complex for the offline engine: some flows were not followed to their end.',
    nextStep: 'Split very long or very deeply nested functions, or run a Gemini review.',
    kind: 'lasting',
  }),
  'too-large': ({ engine }) => ({
    short: 'too large',
    sentence:
      engine === 'gemini'
        ? 'The file is too large to be sent to Gemini.'
        : 'The file is too large for the offline engine.',
    nextStep: 'Split the file, or scan its parts.',
    kind: 'lasting',
  }),
  unreadable: () => ({
    short: 'unreadable',
    sentence: 'The file could not be read.',
    nextStep: 'Check that it exists and that you may read it.',
    kind: 'transient',
  }),
  'not-text': () => ({
    short: 'not text',
    sentence: 'The file is not text.',
    nextStep: 'Palisade looks at source code only.',
    kind: 'lasting',
  }),
  encoding: ({ detail }) => ({
    short: 'encoding',
    sentence: `The file is not valid UTF-8: it was read ${detail ?? 'on a guess'}, and some characters may be wrong.`,
    nextStep: 'Save it as UTF-8 and scan again.',
    kind: 'lasting',
  }),
  excluded: () => ({
    short: 'excluded',
    sentence: 'The file is excluded from what may be sent to Gemini.',
    nextStep: 'If it may be sent, change the ignore file or the setting palisade.exclude.',
    kind: 'lasting',
  }),
  'no-consent': () => ({
    short: 'no consent',
    sentence: 'Nothing was sent to Gemini: you have not agreed to it on this machine.',
    nextStep: 'Run "Palisade: Review Gemini Consent" to read what is sent and decide.',
    action: 'review-consent',
    kind: 'transient',
  }),
  'untrusted-workspace': () => ({
    short: 'not trusted',
    sentence: 'Nothing was sent to Gemini: this workspace is not trusted.',
    nextStep: 'Trust the workspace if you know where it comes from.',
    action: 'trust-workspace',
    kind: 'transient',
  }),
  'daily-limit': () => ({
    short: 'daily limit',
    sentence: `Your daily limit for Gemini is reached. ${GEMINI_OFFLINE}`,
    nextStep: 'Wait until the limit starts anew, or raise it in the settings.',
    action: 'open-settings',
    kind: 'transient',
  }),
  'limit-unknown': () => ({
    short: 'limit unknown',
    sentence: `What was used of your daily limit for Gemini could not be read, so nothing was sent. ${GEMINI_OFFLINE}`,
    nextStep: "The log says why: Palisade's own storage folder has to be readable.",
    action: 'show-log',
    kind: 'transient',
  }),
  'no-key': () => ({
    short: 'no key',
    sentence: 'There is no Gemini API key.',
    nextStep: 'Run "Palisade: Set Gemini API Key", or set GEMINI_API_KEY.',
    action: 'set-key',
    kind: 'transient',
  }),
  'key-refused': () => ({
    short: 'key refused',
    sentence: `Google refused the API key. ${GEMINI_OFFLINE}`,
    nextStep: 'Check the key, and that it is restricted to the Generative Language API and allowed in your region.',
    action: 'set-key',
    kind: 'transient',
  }),
  quota: () => ({
    short: 'quota used up',
    sentence: `Google's quota for this key and model is used up. ${GEMINI_OFFLINE}`,
    nextStep: 'Wait until it resets, choose another model, or enable billing for the key.',
    action: 'open-settings',
    kind: 'transient',
  }),
  'rate-limited': () => ({
    short: 'rate limited',
    sentence: `Google asked to wait longer than a scan may take. ${GEMINI_OFFLINE}`,
    nextStep: 'Scan again later.',
    action: 'retry',
    kind: 'transient',
  }),
  overloaded: () => ({
    short: 'overloaded',
    sentence: `Gemini is overloaded and did not answer. ${GEMINI_OFFLINE}`,
    nextStep: 'Scan again in a minute.',
    action: 'retry',
    kind: 'transient',
  }),
  'model-gone': () => ({
    short: 'model gone',
    sentence: `Google does not offer this model to this key. ${GEMINI_OFFLINE}`,
    nextStep: 'Choose another one in the setting palisade.gemini.model.',
    action: 'open-settings',
    kind: 'transient',
  }),
  blocked: () => ({
    short: 'blocked',
    sentence: `Gemini declined to answer for this file. ${GEMINI_OFFLINE}`,
    nextStep: 'Its filters decide this; another model may answer.',
    kind: 'transient',
  }),
  truncated: () => ({
    short: 'answer cut off',
    sentence: "Gemini's answer was cut off: what it had not said yet is missing.",
    nextStep: 'Scan again, or split the file.',
    action: 'retry',
    kind: 'transient',
  }),
  malformed: () => ({
    short: 'unusable answer',
    sentence: `Gemini's answer could not be understood and was not used. ${GEMINI_OFFLINE}`,
    nextStep: 'Scan again.',
    action: 'retry',
    kind: 'transient',
  }),
  'timed-out': () => ({
    short: 'timed out',
    sentence: `Gemini did not answer within the time limit. ${GEMINI_OFFLINE}`,
    nextStep: 'Scan again, or split the file.',
    action: 'retry',
    kind: 'transient',
  }),
  network: () => ({
    short: 'no connection',
    sentence: `Google could not be reached. ${GEMINI_OFFLINE}`,
    nextStep: 'Check the connection and the proxy settings; "Palisade: Test Connection" says where it fails.',
    action: 'show-log',
    kind: 'transient',
  }),
  ungrounded: ({ detail }) => ({
    short: 'answers dropped',
    sentence: `Gemini quoted text that is not in the file${detail === undefined ? '' : ` (${detail})`}: those findings were dropped.`,
    nextStep: 'The log has their titles. Scan again for another answer.',
    action: 'show-log',
    kind: 'lasting',
  }),
};

export function isReasonKind(value: unknown): value is ReasonKind {
  return typeof value === 'string' && Object.hasOwn(WORDS, value);
}

/** @returns words for a person: what happened, what it means, what to do */
export function describeReason(reason: Reason): ReasonWords {
  const words = WORDS[reason.kind](reason);
  if (reason.retryAt === undefined) return words;
  return { ...words, nextStep: `${words.nextStep} It makes sense again at ${clockTime(reason.retryAt)}.` };
}

/** Local time of day, with the date when it is not today's. */
function clockTime(at: number): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'short', timeStyle: 'short' });
}

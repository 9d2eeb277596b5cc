// Puts a prompt before the person's agent, by the best way that the host has. It fills the box; it never sends.

/** What the person wants: the setting `palisade.handOff.target`. */
export type HandOffTarget = 'auto' | 'chat' | 'deeplink' | 'clipboard';

/** A way to the agent. `document`: an untitled one, where nothing else works. */
export type HandOffStep = 'chat' | 'prefill' | 'deeplink' | 'clipboard' | 'document';

/** The editor, as far as it takes a prompt. Every member may reject: hosts lie about what they can do. */
export interface PromptHost {
  /** Which editor this is; `other` gets the clipboard, until somebody has tried it. */
  readonly kind: 'cursor' | 'vscode' | 'other';
  commands(): Promise<ReadonlySet<string>>;
  execute(command: string, argument: unknown): Promise<unknown>;
  /** Opens an address as it is given, without encoding it again. @returns whether somebody took it */
  openLink(address: string): Promise<boolean>;
  copy(text: string): Promise<void>;
  /** Opens an untitled document. */
  showDocument(text: string): Promise<void>;
}

/** What came of one way that was tried, or could not be. */
export interface HandOffAttempt {
  readonly step: HandOffStep;
  /** For the log: what the host said, or why it was not asked. */
  readonly problem: string;
}

export type HandOffEnd =
  | { readonly kind: 'handed-off'; readonly step: HandOffStep; readonly attempts: readonly HandOffAttempt[] }
  /** Nobody was given anything. */
  | { readonly kind: 'failed'; readonly attempts: readonly HandOffAttempt[] };

/**
 * Builds the prompt for a way, so short that it fits: data is dropped for it, instructions never.
 *
 * @returns undefined when even the instructions are too long for it
 */
export type PromptFor = (fits: (text: string) => boolean) => string | undefined;

/** Registered by Cursor and by VS Code; both fill the box (facts/editor-integration.md §1.2, §2.1). */
const CHAT_COMMAND = 'workbench.action.chat.open';
/** What Cursor's own deeplinks end in. */
const PREFILL_COMMAND = 'deeplink.prompt.prefill';
const DEEPLINK = 'cursor://anysphere.cursor-deeplink/prompt?text=';
/** In UTF-16 units of the whole address: what Cursor's documentation said longest; later ones allow more. */
const LONGEST_DEEPLINK = 8_000;
/** What the handler behind deeplinks refuses: 21 more than the encoded text, above 10,000 (Cursor 3.23). */
const LONGEST_PREFILL = 10_000 - 21;
/** No host names a limit. More than that nobody reads before sending it. */
export const LONGEST_PROMPT = 60_000;

/** A host that does not answer a command by then is not waited for. */
const ANSWER_MS = 10_000;

const STEPS: Readonly<Record<HandOffTarget, readonly HandOffStep[]>> = {
  auto: ['chat', 'prefill', 'deeplink', 'clipboard', 'document'],
  chat: ['chat', 'prefill', 'clipboard', 'document'],
  deeplink: ['deeplink', 'clipboard', 'document'],
  clipboard: ['clipboard', 'document'],
};

/** What a way can take. */
export const FITS: Readonly<Record<HandOffStep, (text: string) => boolean>> = {
  chat: (text) => text.length <= LONGEST_PROMPT,
  prefill: (text) => text.length <= LONGEST_PROMPT && encoded(text).length <= LONGEST_PREFILL,
  // Hosts encode the query of an address again, or decode it twice: these three do not survive it.
  deeplink: (text) => !/[%+#]/.test(text) && DEEPLINK.length + encoded(text).length <= LONGEST_DEEPLINK,
  clipboard: (text) => text.length <= LONGEST_PROMPT,
  document: (text) => text.length <= LONGEST_PROMPT,
};

/**
 * Tries one way after the other until one takes the prompt. Never rejects.
 *
 * @param wait resolves after that many milliseconds, or when the signal aborts
 */
export async function handOff(
  target: HandOffTarget,
  host: PromptHost,
  promptFor: PromptFor,
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
): Promise<HandOffEnd> {
  const attempts: HandOffAttempt[] = [];
  const commands = await commandsOf(host, attempts);
  for (const step of STEPS[target]) {
    const missing = missingFor(step, host, commands);
    if (missing !== undefined) {
      attempts.push({ step, problem: missing });
      continue;
    }
    const text = promptFor(FITS[step]);
    if (text === undefined) {
      attempts.push({ step, problem: 'the instructions alone are too long for it' });
      continue;
    }
    const problem = await tried(step, host, text, wait);
    if (problem === undefined) return { kind: 'handed-off', step, attempts };
    attempts.push({ step, problem });
  }
  return { kind: 'failed', attempts };
}

/** The way that will be tried first: what a preview shows is what that takes. */
export async function firstStep(target: HandOffTarget, host: PromptHost): Promise<HandOffStep> {
  const commands = await commandsOf(host, []);
  return STEPS[target].find((step) => missingFor(step, host, commands) === undefined) ?? 'document';
}

async function commandsOf(host: PromptHost, attempts: HandOffAttempt[]): Promise<ReadonlySet<string>> {
  try {
    return await host.commands();
  } catch (error) {
    attempts.push({ step: 'chat', problem: `the list of commands: ${wordsOf(error)}` });
    return new Set();
  }
}

/** Why a way is not even tried; undefined where it is. */
function missingFor(step: HandOffStep, { kind }: PromptHost, commands: ReadonlySet<string>): string | undefined {
  switch (step) {
    case 'chat':
      if (kind === 'other') return 'nobody has tried the chat of this editor';
      return commands.has(CHAT_COMMAND) ? undefined : `there is no command ${CHAT_COMMAND}`;
    case 'prefill':
      if (kind !== 'cursor') return 'it is a command of Cursor';
      return commands.has(PREFILL_COMMAND) ? undefined : `there is no command ${PREFILL_COMMAND}`;
    case 'deeplink':
      return kind === 'cursor' ? undefined : 'deeplinks are for Cursor';
    case 'clipboard':
    case 'document':
      return undefined;
  }
}

/** @returns what was wrong; undefined when the host took it */
async function tried(
  step: HandOffStep,
  host: PromptHost,
  text: string,
  wait: (ms: number, signal: AbortSignal) => Promise<void>,
): Promise<string | undefined> {
  const over = new AbortController();
  const late = wait(ANSWER_MS, over.signal).then(() => 'it did not answer in time');
  const answer = given(step, host, text).then(
    (taken) => (taken ? undefined : 'nobody took it'),
    (error: unknown) => wordsOf(error),
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    over.abort();
  }
}

async function given(step: HandOffStep, host: PromptHost, text: string): Promise<boolean> {
  switch (step) {
    case 'chat':
      // Without isPartialQuery VS Code sends it at once.
      await host.execute(CHAT_COMMAND, { query: text, isPartialQuery: true });
      return true;
    case 'prefill':
      await host.execute(PREFILL_COMMAND, { text });
      return true;
    case 'deeplink':
      return await host.openLink(`${DEEPLINK}${encoded(text)}`);
    case 'clipboard':
      await host.copy(text);
      return true;
    case 'document':
      await host.showDocument(text);
      return true;
  }
}

/** A lone surrogate, which cannot be encoded, has no place in a prompt; it must not end the chain. */
function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import type { Dialogs, MachineMemory } from './ports.ts';

const KEY = 'palisade.geminiConsent';
/** Rises when what is sent, or where, changes: then people are asked again. */
const TERMS_VERSION = 1;

export type ConsentState = 'granted' | 'declined' | 'undecided';

/** Whether source may be sent to Google from this machine. Asked once, remembered on the machine. */
export class Consent {
  readonly #memory: MachineMemory;
  readonly #dialogs: Pick<Dialogs, 'askConsent'>;
  #asking: Promise<ConsentState> | undefined;

  constructor(memory: MachineMemory, dialogs: Pick<Dialogs, 'askConsent'>) {
    this.#memory = memory;
    this.#dialogs = dialogs;
  }

  get state(): ConsentState {
    const stored = this.#memory.get(KEY);
    if (typeof stored !== 'object' || stored === null) return 'undecided';
    const { terms, answer } = stored as { terms?: unknown; answer?: unknown };
    if (terms !== TERMS_VERSION) return 'undecided';
    return answer === 'granted' || answer === 'declined' ? answer : 'undecided';
  }

  /** Asks, whatever was said before; several callers at once share one dialog. */
  ask(): Promise<ConsentState> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(): Promise<ConsentState> {
    const answer = await this.#dialogs.askConsent();
    if (answer) await this.#memory.set(KEY, { terms: TERMS_VERSION, answer });
    return this.state;
  }
}

import type { Ports } from './ports.ts';

const SECRET = 'palisade.geminiApiKey';
const VARIABLE = 'GEMINI_API_KEY';

/** A hint for typing errors, not a gate: Google has changed the form of its keys before. */
export function looksLikeKey(text: string): boolean {
  return /^(?:AIza[\w-]{35}|AQ\.[\w-]{20,})$/.test(text);
}

/** The key of the Gemini API: in the secret storage of the editor, else in the environment. Never in a setting. */
export class ApiKey {
  readonly #ports: Pick<Ports, 'secrets' | 'environment'>;

  constructor(ports: Pick<Ports, 'secrets' | 'environment'>) {
    this.#ports = ports;
  }

  async read(): Promise<string | undefined> {
    const stored = await this.#ports.secrets.get(SECRET);
    return nonEmpty(stored) ?? nonEmpty(this.#ports.environment[VARIABLE]);
  }

  async store(key: string): Promise<void> {
    await this.#ports.secrets.store(SECRET, key.trim());
  }

  /** @returns whether there was one */
  async remove(): Promise<boolean> {
    const wasThere = nonEmpty(await this.#ports.secrets.get(SECRET)) !== undefined;
    await this.#ports.secrets.delete(SECRET);
    return wasThere;
  }
}

function nonEmpty(text: string | undefined): string | undefined {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? undefined : trimmed;
}

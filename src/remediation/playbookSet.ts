// All playbooks, with those of a person's own folder in the place of ours.
import { REVIEW_PREFIX } from '../findings/ruleEntry.ts';
import { UNCLASSIFIED } from '../findings/problemClass.ts';
import { cleanValue } from './inertData.ts';
import { parsePlaybook, type Playbook } from './playbook.ts';

export interface KnownPlaybook {
  readonly playbook: Playbook;
  /** It is of the person's own folder. */
  readonly overridden: boolean;
}

/** More problems of one folder than these are counted only. */
const MOST_PROBLEMS = 20;

export class PlaybookSet {
  /** In words, for the person whose folder it is, once each; empty when all of it is used. */
  readonly problems: readonly string[];
  readonly #byRule = new Map<string, KnownPlaybook>();

  /**
   * @param shipped the files of `prompts/playbooks`, by name
   * @param overrides the files of the person's own folder, by name. One replaces ours for each rule or check that it
   *   names; one that cannot be read replaces nothing
   * @throws when a shipped one cannot be read: a bug
   */
  constructor(shipped: ReadonlyMap<string, string>, overrides: ReadonlyMap<string, string> = new Map()) {
    for (const [name, text] of shipped) {
      const parsed = parsePlaybook(text);
      if (parsed.kind === 'problems') throw new Error(`${name}: ${parsed.problems.join('; ')}`);
      this.#take(parsed.playbook, false);
    }
    const known = new Set(this.#byRule.keys());
    const problems: string[] = [];
    const names = new Map<string, string>();
    for (const [name, text] of [...overrides].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const shown = cleanValue(name, 80);
      const parsed = parsePlaybook(text);
      if (parsed.kind === 'problems') {
        problems.push(`${shown} is not used: ${parsed.problems.join('; ')}. The playbook of Palisade is used instead.`);
        continue;
      }
      for (const id of idsOf(parsed.playbook)) {
        const unfit =
          this.#unfit(id, parsed.playbook, known) ?? (names.has(id) ? `${names.get(id)} has it already` : undefined);
        if (unfit !== undefined) problems.push(`${shown} is not used for ${id}: ${unfit}.`);
        else {
          names.set(id, shown);
          this.#byRule.set(id, { playbook: parsed.playbook, overridden: true });
        }
      }
    }
    const more = problems.length - MOST_PROBLEMS;
    this.problems = more > 0 ? [...problems.slice(0, MOST_PROBLEMS), `There are ${more} more problems.`] : problems;
  }

  /** Undefined for what is no rule or check. A weakness whose CWE is in no class has the one for any weakness. */
  playbookOf(id: string): KnownPlaybook | undefined {
    const own = this.#byRule.get(id);
    if (own !== undefined || !/^gemini\.cwe-[1-9]\d{0,4}$/.test(id)) return own;
    return this.#byRule.get(REVIEW_PREFIX + UNCLASSIFIED);
  }

  /** Each once, as they are used. */
  all(): readonly KnownPlaybook[] {
    const seen = new Map([...this.#byRule.values()].map((one) => [one.playbook, one]));
    return [...seen.values()];
  }

  #take(playbook: Playbook, overridden: boolean): void {
    for (const id of idsOf(playbook)) {
      if (this.#byRule.has(id)) throw new Error(`two playbooks are for ${id}`);
      this.#byRule.set(id, { playbook, overridden });
    }
  }

  #unfit(id: string, playbook: Playbook, known: ReadonlySet<string>): string | undefined {
    const isOfWeakness = playbook.kind === 'code' && /^gemini\.cwe-[1-9]\d{0,4}$/.test(id);
    if (isOfWeakness) return undefined;
    if (!known.has(id)) return 'Palisade has no such rule or check';
    const ours = this.#byRule.get(id);
    return ours?.playbook.kind === playbook.kind ? undefined : 'it is of the other kind (code or s3)';
  }
}

function idsOf(playbook: Playbook): readonly string[] {
  return playbook.kind === 's3' ? [playbook.checkId] : playbook.rules;
}

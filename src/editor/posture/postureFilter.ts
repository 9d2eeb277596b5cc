import { SEVERITIES, type Severity } from '../../findings/severity.ts';
import { checkOf } from '../../s3/checks/catalogue.ts';

/** What of the tree is to be shown. */
export interface PostureFilter {
  /** Undefined: all. With some, only what is, or may be, wrong is shown. */
  readonly severities: ReadonlySet<Severity> | undefined;
  /** Stands in the name, region or tags of a bucket, or in the title, ids or evidence of a check; empty: all. */
  readonly text: string;
}

export const NO_FILTER: PostureFilter = { severities: undefined, text: '' };

/** A filter made ready for thousands of buckets. */
export class Matcher {
  readonly #severities: ReadonlySet<Severity> | undefined;
  readonly #text: string;
  readonly #checks = new Map<string, boolean>();

  constructor({ severities, text }: PostureFilter) {
    this.#severities = severities === undefined || severities.size === SEVERITIES.length ? undefined : severities;
    this.#text = text.trim().toLowerCase();
  }

  /** Something may be left out. */
  get isActive(): boolean {
    return this.hasSeverities || this.#text !== '';
  }

  get hasText(): boolean {
    return this.#text !== '';
  }

  get hasSeverities(): boolean {
    return this.#severities !== undefined;
  }

  /** @param severity undefined for what has none: nothing is wrong there */
  admits(severity: Severity | undefined): boolean {
    return this.#severities === undefined || (severity !== undefined && this.#severities.has(severity));
  }

  holds(text: string | undefined): boolean {
    return this.#text === '' || (text !== undefined && text.toLowerCase().includes(this.#text));
  }

  /** Title and ids of a check. */
  holdsCheck(checkId: string): boolean {
    if (this.#text === '') return true;
    const known = this.#checks.get(checkId);
    if (known !== undefined) return known;
    const rule = checkOf(checkId);
    const { prowler = [], fsbp = [], cis = [] } = rule?.mapping ?? {};
    const holds = [checkId, rule?.title ?? '', ...prowler, ...fsbp, ...cis].some((text) => this.holds(text));
    this.#checks.set(checkId, holds);
    return holds;
  }
}

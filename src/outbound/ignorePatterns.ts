import ignore from 'ignore';

/** No path is longer (PATH_MAX), so no pattern need be; the engine of regular expressions has a limit too. */
const LONGEST_PATTERN = 4096;

// A pattern such as `a/**/a/**/b` matches in as many ways as there are folders to the power of its deep
// wildcards: with ten of them one path took 26 s. Ignore files come with the repository, so that must not hang.
const MOST_DEEP_WILDCARDS = 2;

/**
 * What happens to a file of which it is not certain that a pattern means it. `exclude`: to send too little is
 * safe. `include`: to look at too much is safe.
 */
export type InDoubt = 'exclude' | 'include';

/** Patterns of one file in gitignore syntax, relative to the folder of that file. */
export class IgnorePatterns {
  readonly #exact: ignore.Ignore;
  // What git does depends on the file system: in doubt either way of comparing excludes.
  readonly #folded: ignore.Ignore;

  /**
   * Malformed patterns match nothing, as in git. Patterns too expensive to match exactly match more, never less;
   * where in doubt files are included, they match nothing.
   */
  constructor(patterns: readonly string[], inDoubt: InDoubt = 'exclude') {
    const usable = patterns.flatMap((pattern) => bounded(pattern, inDoubt));
    this.#exact = ignore({ ignorecase: false, allowRelativePaths: true }).add(usable);
    this.#folded =
      inDoubt === 'exclude' ? ignore({ ignorecase: true, allowRelativePaths: true }).add(usable) : this.#exact;
  }

  /** The lines of a `.gitignore`. */
  static parse(content: string, inDoubt: InDoubt = 'exclude'): IgnorePatterns {
    return new IgnorePatterns(content.replace(/^\ufeff/, '').split(/\r\n|\r|\n/), inDoubt);
  }

  /**
   * @param path relative to the folder of the patterns, with a slash at the end for a directory
   * @returns the pattern that excludes it; `included` when a `!` pattern includes it; `undefined` when none says
   */
  verdict(path: string): { readonly excludedBy: string } | 'included' | undefined {
    const exact = this.#exact.test(path);
    const folded = this.#folded.test(path);
    const rule = exact.rule ?? folded.rule;
    if (exact.ignored || folded.ignored) return { excludedBy: rule?.pattern ?? '' };
    return exact.unignored ? 'included' : undefined;
  }
}

function bounded(pattern: string, inDoubt: InDoubt): string[] {
  if (pattern.length > LONGEST_PATTERN || pattern.includes('\0')) return [];
  const deep = [...pattern.matchAll(/\/\*\*(?=\/)/g)];
  const cut = deep[MOST_DEEP_WILDCARDS - 1];
  if (deep.length <= MOST_DEEP_WILDCARDS || !cut) return [pattern];
  return pattern.startsWith('!') || inDoubt === 'include' ? [] : [`${pattern.slice(0, cut.index)}/**`];
}

import type { IgnoreFileReader } from '../outbound/exclusions.ts';
import { IgnorePatterns } from '../outbound/ignorePatterns.ts';

/** Each kind speaks for itself: what one of them includes again, the other may still ignore. */
const IGNORE_FILES = ['.gitignore', '.cursorignore'] as const;

/** One ignore file on the way from the outermost folder down. */
interface Source {
  /** Relative to the outermost folder. */
  readonly file: string;
  /** How many folders below the outermost one it stands. */
  readonly depth: number;
  readonly patterns: IgnorePatterns;
}

/** What holds for the files right below a folder. */
interface Folder {
  /** What ignores the folder itself, and so everything below it. */
  readonly ignoredBy: string | undefined;
  /** For each kind the files that have a say below it, the deepest first. */
  readonly sources: readonly (readonly Source[])[];
}

/**
 * Which files the ignore files of one repository (or workspace folder) name, with git's rules: a deeper file
 * wins over a higher one, the last pattern of a file wins, and nothing below an ignored folder can be included
 * again. One difference: below a folder that a deeper file includes again, the file that it overruled has no say
 * at all. Unlike the rules about what may be sent (exclusions.ts), a file of which it is not certain that it is
 * ignored is not: an ignore file that cannot be read ignores nothing. What is read is kept, for one run.
 */
export class IgnoredFiles {
  readonly #reader: IgnoreFileReader;
  readonly #signal: AbortSignal;
  readonly #folders = new Map<string, Promise<Folder>>();
  readonly #unreadable: string[] = [];

  constructor(reader: IgnoreFileReader, signal: AbortSignal) {
    this.#reader = reader;
    this.#signal = signal;
  }

  /** Ignore files that are there and could not be read, relative to the outermost folder. */
  get unreadable(): readonly string[] {
    return this.#unreadable;
  }

  /**
   * @param path relative to the outermost folder, with forward slashes
   * @returns the file and the pattern that ignore it, e.g. `.gitignore: dist/`; undefined when none does
   */
  async ignoredBy(path: string): Promise<string | undefined> {
    const { folder, name } = split(path);
    const { ignoredBy, sources } = await this.#folder(folder);
    return ignoredBy ?? verdictOf(sources, segmentsOf(folder), name).ignoredBy;
  }

  #folder(path: string): Promise<Folder> {
    const known = this.#folders.get(path);
    if (known) return known;
    const folder = this.#read(path);
    this.#folders.set(path, folder);
    return folder;
  }

  async #read(path: string): Promise<Folder> {
    if (path === '')
      return {
        ignoredBy: undefined,
        sources: await this.#withFilesOf(
          '',
          IGNORE_FILES.map(() => []),
        ),
      };
    const { folder, name } = split(path);
    const parent = await this.#folder(folder);
    if (parent.ignoredBy !== undefined) return parent;
    const verdict = verdictOf(parent.sources, segmentsOf(folder), `${name}/`);
    if (verdict.ignoredBy !== undefined) return { ignoredBy: verdict.ignoredBy, sources: [] };
    return { ignoredBy: undefined, sources: await this.#withFilesOf(path, verdict.sources) };
  }

  async #withFilesOf(path: string, above: readonly (readonly Source[])[]): Promise<(readonly Source[])[]> {
    return Promise.all(
      IGNORE_FILES.map(async (name, kind) => {
        const file = path === '' ? name : `${path}/${name}`;
        const content = await this.#contentOf(file);
        const sources = above[kind] ?? [];
        if (content === undefined) return sources;
        return [
          { file, depth: segmentsOf(path).length, patterns: IgnorePatterns.parse(content, 'include') },
          ...sources,
        ];
      }),
    );
  }

  async #contentOf(file: string): Promise<string | undefined> {
    try {
      return await this.#reader.read(file, this.#signal);
    } catch {
      this.#signal.throwIfAborted();
      this.#unreadable.push(file);
      return undefined;
    }
  }
}

/**
 * What the files say of one entry of a folder.
 *
 * @param name with a slash at its end for a folder
 * @returns what ignores it, or those that still have a say below it: a higher file that was overruled there
 *   would go on excluding everything in it, since its patterns are always asked of the folders of a path too
 */
function verdictOf(
  sources: readonly (readonly Source[])[],
  folder: readonly string[],
  name: string,
): { readonly ignoredBy?: string; readonly sources: readonly (readonly Source[])[] } {
  const heard: (readonly Source[])[] = [];
  for (const kind of sources) {
    const overruled = new Set<Source>();
    let included = false;
    for (const source of kind) {
      const verdict = source.patterns.verdict([...folder.slice(source.depth), name].join('/'));
      if (verdict === 'included') included = true;
      else if (verdict && included) overruled.add(source);
      else if (verdict) return { ignoredBy: `${source.file}: ${verdict.excludedBy}`, sources: [] };
    }
    heard.push(overruled.size === 0 ? kind : kind.filter((source) => !overruled.has(source)));
  }
  return { sources: heard };
}

function split(path: string): { readonly folder: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { folder: slash < 0 ? '' : path.slice(0, slash), name: path.slice(slash + 1) };
}

function segmentsOf(folder: string): string[] {
  return folder === '' ? [] : folder.split('/');
}

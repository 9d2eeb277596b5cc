import { dirname, join } from 'node:path';
import stripJsonComments from 'strip-json-comments';
import { type Exclusion, exclusionOf } from '../outbound/exclusions.ts';
import { exclusionByIgnoreFiles, exclusionThroughLinks, readIfPresent } from '../outbound/fileExclusions.ts';
import { isInside, pathWithin } from '../outbound/folderPaths.ts';
import { projectFoldersOf } from './projectFolders.ts';

/** Where a workspace keeps its value of `palisade.exclude`. */
const SETTINGS = '.vscode/settings.json';

/**
 * Decides which files may be sent, by the rules that hold in the editor: built-in patterns, ignore files,
 * and `palisade.exclude`, which is read from the workspace's settings file and from `--exclude`. A link is
 * judged by its own name and by the name of what it leads to. What cannot be read excludes.
 */
export class SendingRules {
  readonly #cwd: string;
  readonly #patterns: readonly string[];

  /** @param patterns of `--exclude`, in gitignore syntax, relative to `cwd` */
  constructor(cwd: string, patterns: readonly string[]) {
    this.#cwd = cwd;
    this.#patterns = patterns;
  }

  /**
   * @param file absolute
   * @returns what forbids sending it; undefined when nothing does
   */
  async exclusionOf(file: string, signal: AbortSignal): Promise<Exclusion | undefined> {
    return exclusionThroughLinks(file, (name) => this.#judge(name, signal));
  }

  async #judge(file: string, signal: AbortSignal): Promise<Exclusion | undefined> {
    const byOption = await exclusionOf(pathWithin(this.#cwd, file), { userPatterns: [this.#patterns], signal });
    if (byOption) return byOption;
    const { outermost } = await projectFoldersOf(file, this.#cwd);
    const byFiles = await exclusionByIgnoreFiles(file, outermost, signal);
    return byFiles ?? (await this.#judgeBySettings(file, outermost, signal));
  }

  /** Any folder on the way may have been opened as a workspace. */
  async #judgeBySettings(file: string, outermost: string, signal: AbortSignal): Promise<Exclusion | undefined> {
    for (let folder = dirname(file); folder === outermost || isInside(folder, outermost); folder = dirname(folder)) {
      let patterns: readonly string[];
      try {
        patterns = excludePatternsIn(await readIfPresent(join(folder, SETTINGS), signal));
      } catch {
        return { by: `${SETTINGS}, which could not be read` };
      }
      const exclusion = await exclusionOf(pathWithin(folder, file), { userPatterns: [patterns], signal });
      if (exclusion) return exclusion;
      if (folder === dirname(folder)) break;
    }
    return undefined;
  }
}

/** @throws when the text is no settings file, or the setting is not a list of strings */
function excludePatternsIn(text: string | undefined): readonly string[] {
  if (text === undefined || text.trim() === '') return [];
  const settings: unknown = JSON.parse(stripJsonComments(text.replace(/^\ufeff/, ''), { trailingCommas: true }));
  if (typeof settings !== 'object' || settings === null) throw new TypeError('not an object');
  const value = (settings as Record<string, unknown>)['palisade.exclude'] ?? [];
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw new TypeError('not a list of strings');
  return value;
}

import { IgnorePatterns } from './ignorePatterns.ts';

/** Reads the ignore files of one workspace folder. */
export interface IgnoreFileReader {
  /**
   * @param relativePath of the ignore file, relative to the folder, with forward slashes
   * @returns `undefined` when there is no such file
   * @throws when there is one that cannot be read: then nothing below it is sent
   */
  read(relativePath: string, signal: AbortSignal): Promise<string | undefined>;
}

/** What keeps a file on the machine, e.g. `.gitignore: dist/` or `built-in: .env*`. For people. */
export interface Exclusion {
  readonly by: string;
}

/** Ignore files that are looked for in every folder from the workspace's down to the file's. Each kind speaks for itself. */
const IGNORE_FILES = ['.gitignore', '.cursorignore'] as const;

/** Files that hold keys and credentials by their nature. Compared by base name, so that a folder `credentials/` of source is not meant. */
const KEY_FILES = new IgnorePatterns(
  [
    ['.env*', '*.env', '.envrc'],
    ['*.pem', '*.key', '*.p8', '*.p12', '*.pfx', '*.jks', '*.bks', '*.keystore', '*.pk8', '*.ppk'],
    ['*.kdbx', '*.agekey', '*.gpg', '*.ovpn', 'id_rsa*', 'id_dsa*', 'id_ecdsa*', 'id_ed25519*'],
    ['credentials', 'credentials.json', 'credentials.csv', 'credentials.ini', '.git-credentials'],
    ['client_secret*.json', 'gha-creds-*.json', '.vault-token'],
    ['service-account*.json', 'service_account*.json', 'serviceaccount*.json', '*-service-account.json'],
    ['secrets.yml', 'secrets.yaml', 'secrets.json', 'secrets.toml', 'secrets.ini', 'secrets.properties'],
    ['.npmrc', '.yarnrc.yml', '.pypirc', '.netrc', '_netrc', '.htpasswd', '.pgpass', '.my.cnf', '.s3cfg', '.boto'],
    ['.databrickscfg', '.dockercfg', 'kubeconfig', '*.kubeconfig'],
    ['*.tfstate', '*.tfstate.*', '*.tfvars', '*.tfvars.json'],
    ['.bash_history', '.zsh_history', '.psql_history', '.mysql_history'],
  ].flat(),
);

const KEY_FOLDERS = new IgnorePatterns([
  '.ssh/',
  '.gnupg/',
  '.aws/',
  '.azure/',
  '.kube/',
  '.git/',
  '.terraform/',
  '**/.docker/config.json',
]);

export interface ExclusionOptions {
  /** Leave out for a file outside any workspace folder. */
  readonly reader?: IgnoreFileReader;
  /**
   * `palisade.exclude` of each level (user, workspace, folder), in gitignore syntax, relative to the workspace
   * folder. Each level is judged by itself: a `!` pattern of one takes nothing away from another.
   */
  readonly userPatterns: readonly (readonly string[])[];
  readonly signal: AbortSignal;
}

/**
 * Says what forbids sending a file, or `undefined` when nothing does. Fails closed: an ignore file that
 * exists but cannot be read excludes everything below its folder.
 *
 * As in git, a deeper ignore file wins over a higher one, and nothing below an excluded folder can be
 * included again. One difference: below a folder that only a deeper file includes again, a rule of the
 * higher file that names the folder still excludes.
 *
 * @param path relative to the workspace folder, with forward slashes. A path that leaves the folder, or is
 *   absolute, is outside: only the built-in patterns and, by base name, those of the user apply.
 */
export async function exclusionOf(path: string, options: ExclusionOptions): Promise<Exclusion | undefined> {
  const { segments, isOutside } = split(path);
  const base = segments.at(-1);
  if (base === undefined) return { by: 'a path that names no file' };

  const builtIn = excludedBy(KEY_FILES, base) ?? excludedBy(KEY_FOLDERS, segments.join('/'));
  if (builtIn !== undefined) return { by: `built-in: ${builtIn}` };
  for (const patterns of options.userPatterns) {
    const user = excludedBy(new IgnorePatterns(patterns), isOutside ? base : segments.join('/'));
    if (user !== undefined) return { by: `palisade.exclude: ${user}` };
  }
  if (isOutside || !options.reader) return undefined;
  for (const name of IGNORE_FILES) {
    const exclusion = await excludedByFiles(name, segments, options.reader, options.signal);
    if (exclusion) return exclusion;
  }
  return undefined;
}

function excludedBy(patterns: IgnorePatterns, path: string): string | undefined {
  const verdict = patterns.verdict(path);
  return typeof verdict === 'object' ? verdict.excludedBy : undefined;
}

/** Walks from the workspace folder to the file, and asks at each step the ignore files seen so far, the deepest first. */
async function excludedByFiles(
  name: string,
  segments: readonly string[],
  reader: IgnoreFileReader,
  signal: AbortSignal,
): Promise<Exclusion | undefined> {
  const seen: { readonly file: string; readonly depth: number; readonly patterns: IgnorePatterns }[] = [];
  for (let depth = 0; depth < segments.length; depth++) {
    const file = [...segments.slice(0, depth), name].join('/');
    try {
      signal.throwIfAborted();
      const content = await reader.read(file, signal);
      if (content !== undefined) seen.unshift({ file, depth, patterns: IgnorePatterns.parse(content) });
    } catch {
      return { by: `${file}, which could not be read` };
    }
    const isFolder = depth < segments.length - 1;
    for (const { file: source, depth: from, patterns } of seen) {
      const verdict = patterns.verdict(segments.slice(from, depth + 1).join('/') + (isFolder ? '/' : ''));
      if (verdict === 'included') break;
      if (verdict) return { by: `${source}: ${verdict.excludedBy}` };
    }
  }
  return undefined;
}

function split(path: string): { segments: string[]; isOutside: boolean } {
  const slashed = path.replace(/\\/g, '/');
  const segments: string[] = [];
  let isOutside = /^(?:\/|[A-Za-z]:)/.test(slashed);
  for (const segment of slashed.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) isOutside = true;
  }
  return { segments, isOutside };
}

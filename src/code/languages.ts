/**
 * Languages, by VS Code's ids, whose files are scanned when they are saved: those in which the
 * vulnerabilities that Palisade looks for occur, and the formats that hold secrets. Any file can be
 * scanned by command.
 */
export const SCANNED_ON_SAVE: readonly string[] = [
  'python',
  'javascript',
  'javascriptreact',
  'typescript',
  'typescriptreact',
  'java',
  'go',
  'ruby',
  'php',
  'csharp',
  'cpp',
  'c',
  'rust',
  'kotlin',
  'swift',
  'scala',
  'shellscript',
  'powershell',
  'yaml',
  'json',
  'jsonc',
  'dotenv',
  'properties',
  'ini',
  'terraform',
  'dockerfile',
  'sql',
  'html',
  'vue',
  'svelte',
];

/** What VS Code calls a file that nothing is known about. */
const PLAIN_TEXT = 'plaintext';

const BY_EXTENSION: ReadonlyMap<string, string> = table({
  python: 'py pyi pyw',
  javascript: 'js mjs cjs es6',
  javascriptreact: 'jsx',
  typescript: 'ts mts cts',
  typescriptreact: 'tsx',
  java: 'java jav',
  go: 'go',
  ruby: 'rb rbx rjs gemspec rake',
  php: 'php php4 php5 phtml ctp',
  csharp: 'cs csx cake',
  cpp: 'cpp cppm cc ccm cxx cxxm c++ c++m hpp hh hxx h++ ino',
  c: 'c i h',
  rust: 'rs',
  kotlin: 'kt kts',
  swift: 'swift',
  scala: 'scala sc',
  shellscript: 'sh bash bashrc bash_profile zsh zshrc ksh csh ebuild',
  powershell: 'ps1 psm1 psd1 pssc psrc',
  yaml: 'yaml yml eyaml eyml cff',
  json: 'json webmanifest har geojson topojson',
  jsonc: 'jsonc code-workspace',
  dotenv: 'env',
  properties: 'properties cfg conf',
  ini: 'ini',
  terraform: 'tf tfvars',
  dockerfile: 'dockerfile containerfile',
  sql: 'sql dsql',
  html: 'html htm shtml xhtml xht',
  vue: 'vue',
  svelte: 'svelte',
  markdown: 'md markdown mkd',
  xml: 'xml xsd xsl xslt svg pom csproj plist',
  css: 'css',
  scss: 'scss',
  less: 'less',
  toml: 'toml',
  lua: 'lua',
  perl: 'pl pm',
  r: 'r',
  groovy: 'groovy gradle',
  dart: 'dart',
  bat: 'bat cmd',
});

const BY_NAME: ReadonlyMap<string, string> = table({
  dockerfile: 'dockerfile containerfile',
  ruby: 'gemfile rakefile vagrantfile podfile fastfile guardfile',
  python: 'sconstruct sconscript',
  groovy: 'jenkinsfile',
  makefile: 'makefile gnumakefile',
  shellscript: '.bashrc .bash_profile .bash_aliases .bash_login .profile .zshrc .zprofile .zshenv pkgbuild',
  jsonc: 'tsconfig.json jsconfig.json .eslintrc .babelrc .swcrc .jshintrc',
  dotenv: '.env',
  properties: '.npmrc .editorconfig .gitconfig',
});

/** Interpreters of a first line that starts with `#!`, without version numbers. */
const BY_INTERPRETER: ReadonlyMap<string, string> = table({
  python: 'python pypy',
  javascript: 'node nodejs bun',
  typescript: 'deno ts-node tsx',
  shellscript: 'sh bash zsh dash ksh ash',
  ruby: 'ruby jruby',
  php: 'php',
  perl: 'perl',
  powershell: 'pwsh',
});

/**
 * VS Code's id for the language of a file, where there is no VS Code to ask. By name first, then by
 * extension, then by the interpreter that the first line names.
 *
 * @param path with forward slashes
 * @param firstLine of the text; only looked at when the path tells nothing
 * @returns `plaintext` when nothing is known
 */
export function languageOf(path: string, firstLine?: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const byName = BY_NAME.get(name) ?? byPrefix(name);
  if (byName !== undefined) return byName;
  // A name that is nothing but an extension (`.gitignore`) has none.
  const dot = name.lastIndexOf('.');
  const byExtension = dot > 0 ? BY_EXTENSION.get(name.slice(dot + 1)) : undefined;
  return byExtension ?? (firstLine === undefined ? undefined : byShebang(firstLine)) ?? PLAIN_TEXT;
}

/** `.env.production` and `Dockerfile.dev` say what they are at their start. */
function byPrefix(name: string): string | undefined {
  if (name.startsWith('.env.')) return 'dotenv';
  return /^(?:dockerfile|containerfile)\./.test(name) ? 'dockerfile' : undefined;
}

function byShebang(firstLine: string): string | undefined {
  const [command = '', ...rest] = firstLine.startsWith('#!') ? firstLine.slice(2, 400).trim().split(/\s+/) : [];
  const program = command.endsWith('/env')
    ? rest.find((word) => !word.startsWith('-') && !word.includes('='))
    : command;
  const interpreter = (program ?? '').slice((program ?? '').lastIndexOf('/') + 1).replace(/[\d.]+$/, '');
  return BY_INTERPRETER.get(interpreter);
}

function table(names: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(names).flatMap(([id, list]) => list.split(' ').map((name) => [name, id] as const)));
}

// Functions that open, list, change or remove what a path names.

/** Where the paths are among the arguments. */
export interface PathPlace {
  readonly at: number;
  readonly keyword?: string;
  /** An open file is taken as well. */
  readonly takesFiles?: boolean;
}

const first = (keyword?: string): readonly PathPlace[] => [keyword === undefined ? { at: 0 } : { at: 0, keyword }];
const both = (a?: string, b?: string): readonly PathPlace[] => [
  ...first(a),
  b === undefined ? { at: 1 } : { at: 1, keyword: b },
];
const fileOrPath: readonly PathPlace[] = [{ at: 0, takesFiles: true }];

function all(module: string, names: string, places: readonly PathPlace[]): [string, readonly PathPlace[]][] {
  return names.split(' ').map((name) => [`${module}.${name}`, places]);
}

export const PYTHON_FILE_APIS: ReadonlyMap<string, readonly PathPlace[]> = new Map([
  ['open', first('file')],
  ['file', first()],
  ['builtins.open', first('file')],
  ['io.open', first('file')],
  ['io.FileIO', first('file')],
  ['io.open_code', first()],
  ['codecs.open', first('filename')],
  ['aiofiles.open', first('file')],
  ['anyio.open_file', first('file')],
  ['tokenize.open', first()],
  ['linecache.getline', first()],
  ['linecache.getlines', first()],
  ['fileinput.input', fileOrPath],
  ...['gzip', 'bz2', 'lzma'].map((module): [string, readonly PathPlace[]] => [`${module}.open`, fileOrPath]),
  ...all(
    'os',
    'open remove unlink rmdir removedirs listdir scandir mkdir makedirs chmod chown lchown truncate readlink walk utime mkfifo chdir',
    first('path'),
  ),
  ...all('os', 'rename renames replace link symlink', both('src', 'dst')),
  ...all('aiofiles.os', 'remove unlink rmdir removedirs listdir scandir mkdir makedirs', first('path')),
  ...all('aiofiles.os', 'rename renames replace link symlink', both('src', 'dst')),
  ...all('shutil', 'copy copy2 copyfile copytree move copymode copystat', both('src', 'dst')),
  ['shutil.rmtree', first('path')],
  ['shutil.chown', first('path')],
  ['glob.glob', first('pathname')],
  ['glob.iglob', first('pathname')],
  [
    'flask.send_file',
    [
      { at: 0, keyword: 'path_or_file', takesFiles: true },
      { at: 0, keyword: 'filename_or_fp', takesFiles: true },
    ],
  ],
  ['flask.helpers.send_file', fileOrPath],
  ['quart.send_file', fileOrPath],
  ['werkzeug.utils.send_file', fileOrPath],
  // These keep the name inside the directory; only the directory is theirs to be trusted with.
  ...['flask', 'flask.helpers', 'quart', 'werkzeug.utils'].flatMap((module) =>
    all(module, 'send_from_directory', first('directory')),
  ),
  ['bottle.static_file', [{ at: 1, keyword: 'root' }]],
  ...['starlette', 'fastapi'].map((module): [string, readonly PathPlace[]] => [
    `${module}.responses.FileResponse`,
    first('path'),
  ]),
  ['aiohttp.web.FileResponse', first('path')],
  ['aiohttp.web_fileresponse.FileResponse', first('path')],
  ['sanic.response.file', first('location')],
  ['sanic.response.file_stream', first('location')],
  ['cherrypy.lib.static.serve_file', first('path')],
]);

/** Methods of path objects that get at the file; the path is what they are called on. */
export const PATH_METHODS: ReadonlySet<string> = new Set(
  'open read_text read_bytes write_text write_bytes unlink rmdir mkdir touch iterdir glob rglob rename replace symlink_to hardlink_to chmod'.split(
    ' ',
  ),
);

/** The same, under names that nothing but a path object has. */
export const DISTINCT_PATH_METHODS: ReadonlySet<string> = new Set([
  'read_text',
  'read_bytes',
  'write_text',
  'write_bytes',
  'iterdir',
  'symlink_to',
  'hardlink_to',
]);

const NODE_ONE =
  'readFile createReadStream createWriteStream writeFile appendFile open openAsBlob readdir opendir unlink rm rmdir mkdir truncate chmod chown lchown readlink utimes watch watchFile readv';
const NODE_TWO = 'rename copyFile cp link symlink';
const EXTRA_ONE =
  'readJson readJSON writeJson writeJSON outputFile outputJson outputJSON ensureFile createFile ensureDir mkdirs mkdirp mkdirsp emptyDir emptydir remove ensureLink ensureSymlink';
const EXTRA_TWO = 'copy move';

const NODE_METHODS: ReadonlyMap<string, number> = new Map([
  ...`${NODE_ONE} ${EXTRA_ONE}`.split(' ').map((name): [string, number] => [name, 1]),
  ...`${NODE_TWO} ${EXTRA_TWO}`.split(' ').map((name): [string, number] => [name, 2]),
]);

const NODE_MODULES: ReadonlySet<string> = new Set([
  'fs',
  'fs.promises',
  'fs/promises',
  'fs-extra',
  'graceful-fs',
  'mz/fs',
  'fs-promise',
  'pn/fs',
  'original-fs',
  'jsonfile',
]);

/** Packages that are one function, or a few, that get at a path. */
const NODE_PACKAGES: ReadonlySet<string> = new Set([
  'rimraf',
  'rimraf.sync',
  'rimraf.rimraf',
  'rimraf.rimrafSync',
  'del',
  'del.sync',
  'del.deleteAsync',
  'del.deleteSync',
  'mkdirp',
  'mkdirp.sync',
  'mkdirp.mkdirp',
  'mkdirp.mkdirpSync',
  'make-dir',
  'make-dir.sync',
  'make-dir.makeDirectory',
  'load-json-file',
  'load-json-file.sync',
  'load-json-file.loadJsonFile',
  'write-file-atomic',
  'write-file-atomic.sync',
  'recursive-readdir',
  'klaw',
  ...'readFile readFileSync readTextFile readTextFileSync writeFile writeFileSync writeTextFile writeTextFileSync open openSync create createSync remove removeSync readDir readDirSync mkdir mkdirSync truncate chmod'
    .split(' ')
    .map((name) => `Deno.${name}`),
  'Bun.file',
  'Bun.write',
]);

const QUESTIONS: ReadonlySet<string> = new Set([
  ...'exists isfile isdir islink getsize getmtime lexists'.split(' ').map((name) => `os.path.${name}`),
  'os.stat',
  'os.lstat',
  'os.access',
  ...['fs', 'fs.promises', 'fs/promises', 'fs-extra', 'graceful-fs'].flatMap((module) =>
    'exists existsSync stat statSync lstat lstatSync access accessSync pathExists pathExistsSync'
      .split(' ')
      .map((name) => `${module}.${name}`),
  ),
]);

/** Functions that only tell whether, and since when, a file is there. */
export function isQuestion(path: string): boolean {
  return QUESTIONS.has(path);
}

/** How many of the first arguments are paths; undefined when the API is none that gets at files. */
export function nodePaths(path: string): number | undefined {
  if (NODE_PACKAGES.has(path)) return 1;
  const dot = path.lastIndexOf('.');
  if (dot < 0 || !NODE_MODULES.has(path.slice(0, dot))) return undefined;
  return NODE_METHODS.get(path.slice(dot + 1).replace(/(?:Sync|Async)$/, ''));
}

// Bundles what ships into dist/. `--production` minifies and leaves source maps out, as the VSIX wants it.
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { build, transform } from 'esbuild';
import { parsePlaybook } from './src/remediation/playbook.ts';

const production = process.argv.includes('--production');
const root = import.meta.dirname;
const dist = join(root, 'dist');

/** Each heavy part is an entry of its own: it is loaded through a path computed at run time, on first use. */
const ENTRIES = {
  extension: 'src/extension.ts',
  'engine-worker': 'src/code/embedded/worker.ts',
  gemini: 'src/code/review.ts',
  'ignore-file': 'src/app/ignoreFileWorker.ts',
  reports: 'src/app/reports.ts',
  s3: 'src/s3/openBundle.ts',
  's3-reader': 'src/app/posture/readerWorker.ts',
  posture: 'src/editor/posture/openPosture.ts',
  remediation: 'src/editor/remediation/openRemediation.ts',
  'monitor-function': 'src/monitor/lambda.ts',
  monitor: 'src/monitor/openBundle.ts',
  'monitor-thread': 'src/app/monitoring/monitorWorker.ts',
  monitoring: 'src/editor/monitoring/openMonitoring.ts',
  palisade: 'src/cli/main.ts',
};

/** Of these, what several of them need is a file of its own in dist/shared: most of each is the AWS SDK's core. */
const SHARING = ['s3', 'monitor-function', 'monitor', 'gemini', 'posture', 'monitoring', 'remediation'];

const GRAMMARS = [
  'tree-sitter.wasm',
  'tree-sitter-python.wasm',
  'tree-sitter-javascript.wasm',
  'tree-sitter-typescript.wasm',
  'tree-sitter-tsx.wasm',
];
const GRAMMAR_PACKAGE = '@vscode/tree-sitter-wasm';

/** The command line is run from the repository: it is no part of the VSIX. */
const NOT_SHIPPED = ['dist/palisade.cjs'];

const [alone, sharing] = [false, true].map((shares) =>
  Object.fromEntries(Object.entries(ENTRIES).filter(([name]) => SHARING.includes(name) === shares)),
);
const COMMON = {
  absWorkingDir: root,
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  // The SDK's own modules, rather than its single file in CommonJS: of those the bundler leaves out what nobody calls.
  mainFields: ['module', 'main'],
  plugins: [schemasCanBeLeftOut()],
  target: 'node20',
  external: ['vscode'],
  minify: production,
  // Names are part of what a person reads in an error report.
  keepNames: production,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

const results = await Promise.all([
  build({ ...COMMON, entryPoints: alone, format: 'cjs', sourcemap: production ? false : 'linked' }),
  buildSharing(),
  // esbuild has said by then what is wrong.
]).catch(() => process.exit(1));
const metafile = { outputs: Object.assign({}, ...results.map((one) => one.metafile.outputs)) };

/** esbuild takes shared parts out of ES modules alone: what it makes is turned into CommonJS file by file. */
async function buildSharing() {
  const result = await build({
    ...COMMON,
    entryPoints: sharing,
    format: 'esm',
    splitting: true,
    chunkNames: 'shared/[hash]',
    sourcemap: production ? false : 'inline',
    write: false,
  });
  await mkdir(join(dist, 'shared'), { recursive: true });
  await Promise.all(
    result.outputFiles.map(async ({ path, text }) => {
      const made = await transform(text, {
        format: 'cjs',
        platform: 'node',
        target: COMMON.target,
        // What is loaded on first use is loaded by require(), too, and found by whoever looks for what a bundle needs.
        supported: { 'dynamic-import': false },
        minify: production,
        legalComments: 'none',
        sourcemap: production ? false : 'inline',
        sourcefile: basename(path),
      });
      await writeFile(path, made.code);
    }),
  );
  return result;
}

/**
 * The SDK has a schema for each operation of a service, with keys that are computed of constants. Computing might do
 * something, the bundler thinks, and keeps them all, with all that they mention: hundreds of operations that nobody
 * calls. With the constants written out it keeps those that are called.
 */
function schemasCanBeLeftOut() {
  const schemas = /[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/;
  return {
    name: 'schemas-can-be-left-out',
    setup(current) {
      current.onLoad({ filter: schemas }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const constants = new Map(
          [...text.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, value]) => [name, value]),
        );
        const written = text.replace(/\[(_\w+)\]:/g, (whole, name) => {
          const value = constants.get(name);
          return value === undefined ? whole : `[${value}]:`;
        });
        return { contents: written, loader: 'js' };
      });
    },
  };
}

await removeStale(Object.keys(metafile.outputs));
await copyGrammars();
await writePlaybooks();
await writeNotices(packagesIn(metafile));

/** What an earlier build left and this one does not write, source maps above all. Not whole folders: others may be reading them. */
async function removeStale(outputs) {
  const current = new Set([
    ...outputs.map((path) => relative('dist', path)),
    'grammars',
    'shared',
    'playbooks.json',
    'THIRD-PARTY-NOTICES.txt',
  ]);
  const present = [
    ...(await readdir(dist)),
    ...(await readdir(join(dist, 'shared'))).map((name) => join('shared', name)),
  ];
  const stale = present.filter((name) => !current.has(name));
  await Promise.all(stale.map((name) => rm(join(dist, name), { recursive: true })));
}

async function copyGrammars() {
  await mkdir(join(dist, 'grammars'), { recursive: true });
  const from = join(root, 'node_modules', GRAMMAR_PACKAGE, 'wasm');
  await Promise.all(GRAMMARS.map((name) => copyFile(join(from, name), join(dist, 'grammars', name))));
}

/** All playbooks in one file, by name. One that is not as it should be ends the build: a prompt is made of it. */
async function writePlaybooks() {
  const folder = join(root, 'prompts', 'playbooks');
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.md')).sort();
  const texts = {};
  for (const name of names) {
    const text = await readFile(join(folder, name), 'utf8');
    const parsed = parsePlaybook(text);
    if (parsed.kind === 'problems') {
      console.error(`prompts/playbooks/${name}: ${parsed.problems.join('; ')}`);
      process.exit(1);
    }
    texts[name.replaceAll('\\', '/')] = text;
  }
  await writeFile(join(dist, 'playbooks.json'), `${JSON.stringify(texts)}\n`);
}

/** Folders of the packages whose code is in a shipped bundle, from esbuild's own account of what it read. */
function packagesIn({ outputs }) {
  const folders = new Set([`node_modules/${GRAMMAR_PACKAGE}`]);
  for (const [file, { inputs }] of Object.entries(outputs)) {
    if (NOT_SHIPPED.includes(file)) continue;
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
    }
  }
  return [...folders].sort();
}

/** The licences that we pass on ask for their text to go with the code. */
async function writeNotices(folders) {
  const notices = await Promise.all(folders.map(noticeOf));
  // The grammars are compiled into a package that does not repeat their licences.
  const byHand = await readFile(join(root, 'src', 'code', 'embedded', 'grammarLicences.txt'), 'utf8');
  const head = 'Palisade contains code from the packages below, each under the licence that follows its name.\n';
  const sections = [...new Set([...notices, byHand.trim()])].map((notice) => `${'-'.repeat(80)}\n${notice}\n`);
  await writeFile(join(dist, 'THIRD-PARTY-NOTICES.txt'), [head, ...sections].join('\n'));
}

async function noticeOf(folder) {
  const { name, version, license, author } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
  const files = (await readdir(join(root, folder))).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(root, folder, file), 'utf8')));
  // A package without a licence file still names its licence and its author.
  const text = texts.length > 0 ? texts.join('\n') : `Copyright ${author?.name ?? author ?? `the authors of ${name}`}`;
  return `${name} ${version} (${license})\n\n${text.trim()}`;
}

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { compileFunction } from 'node:vm';
import { Worker } from 'node:worker_threads';
import type { AnalysisResponse } from '../../../src/code/embedded/protocol.ts';
import type { FromWorker, ToWorker } from '../../../src/code/embedded/workerMessages.ts';
import type { Manifest } from '../../support/manifestLint.ts';
import { repository } from '../../support/repository.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';
import { vsixOfThisRun } from '../../support/vsix.ts';
import { zipEntries } from '../../support/zipEntries.ts';

const BUNDLES = [
  'engine-worker.cjs',
  'extension.cjs',
  'gemini.cjs',
  'ignore-file.cjs',
  'monitor-function.cjs',
  'monitor-thread.cjs',
  'monitor.cjs',
  'monitoring.cjs',
  'posture.cjs',
  'remediation.cjs',
  'reports.cjs',
  's3-reader.cjs',
  's3.cjs',
];
const GRAMMARS = [
  'tree-sitter-javascript.wasm',
  'tree-sitter-python.wasm',
  'tree-sitter-tsx.wasm',
  'tree-sitter-typescript.wasm',
  'tree-sitter.wasm',
];

/** Words that only the code of a heavy part contains, and a file that has to contain them, or they mark nothing. */
const HEAVY = [
  { name: 'the Gemini SDK', mark: 'GoogleGenerativeAI', home: 'dist/gemini.cjs' },
  { name: 'tree-sitter', mark: '_ts_parser_parse_wasm', home: 'dist/engine-worker.cjs' },
  { name: 'the YAML parser', mark: 'BLOCK_AS_IMPLICIT_KEY', home: 'dist/ignore-file.cjs' },
  { name: 'the reports', mark: 'uriBaseId', home: 'dist/reports.cjs' },
  { name: 'the texts of the rules', mark: 'What makes it harmless', home: 'dist/reports.cjs' },
  { name: 'the AWS SDK', mark: 'aws-sdk-js', home: 'dist/s3.cjs' },
  { name: 'the fixes', mark: 'The prompt begins below this line', home: 'dist/remediation.cjs' },
  { name: 'the Monitoring view', mark: 'Since last seen', home: 'dist/monitoring.cjs' },
  { name: 'the S3 posture', mark: 'only the buckets that are named in the settings', home: 'dist/posture.cjs' },
];

/** The text of a bundle and of what it shares with others. */
async function withShared(path: string, seen = new Set<string>()): Promise<string> {
  if (seen.has(path)) return '';
  seen.add(path);
  const text = await readFile(path, 'utf8');
  const required = [...text.matchAll(/require\("(\.[^"]+\.cjs)"\)/g)].map(([, name = '']) => join(dirname(path), name));
  const texts = await Promise.all(required.map((one) => withShared(one, seen)));
  return [text, ...texts].join('\n');
}

async function answerOf(worker: Worker): Promise<AnalysisResponse> {
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'done') resolve(message.response);
      if (message.kind === 'error') reject(new Error(message.detail));
    });
  });
}

describe('the VSIX', () => {
  let entries: Map<string, Buffer>;
  /** Unpacked far from the repository, where no node_modules can help out. */
  let unpacked: TemporaryFolder;

  before('build and open it', async function () {
    this.timeout(120_000);
    const path = await vsixOfThisRun();
    entries = await zipEntries(path);
    unpacked = await temporaryFolder('unpacked-vsix');
    for (const [name, content] of entries) {
      await mkdir(dirname(join(unpacked.path, name)), { recursive: true });
      await writeFile(join(unpacked.path, name), content);
    }
  });

  after(async () => {
    await unpacked.dispose();
  });

  const bundle = (name: string): string => {
    const content = entries.get(`extension/dist/${name}`);
    assert.ok(content, `${name} is not in the VSIX`);
    return content.toString();
  };
  const bundlePath = (name: string): string => join(unpacked.path, 'extension', 'dist', name);

  it('holds exactly what it should', async () => {
    const listed = async (folder: string, pattern: RegExp): Promise<string[]> =>
      (await readdir(join(repository, folder), { recursive: true }))
        .map((name) => name.replaceAll('\\', '/'))
        .filter((name) => pattern.test(name))
        .map((name) => `extension/${folder}/${name}`);
    const expected = [
      '[Content_Types].xml',
      'extension.vsixmanifest',
      'extension/LICENSE.txt',
      'extension/package.json',
      'extension/readme.md',
      'extension/dist/THIRD-PARTY-NOTICES.txt',
      'extension/dist/playbooks.json',
      ...BUNDLES.map((name) => `extension/dist/${name}`),
      ...GRAMMARS.map((name) => `extension/dist/grammars/${name}`),
      ...(await listed('dist/shared', /\.cjs$/)),
      ...(await listed('media', /\.(svg|png|webp|md)$/)),
      // Playbooks are in one file of their own.
      ...(await listed('prompts', /^[\w-]+\.md$/)),
    ];
    const optional = 'extension/changelog.md';
    const found = [...entries.keys()].filter((name) => name !== optional);
    assert.deepEqual(found.sort(), expected.sort());
  });

  it('ships prompts', () => {
    assert.ok([...entries.keys()].some((name) => name.startsWith('extension/prompts/')));
  });

  it('ships every playbook', async () => {
    const shipped = JSON.parse(entries.get('extension/dist/playbooks.json')?.toString() ?? '{}') as object;
    const written = await readdir(join(repository, 'prompts', 'playbooks'), { recursive: true });
    assert.deepEqual(Object.keys(shipped).sort(), written.filter((name) => name.endsWith('.md')).sort());
  });

  it('has a manifest that is no ES module', () => {
    const manifest = JSON.parse(entries.get('extension/package.json')?.toString() ?? '{}') as Manifest;
    assert.equal(manifest.main, './dist/extension.cjs');
    assert.equal(manifest.type, undefined);
  });

  it('names the licence of every package whose code is in it', () => {
    const notices = entries.get('extension/dist/THIRD-PARTY-NOTICES.txt')?.toString() ?? '';
    for (const name of ['@google/generative-ai', '@vscode/tree-sitter-wasm']) {
      assert.match(notices, new RegExp(`^${name} [\\d.]+ \\(`, 'm'));
    }
    assert.doesNotMatch(notices, /\((undefined|UNLICENSED|A?GPL)/);
  });

  it('holds no source map and no path of the machine that built it', () => {
    for (const [name, content] of entries) {
      assert.equal(content.includes('sourceMappingURL=data'), false, name);
      assert.equal(content.includes(repository), false, `${name} holds ${repository}`);
    }
  });

  for (const name of BUNDLES) {
    it(`has ${name} as CommonJS`, () => {
      // Compiled the way require() does it: import and export at the top level are syntax errors.
      compileFunction(bundle(name), ['exports', 'require', 'module', '__filename', '__dirname']);
    });
  }

  it('would notice an ES module', () => {
    assert.throws(() => compileFunction('export const x = 1;', ['exports', 'require']), SyntaxError);
  });

  it('can load the Gemini review by itself', async () => {
    const script = 'process.stdout.write(JSON.stringify(Object.keys(require(process.argv[1]))))';
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, bundlePath('gemini.cjs')]);
    assert.ok((JSON.parse(stdout) as string[]).length > 0, 'it exports nothing');
  });

  for (const [languageId, text] of [
    ['python', 'import hashlib\nprint(hashlib.md5(b"x"))\n'],
    ['javascript', 'module.exports = require("crypto").createHash("sha256");\n'],
    ['typescript', 'export const hash = <T extends string>(text: T): string => text as string;\n'],
    ['typescriptreact', 'export const Name = ({ text }: { text: string }) => <p>{text}</p>;\n'],
  ] as const) {
    it(`can analyse ${languageId} in its own engine worker with its own grammar`, async () => {
      const worker = new Worker(bundlePath('engine-worker.cjs'), {
        workerData: { grammarDirectory: bundlePath('grammars') },
      });
      try {
        worker.postMessage({ id: 1, request: { path: 'a', languageId, text } } satisfies ToWorker);
        assert.equal((await answerOf(worker)).status, 'complete');
      } finally {
        await worker.terminate();
      }
    });
  }

  for (const { name, mark, home } of HEAVY) {
    it(`loads ${name} only when it is needed`, async () => {
      assert.equal(bundle('extension.cjs').includes(mark), false, `extension.cjs contains ${name}`);
      const marked = await withShared(join(repository, home));
      assert.ok(marked.includes(mark), `${mark} is no mark of ${name} any more`);
    });
  }

  it('is small (sizes below)', () => {
    const sizes = [...entries].map(([name, content]) => [name, Math.ceil(content.length / 1024)] as const);
    for (const [name, size] of sizes.filter(([, kilobytes]) => kilobytes > 20)) console.log(`      ${size} KB ${name}`);
    // Far above what it is; a dependency that slipped in whole would pass it.
    assert.ok(sizes.reduce((sum, [, size]) => sum + size, 0) < 12 * 1024);
  });
});

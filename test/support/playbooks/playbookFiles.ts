// The playbooks that are shipped, as files and as what is read from them.
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ParsedPlaybook, parsePlaybook, type S3Playbook, snippetsIn } from '../../../src/remediation/playbook.ts';
import { repository } from '../repository.ts';
import { wordsOf } from './commandWords.ts';

const FOLDER = join(repository, 'prompts', 'playbooks');

export interface PlaybookFile {
  /** Below the folder of playbooks, with slashes. */
  readonly path: string;
  /** Without its ending. */
  readonly name: string;
  readonly content: string;
  readonly parsed: ParsedPlaybook;
}

export interface S3PlaybookFile extends PlaybookFile {
  readonly playbook: S3Playbook;
}

/** All of them, also those that cannot be read. */
export async function playbookFiles(): Promise<readonly PlaybookFile[]> {
  const paths = await readdir(FOLDER, { recursive: true });
  const markdown = paths.filter((path) => path.endsWith('.md')).sort();
  return await Promise.all(
    markdown.map(async (path) => {
      const content = await readFile(join(FOLDER, path), 'utf8');
      return {
        path: path.replaceAll('\\', '/'),
        name: basename(path, '.md'),
        content,
        parsed: parsePlaybook(content),
      };
    }),
  );
}

/** Those of checks that can be read. */
export async function s3PlaybookFiles(): Promise<readonly S3PlaybookFile[]> {
  return (await playbookFiles()).flatMap((file) => {
    const { parsed } = file;
    return parsed.kind === 'playbook' && parsed.playbook.kind === 's3' ? [{ ...file, playbook: parsed.playbook }] : [];
  });
}

/** The lines of its `sh` blocks, in its order: one command each. */
export function commandsOf({ content }: PlaybookFile): readonly string[] {
  return snippetsIn(content)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.split('\n'));
}

/** The files that its commands name, by their name. */
export function commandFilesOf({ content }: PlaybookFile): ReadonlyMap<string, string> {
  return new Map(snippetsIn(content).flatMap(({ file, text }) => (file === undefined ? [] : [[file, text] as const])));
}

export interface Command {
  /** E.g. `s3api`. */
  readonly service: string;
  /** E.g. `get-bucket-policy`. */
  readonly operation: string;
  /** What follows an option, by its name without the dashes. */
  readonly options: ReadonlyMap<string, readonly string[]>;
}

/** @throws when it is no command of the AWS CLI */
export function commandOf(line: string): Command {
  const [program, service, operation, ...rest] = wordsOf(line);
  if (program !== 'aws' || service === undefined || operation === undefined)
    throw new Error(`no command of the AWS CLI: ${line}`);
  const options = new Map<string, string[]>();
  let values: string[] = [];
  for (const word of rest) {
    if (word.startsWith('--')) {
      values = [];
      options.set(word.slice(2), values);
    } else values.push(word);
  }
  return { service, operation, options };
}

/** @returns what gives the file of a check, and fails the test where there is none */
export async function s3PlaybookFinder(): Promise<(checkId: string) => S3PlaybookFile> {
  const files = new Map((await s3PlaybookFiles()).map((file) => [file.playbook.checkId, file]));
  return (checkId) => {
    const file = files.get(checkId);
    if (file === undefined) throw new Error(`${checkId} has no playbook`);
    return file;
  };
}

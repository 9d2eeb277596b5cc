// The blocks of the playbooks, as the tools see them that know AWS, Terraform and CloudFormation. Each test is there only
// where its tool is installed: a test that is left out would count as one that must not be.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { snippetsIn } from '../../../src/remediation/playbook.ts';
import { wordsOf } from '../../support/playbooks/commandWords.ts';
import {
  commandFilesOf,
  commandsOf,
  type S3PlaybookFile,
  s3PlaybookFiles,
} from '../../support/playbooks/playbookFiles.ts';
import { withSamples } from '../../support/playbooks/sampleValues.ts';
import { repository } from '../../support/repository.ts';
import { isOnPath, runTool } from '../../support/runTool.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';

const CHECKER = join(repository, 'test', 'support', 'playbooks', 'checkCommands.py');
const PYTHON = process.platform === 'win32' ? 'python' : 'python3';
const LONGEST_MS = 120_000;

/** What the checker is told of one command. */
interface CommandToCheck {
  readonly where: string;
  readonly words: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  /** Members of the API that the command must do without. */
  readonly without?: readonly string[];
}

describe('Playbook blocks, to the tools that know them', function () {
  this.timeout(LONGEST_MS);
  let files: readonly S3PlaybookFile[];
  let folder: TemporaryFolder;

  before(async () => {
    files = await s3PlaybookFiles();
    assert.ok(files.length > 0, 'there are playbooks');
  });
  beforeEach(async () => {
    folder = await temporaryFolder('playbooks');
  });
  afterEach(() => folder.dispose());

  /** Every block of a language, filled with samples, as a file of its own. */
  async function written(language: string, ending: string): Promise<readonly string[]> {
    const blocks = files.flatMap(({ name, content }) =>
      snippetsIn(content)
        .filter((one) => one.language === language)
        .map(({ text }, index) => ({ path: join(folder.path, `${name}-${index + 1}.${ending}`), text })),
    );
    await Promise.all(blocks.map(({ path, text }) => writeFile(path, `${withSamples(text)}\n`)));
    assert.ok(blocks.length > 0, `there are blocks of ${language}`);
    return blocks.map(({ path }) => path);
  }

  if (!isOnPath('cfn-lint')) leftOut('CloudFormation', 'cfn-lint is not on PATH (pip install cfn-lint)');
  else {
    it('are CloudFormation that cfn-lint accepts', async () => {
      const paths = await written('yaml', 'yaml');
      assert.deepEqual(await linted(paths), []);
    });

    it('would not be accepted with a type or a property that does not exist', async () => {
      const path = join(folder.path, 'wrong.yaml');
      await writeFile(path, 'Resources:\n  Block:\n    Type: AWS::S3::BucketPublicAccessBlock\n');
      assert.match((await linted([path])).join('\n'), /E3006/);
    });
  }

  if (!isOnPath('terraform')) leftOut('Terraform', 'terraform is not on PATH');
  else {
    it('are Terraform that can be read, formatted as its own tool does', async () => {
      await written('hcl', 'tf');
      assert.equal(await unformatted(folder.path), '');
    });

    it('would not be taken for it in another format, or broken', async () => {
      await writeFile(join(folder.path, 'wrong.tf'), 'resource "a" "b" {\n x=1\n}\n');
      assert.match(await unformatted(folder.path), /wrong\.tf/);
      await writeFile(join(folder.path, 'wrong.tf'), 'resource "a" {\n');
      assert.notEqual(await unformatted(folder.path), '');
    });
  }

  if (!hasBotocore()) leftOut('commands', `botocore is not installed for ${PYTHON} (pip install botocore)`);
  else {
    it('are commands that AWS knows, with parameters of the right form', async () => {
      const commands = files.flatMap((file) => {
        const given = Object.fromEntries(
          [...commandFilesOf(file)].map(([name, text]) => [name, withSamples(text)] as const),
        );
        return commandsOf(file).map((line) => ({
          where: `${file.path}: ${line}`,
          words: wordsOf(line).map(withSamples),
          files: given,
          // S3 refuses it where the bucket is a directory bucket.
          ...(file.name.startsWith('s3-directory-bucket-') ? { without: ['ExpectedBucketOwner'] } : {}),
        }));
      });
      assert.ok(commands.length > 0, 'there are commands');
      assert.deepEqual(await checked(commands), []);
    });

    const OWNER = '--expected-bucket-owner 111122223333';
    const WRONG: readonly (readonly [line: string, problem: RegExp, file?: string])[] = [
      [`aws s3api get-bucket-polici --bucket b ${OWNER}`, /no operation/],
      ['aws s4 get --bucket b', /no service/],
      [`aws s3api get-bucket-policy --bukket b ${OWNER}`, /no option --bukket/],
      [`aws s3api get-bucket-policy ${OWNER}`, /Missing required parameter/],
      ['aws s3api get-bucket-policy --bucket b', /--expected-bucket-owner is missing/],
      ['aws s3control get-access-point --name a', /--account-id is missing/],
      [`aws s3api put-bucket-versioning --bucket b --versioning-configuration Status=On ${OWNER}`, /On is none of/],
      [`aws s3api put-public-access-block --bucket b --public-access-block-configuration A=true ${OWNER}`, /Unknown/],
      [`aws s3api put-bucket-logging --bucket b --bucket-logging-status file://x.json ${OWNER}`, /Unknown/, '{"On":1}'],
      [`aws s3api put-bucket-logging --bucket b --bucket-logging-status file://y.json ${OWNER}`, /not given/],
    ];

    it('would not be taken for them with something wrong', async () => {
      const answers = await checked(
        WRONG.map(([line, , file], index) => ({
          where: String(index),
          words: line.split(' '),
          files: file === undefined ? {} : { 'x.json': file },
        })),
      );
      for (const [index, [line, problem]] of WRONG.entries()) {
        const said = answers.filter((answer) => answer.startsWith(`${index}: `)).join('\n');
        assert.match(said, problem, line);
      }
    });
  }
});

function leftOut(what: string, why: string): void {
  console.log(`left out, the ${what} of the playbooks: ${why}`);
}

function hasBotocore(): boolean {
  const find = 'import importlib.util as u, sys; sys.exit(0 if u.find_spec("botocore") else 1)';
  return isOnPath(PYTHON) && spawnSync(PYTHON, ['-c', find], { stdio: 'ignore' }).status === 0;
}

/** @returns the faults, one line each */
async function linted(paths: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await runTool('cfn-lint', ['--format', 'json', '--', ...paths]);
  if (stdout.trim() === '') {
    assert.equal(code, 0, stderr);
    return [];
  }
  const faults = JSON.parse(stdout) as readonly {
    readonly Filename: string;
    readonly Message: string;
    readonly Rule: { readonly Id: string };
  }[];
  return faults.map(({ Filename, Message, Rule }) => `${basename(Filename)}: ${Rule.Id} ${Message}`);
}

/** @returns the files that are not as `terraform fmt` has them, and what cannot be read at all */
async function unformatted(folder: string): Promise<string> {
  const { code, stdout, stderr } = await runTool('terraform', ['fmt', '-check', '-recursive', folder]);
  // A warning about the configuration of the tool itself is said on stderr too, or before the list.
  return code === 0 ? '' : `${stdout}\n${stderr}`.trim();
}

async function checked(commands: readonly CommandToCheck[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await runTool(PYTHON, [CHECKER], JSON.stringify(commands));
  assert.equal(code, 0, stderr);
  const found = JSON.parse(stdout) as readonly { readonly where: string; readonly problem: string }[];
  return found.map(({ where, problem }) => `${where}: ${problem}`);
}

// The playbooks that are shipped: each can be read, each check has one, and their commands keep to one account.
import assert from 'node:assert/strict';
import { snippetsIn } from '../../../src/remediation/playbook.ts';
import { CHECKS, checkOf } from '../../../src/s3/checks/catalogue.ts';
import { actionsOf } from '../../support/playbooks/actionsOf.ts';
import { wordsOf } from '../../support/playbooks/commandWords.ts';
import {
  type Command,
  commandFilesOf,
  commandOf,
  commandsOf,
  type PlaybookFile,
  playbookFiles,
  type S3PlaybookFile,
  s3PlaybookFiles,
} from '../../support/playbooks/playbookFiles.ts';
import { openWordsIn, withSamples } from '../../support/playbooks/sampleValues.ts';

describe('Playbook files', () => {
  let files: readonly PlaybookFile[];
  let s3: readonly S3PlaybookFile[];

  before(async () => {
    files = await playbookFiles();
    s3 = await s3PlaybookFiles();
    assert.ok(s3.length > 0, 'there are playbooks');
  });

  /** Fails with all that is wrong, one line each. */
  function none(problems: readonly string[]): void {
    assert.equal(problems.join('\n'), '');
  }

  it('can all be read', () => {
    none(
      files.flatMap(({ path, parsed }) =>
        parsed.kind === 'problems' ? parsed.problems.map((problem) => `${path}: ${problem}`) : [],
      ),
    );
  });

  it('are named for their check, and every check has one', () => {
    none([
      ...s3.filter(({ path, playbook }) => path !== `s3/${playbook.checkId}.md`).map(({ path }) => `${path}: misnamed`),
      ...s3
        .filter(({ playbook }) => checkOf(playbook.checkId) === undefined)
        .map(({ path }) => `${path}: there is no such check`),
      ...CHECKS.filter(({ id }) => !s3.some(({ playbook }) => playbook.checkId === id)).map(
        ({ id }) => `${id}: has no playbook`,
      ),
    ]);
  });

  it('have blocks that begin and end on lines of their own', () => {
    none(
      files.flatMap(({ path, content }) =>
        content
          .split('\n')
          .filter((line) => line.includes('```') && !/^```(?:[a-z]+(?: file=[\w.-]+)?)?$/.test(line))
          .map((line) => `${path}: ${line}`),
      ),
    );
  });

  it('name other checks that exist', () => {
    none(
      s3.flatMap(({ path, playbook: { checkId, alsoChanges, leaves } }) =>
        [alsoChanges, leaves].flatMap((ids) => [
          ...ids
            .filter((id) => checkOf(id) === undefined || id === checkId)
            .map((id) => `${path}: no other check ${id}`),
          ...(new Set(ids).size < ids.length ? [`${path}: names a check twice`] : []),
        ]),
      ),
    );
  });

  it('have JSON that can be read, and give every file that a command names', () => {
    none(
      s3.flatMap((file) => {
        const given = commandFilesOf(file);
        const named = new Set(
          commandsOf(file).flatMap((line) => [...line.matchAll(/file:\/\/([^\s"']+)/g)].map(([, name = '']) => name)),
        );
        return [
          ...snippetsIn(file.content)
            .filter(({ language, text }) => language === 'json' && !isJson(withSamples(text)))
            .map(({ file: name }) => `${file.path}: ${name ?? 'a block'} is no JSON`),
          ...[...named].filter((name) => !given.has(name)).map((name) => `${file.path}: ${name} is not given`),
          ...[...given.keys()]
            .filter((name) => !named.has(name))
            .map((name) => `${file.path}: no command uses ${name}`),
        ];
      }),
    );
  });

  it('have commands of one line, for one region, one profile and one account', () => {
    none(
      s3.flatMap((file) =>
        commandsOf(file).flatMap((line) =>
          problemsOf(line, isOfDirectoryBuckets(file)).map((problem) => `${file.path}: ${problem}: ${line}`),
        ),
      ),
    );
  });

  it('list the IAM actions of their commands', () => {
    none(
      s3.flatMap((file) => {
        const { reads, writes } = file.playbook;
        return commandsIn(file).flatMap((command) => {
          const { kind, actions } = actionsOf(command, isOfDirectoryBuckets(file));
          const listed = kind === 'read' ? reads : writes;
          return actions
            .filter((action) => !listed.includes(action))
            .map((action) => `${file.path}: ${action} is not among its ${kind}s`);
        });
      }),
    );
  });

  it('delete nothing, but for one configuration that has no other way to be switched off', () => {
    none(
      s3.flatMap((file) => {
        const deleting = commandsIn(file)
          .map(({ operation }) => operation)
          .filter((operation) => /^(?:delete|remove|terminate|deregister)-/.test(operation));
        if (deleting.length === 0) return [];
        const said = /nothing else|anything else/i.test(file.playbook.sections['Do not']);
        const allowed = deleting.every((operation) => operation === 'delete-bucket-website');
        return deleting.length === 1 && allowed && said ? [] : [`${file.path}: ${deleting.join('; ')}`];
      }),
    );
  });

  it('say in words what every value in capitals stands for', () => {
    none(
      s3.flatMap(({ path, content }) => {
        const prose = openWordsIn(content.replace(/^```[^\n]*\n[\s\S]*?\n```$/gm, ''));
        return openWordsIn(content)
          .filter((word) => !prose.includes(word))
          .map((word) => `${path}: ${word} is not explained`);
      }),
    );
  });

  it('name no bucket by itself where the finding is of the account, which has none', () => {
    none(
      s3
        .filter(
          ({ playbook, content }) => checkOf(playbook.checkId)?.subject === 'account' && content.includes('{{bucket}}'),
        )
        .map(({ path }) => `${path}: there is no {{bucket}}`),
    );
  });

  it('have no link and no HTML in their words, and nothing that a link to a prompt cannot carry', () => {
    none(
      s3.flatMap(({ path, content }) =>
        content
          .replace(/^```[^\n]*\n[\s\S]*?\n```$/gm, '')
          .split('\n')
          .filter((line) => /https?:|<[a-z/!]|[%+]|\*\*|!?\[[^\]]*\]\(/i.test(line) || /(?<!^#*)#/.test(line))
          .map((line) => `${path}: ${line}`),
      ),
    );
  });
});

describe('Words of a command', () => {
  it('are as a shell has them', () => {
    assert.deepEqual(wordsOf(`aws s3api x --a 'b c' --d "e [f]" --g h=i,j={{k}}`), [
      ...['aws', 's3api', 'x', '--a', 'b c', '--d', 'e [f]', '--g', 'h=i,j={{k}}'],
    ]);
  });

  for (const line of ['aws x > y', 'aws x $HOME', 'aws x a[b]', 'aws x a; b', 'aws x "a$b"', 'aws x \\', "aws 'x"]) {
    it(`are refused where a shell would do more: ${line}`, () => {
      assert.throws(() => wordsOf(line), /not a plain word/);
    });
  }
});

/** What is no command is for another test to say. */
function commandsIn(file: S3PlaybookFile): readonly Command[] {
  return commandsOf(file).flatMap((line) => {
    try {
      return [commandOf(line)];
    } catch {
      return [];
    }
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** S3 calls on a bucket that know no expected owner. */
const WITHOUT_OWNER = new Set(['create-bucket']);

/** Their API is that of buckets, but takes no expected owner, and asks for actions of another service. */
function isOfDirectoryBuckets({ playbook }: S3PlaybookFile): boolean {
  return playbook.checkId === 's3-directory-bucket-lifecycle';
}

function problemsOf(line: string, isDirectoryBucket: boolean): readonly string[] {
  let command;
  try {
    command = commandOf(line);
  } catch (error) {
    return [String(error)];
  }
  const { service, operation, options } = command;
  const given = (name: string, is: (value: string) => boolean): readonly string[] => {
    const values = options.get(name) ?? [];
    return values.length === 1 && is(values[0] ?? '') ? [] : [`--${name}`];
  };
  const isRegion = (value: string): boolean =>
    value === '{{region}}' || /^(?:[A-Z]+_)+REGION$/.test(value) || value === 'us-west-2' || value === 'us-east-1';
  return [
    ...given('region', isRegion),
    ...given('profile', (value) => value === '{{profile}}'),
    ...(service === 's3api' && options.has('bucket') && !WITHOUT_OWNER.has(operation) && !isDirectoryBucket
      ? given('expected-bucket-owner', (value) => value === '{{account}}')
      : []),
    ...(service === 's3control' ? given('account-id', (value) => value === '{{account}}') : []),
  ];
}

import assert from 'node:assert/strict';
import { parsePlaybook, snippetsIn } from '../../../src/remediation/playbook.ts';
import { PLAYBOOK_FILES } from './shippedPlaybooks.ts';

const CODE = PLAYBOOK_FILES.get('code/sql-injection.md') ?? '';
const S3 = PLAYBOOK_FILES.get('s3/s3-bucket-tls-only.md') ?? '';

function problemsOf(text: string): readonly string[] {
  const parsed = parsePlaybook(text);
  return parsed.kind === 'problems' ? parsed.problems : [];
}

describe('reading a playbook', () => {
  it('takes every one that ships', () => {
    for (const [file, text] of PLAYBOOK_FILES) assert.deepEqual(problemsOf(text), [], file);
  });

  it('takes line ends of Windows and a byte order mark for what they are', () => {
    for (const text of [CODE, S3]) {
      assert.deepEqual(parsePlaybook(`\ufeff${text.replaceAll('\n', '\r\n')}`), parsePlaybook(text));
    }
  });

  it('gives sections, forms and snippets', () => {
    const parsed = parsePlaybook(S3);
    assert.ok(parsed.kind === 'playbook' && parsed.playbook.kind === 's3');
    const { forms, sections } = parsed.playbook;
    assert.doesNotMatch(sections.Change, /###|```/);
    assert.deepEqual(
      snippetsIn(forms['AWS CLI']).map(({ language, file }) => [language, file]),
      [
        ['json', 'policy.json'],
        ['sh', undefined],
      ],
    );
    assert.deepEqual(
      snippetsIn(forms.Terraform).map(({ language }) => language),
      ['hcl'],
    );
  });

  it('takes no heading inside of a fenced block for a section', () => {
    const parsed = parsePlaybook(CODE.replace('## Expect\n', '## Expect\n\n```sh\n## Do not\n```\n'));
    assert.ok(parsed.kind === 'playbook');
    assert.match(parsed.playbook.sections.Expect, /## Do not/);
  });

  const swap = (from: string | RegExp, to: string, text = CODE): string => {
    const changed = text.replace(from, to);
    assert.notEqual(changed, text, String(from));
    return changed;
  };
  for (const [what, text, problem] of [
    ['rubbish', '\u0000\u0001{{', /front matter/],
    ['an empty file', '', /front matter/],
    ['front matter without an end', '---\nversion: 1\n', /front matter/],
    ['50 MB', 'x'.repeat(50_000_000), /longer than 30000/],
    ['front matter that is a list', swap(/^---[\s\S]*?\n---/, '---\n- 1\n---'), /no flat YAML map/],
    ['broken YAML', swap('version: 1', 'version: [1'), /no flat YAML map/],
    ['deep YAML', swap('version: 1', `version: ${'['.repeat(5_000)}`), /lists in lists/],
    ['lists in lists', swap('[sql-injection, ', '[[sql-injection], '), /lists in lists|no flat/],
    ['a map in a map', swap('version: 1', 'version: { a: 1 }'), /no flat YAML map/],
    ['an alias of nothing', swap('title: SQL', 'title: *none\nx: SQL'), /./],
    ['an unknown key', swap('version: 1', 'version: 1\nextra: 1'), /more than version, kind, title, rules/],
    ['a key of the other kind', swap('version: 1', 'version: 1\nscope: bucket'), /more than/],
    ['no kind', swap('kind: code', 'kind: other'), /neither code nor s3/],
    ['a version of 0', swap('version: 1', 'version: 0'), /whole number/],
    ['a version in words', swap('version: 1', 'version: one'), /whole number/],
    ['no title', swap(/title: .*/, 'title: ""'), /title/],
    ['a title of several lines', swap(/title: .*/, 'title: |\n  a\n  b'), /title/],
    ['no rules', swap(/rules: .*/, 'rules: []'), /rules is no list of at least one name/],
    ['a rule that is none', swap('[sql-injection, ', '["../x", '), /rules/],
    ['a missing section', swap(/## Verify[\s\S]*?(?=## Do not)/, ''), /headings are not, in this order/],
    ['an empty section', swap(/## Verify\n[\s\S]*?(?=## Do not)/, '## Verify\n\n'), /Verify is empty/],
    ['sections in another order', swap('## Expect', '## Verify'), /in this order/],
    ['a section of its own', swap('## Expect', '## More\n\nx\n\n## Expect'), /in this order/],
    ['forms in a playbook of code', swap('## Expect', '### AWS CLI\n\nx\n\n## Expect'), /in this order/],
    ['text before the first section', swap('## Read first', 'x\n\n## Read first'), /before its first section/],
    ['a heading of the first level', swap('## Expect', '# X\n\n## Expect'), /another level/],
    ['a block without an end', `${CODE}\n\`\`\`sh\n`, /does not end/],
    ['a placeholder that is none', swap('## Expect\n', '## Expect\n\n{{path}}\n'), /between double braces/],
    ['no Terraform', swap(/### Terraform[\s\S]*?(?=### CloudFormation)/, '', S3), /in this order/],
    ['a check that is none', swap('check: s3-', 'check: S3/', S3), /check is no id/],
    ['a scope that is none', swap('scope: bucket', 'scope: world', S3), /scope/],
    ['an action with a star', swap('[s3:GetBucketPolicy]', '["s3:*"]', S3), /reads/],
    ['nothing to read', swap('[s3:GetBucketPolicy]', '[]', S3), /reads/],
    ['a way back that is neither', swap('reversible: yes', 'reversible: perhaps', S3), /reversible/],
  ] as const) {
    it(`refuses ${what}`, () => {
      const problems = problemsOf(text);
      assert.ok(problems.length > 0, 'it was taken');
      assert.match(problems.join('; '), problem);
    });
  }

  it('says nothing of the text of a file', () => {
    const text = swap('version: 1', 'version: SECRET\nSECRET: [1').replaceAll('## ', '## SECRET');
    assert.doesNotMatch(problemsOf(text).join(), /SECRET/);
  });
});

import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import { NO_ACCOUNT } from '../../../src/app/posture/accountState.ts';
import { findingMarkdown } from '../../../src/editor/findingMarkdown.ts';
import { bucketPageHtml } from '../../../src/editor/posture/bucketPage.ts';
import { subjectOf } from '../../../src/editor/posture/bucketPageSubject.ts';
import { findingTree } from '../../../src/editor/treeModel.ts';
import { known } from '../../../src/s3/facts.ts';
import { newAccount, newPoint, OPEN } from '../../support/s3Facts.ts';
import { publicBucket, readState, rootsOf, withAll } from '../editor/posture/states.ts';
import { LINES, recordAt, REFUTATION } from '../editor/records.ts';
import { type Canary, CANARIES, type Place } from './canaries.ts';
import { assertCaged, bucketPromptWith, codePromptWith, isInside } from './canaryCage.ts';

const IN_CODE: readonly Place[] = [
  'path',
  'folder',
  'python-comment',
  'docstring',
  'javascript-comment',
  'jsx-comment',
  'string',
  'title',
  'explanation',
  'guard',
  'trace',
  'function',
];
const IN_BUCKETS: readonly Place[] = [
  'bucket',
  'tag',
  'sid',
  'principal',
  'resource',
  'profile',
  'region',
  'account',
  'sso-error',
];
/** Where a value of this form is a name that may stand outside of the block. */
const NAMED: Partial<Readonly<Record<Place, RegExp>>> = {
  path: /^(?![/-])(?!.*\.\.)[A-Za-z0-9_.@/-]{1,200}$/,
  folder: /^(?![/-])(?!.*\.\.)[A-Za-z0-9_.@/-]{1,200}$/,
  function: /^[A-Za-z_$][\w$.]*$/,
  bucket: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  profile: /^(?!-)[A-Za-z0-9_.@-]{1,64}$/,
};

/** What every canary was put through, for the count at the end. */
const tally = { prompts: 0, views: 0, inside: new Set<Canary>(), refused: 0 };

describe('canaries', () => {
  it('are many, each after a published kind of attack, and come from everywhere', () => {
    assert.ok(CANARIES.length >= 60, String(CANARIES.length));
    assert.deepEqual([...new Set(CANARIES.map(({ place }) => place))].sort(), [...IN_CODE, ...IN_BUCKETS].sort());
    assert.equal(new Set(CANARIES.map(({ text }) => text)).size, CANARIES.length);
    for (const { text, marker, after } of CANARIES) assert.ok(text.includes(marker) && after.length > 5, text);
  });

  for (const canary of CANARIES) {
    const { place, after, text } = canary;
    describe(`${canary.marker} (${place}; ${after})`, () => {
      it('escapes its block in no prompt, whatever place it is put in', async function () {
        this.timeout(30_000);
        for (const other of [...IN_CODE, ...IN_BUCKETS]) {
          const isName = NAMED[other]?.test(text) === true;
          if (other === place) assert.equal(isName, canary.isName, 'it is not what it says');
          const built = IN_CODE.includes(other) ? await codePromptWith(other, text) : bucketPromptWith(other, text);
          const seen = { ...canary, place: other, isName };
          try {
            assertCaged(built, seen);
          } catch (error) {
            throw new Error(`as ${other}: ${error instanceof Error ? error.message : ''}`, { cause: error });
          }
          tally.prompts++;
          if (isInside(built, canary)) tally.inside.add(canary);
          if (built.kind === 'refused') tally.refused++;
        }
      });

      it('becomes no link, picture, command or markup in a hover', () => {
        const hover = (one: string): string =>
          findingMarkdown(
            recordAt('verify=False', {
              title: one,
              explanation: one,
              remediation: one,
              trace: [{ range: { start: 0, end: 3 }, message: one }],
              provenance: { engine: 'gemini', model: one, promptVersion: one },
              evidence: { quote: one, masked: false },
            }),
            LINES,
            { languageId: 'python', path: true },
          );
        const html = MARKDOWN.render(hover(text));
        assert.deepEqual(html.match(/(?:href|src|srcset|on\w+)="[^"]*"/g), OUR_LINKS);
        const tags = new Set([...html.matchAll(/<\/?([a-z][a-z0-9]*)/g)].map(([, tag]) => tag));
        for (const tag of tags) assert.ok(HARMLESS.has(tag ?? ''), tag);
        tally.views++;
      });

      it('becomes nothing but text in the page of a bucket', () => {
        const page = bucketPage(text);
        // The name of a bucket with a dot is judged in one more way.
        const harmless = text.includes('.') ? 'harmless.text' : 'harmless';
        assert.deepEqual(page.match(/<[^>]*>/g), bucketPage(harmless).match(/<[^>]*>/g));
        assert.doesNotMatch(page, /<(?:a|img|script|iframe|form|link|svg|object)\b/i);
        assert.doesNotMatch(page, /&(?!(?:amp|lt|gt|quot|#39|#96);)/);
        assert.doesNotMatch(page, /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
        tally.views++;
      });

      it('is one line of visible text in both trees', () => {
        for (const { label, description, tooltip } of [...findingNodes(text), ...postureNodes(text)]) {
          for (const shown of [label, description, tooltip]) {
            // A string, not a MarkdownString: the editor renders nothing in it.
            assert.ok(shown === undefined || typeof shown === 'string');
            assert.doesNotMatch(shown ?? '', /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
          }
          assert.doesNotMatch(`${label}${description ?? ''}`, /\n/);
          assert.ok(label.length <= 400);
        }
        tally.views++;
      });
    });
  }
});

// Of its own, since what is nested runs after what stands beside it.
describe('all canaries', () => {
  it('were all put to the test', () => {
    const { prompts, views, inside, refused } = tally;
    assert.equal(prompts, CANARIES.length * (IN_CODE.length + IN_BUCKETS.length));
    assert.equal(views, CANARIES.length * 3);
    // A cage that nothing got into proves nothing.
    assert.equal(inside.size, CANARIES.length);
    console.log(
      `      canaries: ${CANARIES.length} in ${prompts} prompts (${refused} refused), and ${views} rendered views; escaped: 0`,
    );
  });
});

/** As permissive as a renderer can be. */
const MARKDOWN = new MarkdownIt({ html: true, linkify: true });

const OUR_LINKS = [
  'href="https://cwe.mitre.org/data/definitions/89.html"',
  'href="command:palisade.showRule?%5B%22sql-injection%22%5D"',
];

const HARMLESS = new Set(['p', 'strong', 'em', 'a', 'ol', 'li', 'pre', 'code', 'br']);

function bucketPage(text: string): string {
  const { state } = accountWith(text);
  const opened = { source: state.source, accountId: undefined, bucket: text };
  const failed = { ...state, bucketFailure: { bucket: text, failure: { kind: 'other', message: text } as never } };
  return bucketPageHtml({ nonce: 'n1', bucket: text, subject: subjectOf({ ...NO_ACCOUNT, ...failed }, opened) });
}

function accountWith(text: string): ReturnType<typeof readState> {
  const bucket = publicBucket(text, {
    region: text,
    tags: known([{ key: text, value: text }]),
    objectAcls: known({ looked: 1, publicKeys: [text] }),
    logging: known({ targetBucket: text, targetPrefix: text }),
  });
  const point = newPoint({ name: text, policyIsPublic: known(true), publicAccessBlock: known(OPEN) });
  return readState([bucket], { account: newAccount({ accessPoints: new Map([[text, known([point])]]) }) });
}

interface Shown {
  readonly label: string;
  readonly description?: string | undefined;
  readonly tooltip?: string | undefined;
}

function findingNodes(text: string): readonly Shown[] {
  const record = recordAt('verify=False', { title: text, provenance: { engine: 'gemini', model: text } });
  const refuted = recordAt('verify=False', { title: text }, { refutation: { ...REFUTATION, guard: text } });
  const groups = findingTree({ records: [record, refuted], pathOf: () => text, linesOf: () => LINES }, 'file');
  return groups.flatMap((group) => [group, ...group.children]);
}

function postureNodes(text: string): readonly Shown[] {
  return rootsOf(accountWith(text)).nodes.flatMap((node) => [...withAll(node)]);
}

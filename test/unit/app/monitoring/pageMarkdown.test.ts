import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import { costPage } from '../../../../src/app/monitoring/costText.ts';
import { failurePage } from '../../../../src/app/monitoring/failureText.ts';
import type { Page } from '../../../../src/app/monitoring/page.ts';
import { pageMarkdown } from '../../../../src/app/monitoring/pageMarkdown.ts';
import { planPage } from '../../../../src/app/monitoring/planText.ts';
import { reportPage } from '../../../../src/app/monitoring/reportText.ts';
import { runsPage } from '../../../../src/app/monitoring/runsText.ts';
import { shownReport } from '../../../../src/app/monitoring/shownReport.ts';
import { statusPage } from '../../../../src/app/monitoring/statusText.ts';
import { NO_IGNORES } from '../../../../src/findings/ignores.ts';
import { aPlan, EVIL, evilPlan, evilReport, evilRuns, evilStatus } from './monitorSamples.ts';

/** As permissive as a renderer can be. */
const markdownIt = new MarkdownIt({ html: true, linkify: true });

/** What our own structure comes to; anything else would be the doing of what is shown. */
const OURS =
  /^<\/?(?:h1|h2|ul|li|p|strong|table|thead|tbody|tr|th|td|pre)>$|^<t[hd] style="text-align:right">$|^<code class="language-json">$|^<\/code>$/;

const PAGES: Readonly<Record<string, Page>> = {
  plan: planPage(evilPlan()),
  status: statusPage(evilStatus()),
  runs: runsPage(evilRuns()),
  report: reportPage(shownReport(EVIL, evilReport(), NO_IGNORES), { titleOf: () => EVIL, most: undefined }),
  cost: costPage(evilPlan().estimate, { buckets: 1, changesPerDay: 1, gemini: true }),
  failure: failurePage('deploy', { kind: 'denied', message: EVIL, action: EVIL, command: EVIL }),
};

describe('pages about the watcher as Markdown', () => {
  for (const [name, page] of Object.entries(PAGES)) {
    it(`are inert whatever an account holds: ${name}`, () => {
      const markdown = pageMarkdown(page);
      const html = markdownIt.render(markdown);
      const tags = html.match(/<[^>]*>/g) ?? [];
      assert.deepEqual(
        tags.filter((tag) => !OURS.test(tag)),
        [],
      );
      // eslint-disable-next-line no-control-regex -- that there are none is what this shows
      assert.doesNotMatch(markdown, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/);
      assert.match(html, /evil/);
      assert.equal(html.match(/<h1>/g)?.length, 1);
      const sections = page.sections.filter(({ title }) => title !== undefined).length;
      assert.equal(html.match(/<h2>/g)?.length ?? 0, sections);
    });
  }

  it('have tables with as many cells in every row', () => {
    const rows = pageMarkdown({
      title: 'T',
      sections: [{ title: undefined, blocks: [{ kind: 'table', head: ['a', 'b'], rows: [['1 | 2', '3\n4']] }] }],
    });
    assert.equal(rows, '# T\n\n| a | b |\n| --- | --- |\n| 1 \\| 2 | 3 4 |\n');
  });

  it('have what belongs to an entry below it', () => {
    const markdown = pageMarkdown({
      title: 'T',
      sections: [{ title: 'S', blocks: [{ kind: 'entries', entries: [{ label: 'A', text: 'b', more: ['c', 'd'] }] }] }],
    });
    assert.equal(markdown, '# T\n\n## S\n\n- **A**: b\n  - c\n  - d\n');
  });

  it('say of a plan what is another than it is deployed, and what is taken away', () => {
    const setting = { ...aPlan().setting, trustedAccounts: ['111122223333'] };
    const before = { ...setting, trustedAccounts: ['444455556666'], publicTags: ['open'] };
    const page = pageMarkdown(planPage(aPlan({ setting, before })));
    assert.match(page, /- \*\*Trusted\*\*: 111122223333\n {2}- until now: 444455556666/);
    assert.match(page, /- \*\*Public tags\*\*: nothing; until now: open/);
    assert.doesNotMatch(page, /\*\*Memory\*\*: .*\n {2}- until now/);
    assert.doesNotMatch(pageMarkdown(planPage(aPlan())), /until now/);
  });
});

import assert from 'node:assert/strict';
import { useWorkbench } from './runner/useWorkbench.ts';

describe('a person who wants to know more about a finding', () => {
  const suite = useWorkbench();

  before(() => suite.workbench.ready());

  it('follows the link in its hover to the page of the rule', async () => {
    const { workbench, running } = suite;
    await workbench.saveAndSee('orders.py', /Palisade: \d+ findings$/);
    await workbench.editor.goToLine(43);
    const hover = await workbench.editor.hover('db.execute(query)');
    const link = hover.getByText('About this rule');
    await link.scrollIntoViewIfNeeded();
    await link.click();
    await running.page.locator('.tab', { hasText: 'Preview sql-injection.md' }).waitFor();
    const page = running.page.frameLocator('iframe.webview').frameLocator('#active-frame');
    await page.getByRole('heading', { name: 'SQL statement built from client input', level: 1 }).waitFor();
    const links = await page
      .locator('a')
      .evaluateAll((all: { getAttribute(name: string): string | null }[]) =>
        all.map((one) => one.getAttribute('data-href') ?? one.getAttribute('href')),
      );
    assert.deepEqual(links, ['https://cwe.mitre.org/data/definitions/89.html']);
  });
});

import assert from 'node:assert/strict';
import { type FakeGemini, startFakeGemini } from '../support/fakeGemini.ts';
import { useWorkbench } from './runner/useWorkbench.ts';

const HOSTILE =
  '[click](command:workbench.action.quit) ![x](https://evil.example/x.png) <img src=x> https://evil.example `c` $(flame)';

describe('what a model wrote, in the hover of a real editor', () => {
  let gemini: FakeGemini;

  before(async () => {
    gemini = await startFakeGemini({
      patterns: [
        {
          contains: 'def show_order',
          cwe: '862',
          title: HOSTILE,
          severity: 'medium',
          fields: { why: `${HOSTILE}\n\n# heading\n\n- item`, fix: HOSTILE },
        },
      ],
    });
  });
  after(() => gemini.stop());

  const suite = useWorkbench(() => ({
    mode: 'development',
    env: { PALISADE_TEST_PORTS: JSON.stringify({ geminiEndpoint: gemini.url }), GEMINI_API_KEY: 'a-test-key' },
  }));

  it('is plain text: no link but to the rule, no picture, no markup, no icon', async () => {
    const { workbench } = suite;
    await workbench.openFile('orders.py');
    // What is saved before the extension has started is not scanned.
    await workbench.statusBarItem('Palisade').waitFor();
    await workbench.save();
    await workbench.dialogs.answer('May Palisade send files', 'Allow on this machine');
    await workbench.statusBarItem(/Palisade: \d+ findings/).waitFor();
    assert.equal(gemini.requests.length, 1);
    await workbench.editor.goToLine(36);
    const hover = await workbench.editor.hover('show_order(order_id)');
    const text = await hover.innerText();
    assert.ok(text.includes('[click](command:workbench.action.quit)'), text);
    assert.ok(text.includes('# heading'));
    const targets = await hover
      .locator('a')
      .evaluateAll((links: { getAttribute(name: string): string | null }[]) =>
        links.map((link) => link.getAttribute('data-href') ?? link.getAttribute('href') ?? ''),
      );
    assert.deepEqual(
      targets.filter((target) => /command:|evil/.test(target)),
      ['command:palisade.showRule?%5B%22gemini.access-control%22%5D'],
    );
    assert.equal(await hover.locator('.hover-contents img, .hover-contents h1, .hover-contents li').count(), 0);
    assert.equal(await hover.locator('.codicon-flame').count(), 0);
  });
});

import assert from 'node:assert/strict';
import { maskedView } from '../../../src/cli/maskedView.ts';
import { findingAt } from '../findings/samples.ts';

describe('maskedView', () => {
  it('masks every secret of the text, whether a finding is about it or not', async () => {
    const first = ['Darjeeling', '!Flush7'].join('');
    const second = ['w7Kq2mZ8xT4v', 'B9nR3pL6cY1d'].join('');
    const text = `password = "${first}"\nrun()\napi_key = "${second}"\n`;
    const view = await maskedView(text, 'a.py', [findingAt(text, 'run()')]);
    assert.equal(view, `password = "${'*'.repeat(first.length)}"\nrun()\napi_key = "${'*'.repeat(second.length)}"\n`);
  });

  it('masks what a finding masked, although no rule knows it', async () => {
    const text = 'open_sesame("jasmine")\nrun()\n';
    const finding = findingAt(text, 'open_sesame("jasmine")', {
      evidence: { quote: 'open_sesame("*******")', masked: true },
    });
    assert.equal(await maskedView(text, 'a.py', [finding]), 'open_sesame("*******")\nrun()\n');
  });

  it('masks the whole place when the quote does not say where the secret is', async () => {
    const text = 'open_sesame(\n"jasmine")\nrun()\n';
    const finding = findingAt(text, 'open_sesame(\n"jasmine")', { evidence: { quote: 'open…', masked: true } });
    assert.equal(await maskedView(text, 'a.py', [finding]), `${'*'.repeat(12)}\n${'*'.repeat(10)}\nrun()\n`);
  });
});

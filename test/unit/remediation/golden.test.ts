import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bucketFixPrompt, codeFixPrompt } from '../../../src/remediation/fixPrompt.ts';
import { parsePlaybook, type Playbook } from '../../../src/remediation/playbook.ts';
import { checkOf } from '../../../src/s3/checks/catalogue.ts';
import { ACCOUNT, bucketFinding, bucketRequest, codeFinding, codeRequest, promptIn } from './samples.ts';
import { optionsWith, PLAYBOOK_FILES } from './shippedPlaybooks.ts';

const GOLDEN = join(import.meta.dirname, 'golden');

/** `UPDATE_GOLDEN=1 npx mocha test/unit/remediation/golden.test.ts` writes them anew: read the difference. */
const UPDATE = process.env['UPDATE_GOLDEN'] === '1';

function sampleFor(playbook: Playbook): string {
  if (playbook.kind === 'code') {
    const [ruleId = ''] = playbook.rules;
    const engine = ruleId.startsWith('gemini.') ? 'gemini' : 'embedded';
    const finding = codeFinding({ ruleId, cwe: [], provenance: { engine } });
    return promptIn(codeFixPrompt(codeRequest({ findings: [finding] }), optionsWith())).text;
  }
  const { checkId } = playbook;
  const ofAccount = checkOf(checkId)?.subject === 'account';
  const finding = bucketFinding(checkId);
  const subject = ofAccount ? { ...finding.subject, bucket: ACCOUNT } : finding.subject;
  const request = bucketRequest({ findings: [{ ...finding, subject }] });
  return promptIn(bucketFixPrompt(ofAccount ? { ...request, bucket: undefined } : request, optionsWith())).text;
}

describe('golden prompts', () => {
  const names = [...PLAYBOOK_FILES.keys()].map((file) => basename(file, '.md'));

  for (const [file, content] of PLAYBOOK_FILES) {
    it(`is, for ${file}, word for word what was read`, () => {
      const parsed = parsePlaybook(content);
      assert.ok(parsed.kind === 'playbook', JSON.stringify(parsed));
      const text = `${sampleFor(parsed.playbook)}\n`;
      const golden = join(GOLDEN, `${basename(file, '.md')}.txt`);
      if (UPDATE) writeFileSync(golden, text);
      assert.ok(existsSync(golden), 'it has no golden prompt yet: run with UPDATE_GOLDEN=1 and read what is written');
      assert.equal(text, readFileSync(golden, 'utf8'));
    });
  }

  it('are of playbooks that exist', () => {
    assert.equal(new Set(names).size, names.length, 'two playbooks have one name');
    assert.deepEqual(
      readdirSync(GOLDEN).filter((name) => !names.includes(basename(name, '.txt'))),
      [],
    );
  });
});

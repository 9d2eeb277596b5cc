import assert from 'node:assert/strict';
import { bucketFixPrompt, codeFixPrompt } from '../../../src/remediation/fixPrompt.ts';
import { Random } from '../../support/random.ts';
import type { Canary } from './canaries.ts';
import { assertCaged } from './canaryCage.ts';
import { ACCOUNT, bucketFinding, bucketRequest, CODE, codeFinding, codeRequest } from './samples.ts';
import { optionsWith } from './shippedPlaybooks.ts';

const ROUNDS = 1_500;

/** What means something to Markdown, JSON, shells, templates or eyes. */
const PIECES = [
  ...Array.from('"\'`\\/{}[]()<>!$&;|*_#%+=:.,-~^?@\n\r\t\0'),
  ...['\u2028', '\u202e', '\u200b', '\ud800', '\ufeff', '\u{e0041}', 'é', 'e\u0301', '\u00ad', '…', '😀'],
  ...['://', '](', '![', 'https:', 'HTTP://', 'javascript:', 'data:', 'command:', 'www.', '//a.b', '{{data}}', '${x}'],
  ...['DATA>>>', '<<<DATA', '```', '-->', '\\u003c', '%3c', '&lt;', 'a', 'b', '0', ' ', 'src', '..'],
];

const MARKER = 'zqfuzzx';

describe('prompts from anything', () => {
  it('are built or refused, and keep it in their block', function () {
    this.timeout(60_000);
    const random = new Random(20261127);
    const text = (): string => {
      const length = random.below(14);
      const pieces = Array.from({ length }, () => PIECES[random.below(PIECES.length)] ?? '');
      return [...pieces, random.below(3) === 0 ? ` ${MARKER}\n` : ''].join('');
    };
    const range = () => ({ start: random.below(400) - 40, end: random.below(400) });
    let built = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const seen: Canary = { after: '', place: 'string', text: '', marker: MARKER, isName: false };
      const finding = codeFinding({
        ruleId: ['sql-injection', 'gemini.review', 'gemini.cwe-1', 'hardcoded-secret'][random.below(4)] ?? '',
        title: text(),
        explanation: text(),
        provenance: { engine: random.below(2) === 0 ? 'gemini' : 'both' },
        subject: { kind: 'code', range: range(), symbol: { name: text(), range: range() } },
        trace: [{ range: range(), message: text() }],
        cwe: [random.below(2_000) - 5],
      });
      const most = random.below(12_000);
      const options = optionsWith({ fits: ({ length }) => random.below(4) > 0 || length <= most });
      const code = codeFixPrompt(
        codeRequest({
          path: text(),
          masked: random.below(2) === 0 ? CODE : text() + text(),
          comments: random.below(5) === 0 ? undefined : [range(), range()],
          findings: [finding, finding],
        }),
        options,
      );
      assertCaged(code, seen);
      const { subject } = bucketFinding('s3-bucket-tls-only');
      const bucket = random.below(3) === 0 ? text() : subject.bucket;
      const evidence = { quote: text().repeat(random.below(400)), masked: false };
      const findings = [
        bucketFinding('s3-bucket-tls-only', { title: text(), evidence, subject: { ...subject, bucket } }),
      ];
      const accountId = random.below(9) === 0 ? text() : ACCOUNT;
      const ofBucket = bucketFixPrompt(bucketRequest({ bucket, accountId, profile: text(), findings }), options);
      assertCaged(ofBucket, seen);
      built += [code, ofBucket].filter(({ kind }) => kind === 'prompt').length;
    }
    assert.ok(built > ROUNDS, String(built));
  });
});

import assert from 'node:assert/strict';
import type { BucketFinding } from '../../../src/findings/bucketFindings.ts';
import type { CodeFinding } from '../../../src/findings/finding.ts';
import type { FindingDraft } from '../../../src/findings/fingerprint.ts';
import type { BucketFixRequest, BuiltPrompt, CodeFixRequest, FixPrompt } from '../../../src/remediation/fixPrompt.ts';
import { draftAt, findingAt } from '../findings/samples.ts';

export const ACCOUNT = '111122223333';
export const BUCKET = 'example-data';

/** One flow from a request to a sink, with comments that nobody but people should read. */
export const CODE = `from flask import request  # the web framework


def find(store):
    """Looks a record up."""
    wanted = request.args["wanted"]
    # by its name
    text = "name = '" + wanted + "'"
    return store.run(text)


def other():
    return 1
`;

/** What the engine says of {@link CODE}. */
export const COMMENTS = ['# the web framework', '"""Looks a record up."""', '# by its name'].map((comment) => {
  const start = CODE.indexOf(comment);
  return { start, end: start + comment.length };
});

const FIND = { start: CODE.indexOf('def find'), end: CODE.indexOf('store.run(text)') + 'store.run(text)'.length };

export function codeFinding(overrides: Partial<FindingDraft> = {}, quote = 'store.run(text)'): CodeFinding {
  const at = (part: string) => {
    const start = CODE.indexOf(part);
    return { start, end: start + part.length };
  };
  return findingAt(CODE, quote, {
    subject: { ...draftAt(CODE, quote).subject, symbol: { name: 'find', range: FIND } },
    trace: [
      { range: at('request.args["wanted"]'), message: 'request.args is controlled by the client' },
      { range: at('"name = \'" + wanted'), message: 'becomes part of a text' },
      { range: at('store.run(text)'), message: 'runs the text' },
    ],
    ...overrides,
  });
}

export function codeRequest(overrides: Partial<CodeFixRequest> = {}): CodeFixRequest {
  return {
    path: 'src/app.py',
    languageId: 'python',
    masked: CODE,
    comments: COMMENTS,
    findings: [codeFinding()],
    ...overrides,
  };
}

export function bucketFinding(checkId: string, overrides: Partial<BucketFinding> = {}): BucketFinding {
  return {
    fingerprint: checkId,
    ruleId: checkId,
    problemClass: 'access-control',
    cwe: [284],
    title: `Does not hold: ${checkId}`,
    explanation: 'Why it matters.',
    remediation: 'What to do.',
    severity: 'medium',
    confidence: 'high',
    provenance: { engine: 'posture' },
    basis: 'fact',
    subject: { kind: 'bucket', partition: 'aws', accountId: ACCOUNT, bucket: BUCKET, checkId },
    evidence: { quote: 'what was read', masked: false },
    trace: [],
    ...overrides,
  };
}

export function bucketRequest(overrides: Partial<BucketFixRequest> = {}): BucketFixRequest {
  return {
    accountId: ACCOUNT,
    partition: 'aws',
    region: 'eu-west-1',
    bucket: BUCKET,
    profile: 'audit',
    findings: [bucketFinding('s3-bucket-tls-only')],
    server: 'unknown',
    ...overrides,
  };
}

export function promptIn(built: BuiltPrompt): FixPrompt {
  assert.equal(built.kind, 'prompt', built.kind === 'refused' ? built.why : '');
  return built.prompt;
}

export function whyNot(built: BuiltPrompt): string {
  assert.equal(built.kind, 'refused');
  return built.why;
}

/** A prompt taken apart at its boundary, as a reader would. */
export interface Parts {
  /** All but the block. */
  readonly outside: string;
  /** The block as it stands in the text. */
  readonly inside: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export function partsOf({ text }: FixPrompt, boundary: string): Parts {
  const block = new RegExp(`<<<DATA ${boundary}\\n([\\s\\S]*?)\\n${boundary} DATA>>>`);
  const inside = block.exec(text)?.[1];
  assert.ok(inside !== undefined, 'there is no block');
  assert.equal(text.split(boundary).length, 3, 'the boundary occurs twice and no more');
  assert.equal(text.split('<<<DATA').length, 2, 'there is one block');
  return { outside: text.replace(block, ''), inside, data: JSON.parse(inside) as Record<string, unknown> };
}

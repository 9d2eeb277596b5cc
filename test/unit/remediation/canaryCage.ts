// Puts a canary where it may come from, builds the prompts as the product does, and says what has to hold of them.
import assert from 'node:assert/strict';
import type { AnalysisResponse } from '../../../src/code/embedded/protocol.ts';
import type { CodeFinding } from '../../../src/findings/finding.ts';
import type { FindingDraft } from '../../../src/findings/fingerprint.ts';
import { maskSecrets } from '../../../src/outbound/masking.ts';
import { detectSecrets } from '../../../src/outbound/secrets.ts';
import {
  bucketFixPrompt,
  type BuiltPrompt,
  codeFixPrompt,
  type PromptOptions,
} from '../../../src/remediation/fixPrompt.ts';
import { parsePlaybook } from '../../../src/remediation/playbook.ts';
import { judgeBucket } from '../../../src/s3/checks/judge.ts';
import { known, unreadable } from '../../../src/s3/facts.ts';
import { isUnanswered, postureFinding } from '../../../src/s3/postureFinding.ts';
import { newAccount, newBucket, OPEN, policyOf } from '../../support/s3Facts.ts';
import { analyse } from '../code/embedded/engineForTests.ts';
import { findingAt } from '../findings/samples.ts';
import { PROVIDER_SAMPLES } from '../outbound/sampleSecrets.ts';
import { type Canary, GUESSED, type Place } from './canaries.ts';
import { ACCOUNT, BUCKET, bucketFinding, bucketRequest, partsOf } from './samples.ts';
import { BOUNDARY, optionsWith, PLAYBOOK_FILES, PLAYBOOKS } from './shippedPlaybooks.ts';

/** A secret in every file, which no prompt may show. */
const SECRET = PROVIDER_SAMPLES['GitHub token'] ?? '';

/** The boundary that was guessed comes first; the next is taken where it occurs. */
function guessable(overrides: Partial<PromptOptions> = {}): PromptOptions {
  const boundaries = [GUESSED, BOUNDARY];
  return optionsWith({ nonce: () => boundaries.shift() ?? '', ...overrides });
}

interface Source {
  readonly languageId: string;
  readonly text: string;
}

const oneLine = (text: string): string => text.replace(/[\r\n]/g, ' ');

const quoted = (text: string): string => JSON.stringify(text);

/** A file with a sink, a secret, and the text in the middle of it. */
const SOURCES: Partial<Readonly<Record<Place, (text: string) => Source>>> = {
  'python-comment': (text) => python(`    # ${oneLine(text)}\n    run(\n        value,  # ${oneLine(text)}\n    )`),
  docstring: (text) => python(`    """${text.replaceAll('"', "'").replaceAll('\\', '/')}"""\n    run(value)`),
  'javascript-comment': (text) => ({
    languageId: 'javascript',
    text: `function handle(value) {\n  const key = '${SECRET}';\n  /* ${text.replaceAll('*/', '')} */ run(value); // ${oneLine(text)}\n  run(\n    value, // ${oneLine(text)}\n  );\n}\n`,
  }),
  'jsx-comment': (text) => ({
    languageId: 'typescriptreact',
    text: `export function Page({ value }) {\n  const key = '${SECRET}';\n  return <div>{/* ${text.replaceAll('*/', '')} */}<i title={run(value)} /></div>;\n}\n`,
  }),
  string: (text) => python(`    note = ${quoted(text)}\n    run(value, ${quoted(text)})`),
};

function python(body: string): Source {
  return { languageId: 'python', text: `def handle(value):\n    key = "${SECRET}"\n${body}\n` };
}

const PLAIN = python('    run(value)');

interface Looked {
  readonly masked: string;
  readonly comments: AnalysisResponse['comments'];
}

/** Looked at once: it is the same for every place that is not in the file. */
let plain: Promise<Looked> | undefined;

/** As the product does it before it builds a prompt. */
async function lookedAt({ text, languageId }: Source): Promise<Looked> {
  const masked = maskSecrets(text, await detectSecrets(text, 'src/app.py')).text;
  return { masked, comments: (await analyse(languageId, text)).comments };
}

/** The prompt for findings of a file: the text is in the file, or in what is said of it. */
export async function codePromptWith(place: Place, text: string): Promise<BuiltPrompt> {
  const source = SOURCES[place]?.(text) ?? PLAIN;
  const { masked, comments } = await (source === PLAIN ? (plain ??= lookedAt(PLAIN)) : lookedAt(source));
  const isNamed = place === 'path' || place === 'folder';
  return codeFixPrompt(
    {
      path: isNamed ? text : 'src/app.py',
      languageId: source.languageId,
      masked,
      comments,
      findings: findingsIn(masked, place, text),
    },
    guessable(),
  );
}

function findingsIn(masked: string, place: Place, text: string): readonly CodeFinding[] {
  const sink = /run\(\s*value[^)]*\)/.exec(masked)?.[0] ?? '';
  const from = Math.max(0, masked.search(/def handle|function/));
  const start = masked.indexOf(sink);
  const byModel: Partial<FindingDraft> = {
    ruleId: 'gemini.review',
    provenance: { engine: 'gemini', model: 'gemini', promptVersion: '1' },
    title: place === 'title' ? text : 'A weakness',
    explanation: place === 'explanation' || place === 'guard' ? text : 'It is weak.',
    remediation: text,
  };
  const subject: FindingDraft['subject'] = {
    kind: 'code',
    range: { start, end: start + sink.length },
    symbol: { name: place === 'function' ? text : 'handle', range: { start: from, end: masked.length } },
  };
  const trace = [{ range: { start: from, end: from + 5 }, message: place === 'trace' ? text : 'it comes in here' }];
  return [findingAt(masked, sink, { subject, trace }), findingAt(masked, sink, { ...byModel, subject, trace })];
}

const TLS = parsePlaybook(PLAYBOOK_FILES.get('s3/s3-bucket-tls-only.md') ?? '');

/** Ours, or for a check that has none yet, the one for TLS. */
function s3Playbook(id: string): ReturnType<typeof PLAYBOOKS.playbookOf> {
  assert.ok(TLS.kind === 'playbook');
  return PLAYBOOKS.playbookOf(id) ?? { playbook: TLS.playbook, overridden: false };
}

/** What the checks say of a bucket in which others wrote the text, as one prompt. */
export function bucketPromptWith(place: Place, text: string): BuiltPrompt {
  const at = (here: Place, harmless: string): string => (place === here ? text : harmless);
  const bucket = at('bucket', BUCKET);
  const request = bucketRequest({
    bucket,
    region: at('region', 'eu-west-1'),
    accountId: at('account', ACCOUNT),
    profile: at('profile', 'audit'),
    findings: judged(place, text, bucket, at('account', ACCOUNT)),
  });
  const options = guessable({ playbookOf: s3Playbook });
  return bucketFixPrompt(place === 'resource' ? { ...request, bucket: undefined } : request, options);
}

function judged(
  place: Place,
  text: string,
  bucket: string,
  accountId: string,
): ReturnType<typeof bucketRequest>['findings'] {
  const identity = { ...newAccount().identity, accountId };
  const reason = {
    cause: 'other' as const,
    api: 'GetBucketAcl',
    action: 's3:GetBucketAcl',
    error: text,
    message: text,
  };
  const facts = newBucket({
    name: bucket,
    publicAccessBlock: known(OPEN),
    ownership: known('ObjectWriter'),
    policyStatus: known(true),
    policy: policyOf(
      {
        Sid: place === 'sid' ? text : 'Read',
        Principal: { AWS: place === 'principal' ? [text, '*'] : '*' },
        Resource: [`arn:aws:s3:::${bucket}/*`, text],
        Condition: { StringLike: { 'aws:UserAgent': text } },
      },
      { Sid: text, Principal: { Service: text }, Resource: `arn:aws:s3:::${bucket}/*` },
    ),
    tags: known([{ key: text, value: text }]),
    objectAcls: known({ looked: 1, publicKeys: [text] }),
    logging: known({ targetBucket: text, targetPrefix: text }),
    cors: known([{ origins: ['*', text], methods: ['GET'], headers: [text] }]),
    ...(place === 'sso-error' ? { acl: unreadable(reason) } : {}),
  });
  const results = judgeBucket(facts, newAccount({ identity }), { trustedAccounts: new Set() }, 'all');
  const findings = results.flatMap((result) => postureFinding(result, identity) ?? []);
  assert.ok(findings.some((one) => !isUnanswered(one)));
  // Whatever a check quotes today: this one quotes the text.
  const subject = { ...bucketFinding('s3-bucket-tls-only').subject, bucket, accountId };
  const quote = bucketFinding('s3-bucket-tls-only', { subject, evidence: { quote: text, masked: false } });
  const named = { ...quote, ruleId: 's3-access-point-public-policy', subject: { ...subject, bucket: text } };
  return place === 'resource' ? [named] : [...findings, quote];
}

/** What is never in the data of a prompt, once its JSON is read. */
const LIVE =
  /[a-z][\w+.-]*:(?:\/\/|\\\\)|\b(?:javascript|vbscript):|\b(?:data|command|mailto|tel|cursor|vscode):\S|\bwww\.|!\[|\]\(|\]\[/i;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** @throws an assertion error when anything of the canary is where it must not be */
export function assertCaged(built: BuiltPrompt, { text, marker, place, isName }: Canary): void {
  if (built.kind === 'refused') {
    assert.ok(!built.why.includes(marker), 'why it was refused quotes the canary');
    return;
  }
  const { prompt } = built;
  const { outside, inside, data } = partsOf(prompt, /<<<DATA (\w+)\n/.exec(prompt.text)?.[1] ?? '');
  assert.ok(!prompt.text.includes(SECRET), 'a secret is in it');
  assert.match(inside, /^[\x20-\x7e\n]*$/, 'the block is not all visible ASCII');
  assert.doesNotMatch(inside, /[`<>&%+#]/, 'the block has signs of markup');
  assert.doesNotMatch(outside, UNSEEN_BUT_LINES, 'something invisible is outside');
  // No address outside but the files of our own commands.
  assert.doesNotMatch(outside.replaceAll('file://', '').replace(/arn:[\w-]*:s3:::/g, ''), /:\/\/|\]\(|!\[|<[a-z/!]/i);
  for (const value of stringsIn(data)) {
    assert.doesNotMatch(value, UNSEEN, 'something invisible is in the data');
    assert.doesNotMatch(value, LIVE, 'an address in the data is live');
    assert.ok(value.length <= 4_000, 'a value is not capped');
  }
  // A name may stand where names stand, whole.
  const rest = isName ? outside.split(text).join('NAME') : outside;
  assert.ok(!rest.includes(marker), 'the canary is outside of the block');
  if (/comment|docstring/.test(place)) assert.ok(!prompt.text.includes(marker), 'a comment is in the prompt');
  for (const { value } of prompt.identifiers)
    assert.ok(isName || !value.includes(marker), 'it is called an identifier');
}

const UNSEEN_BUT_LINES = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return [...Object.keys(value), ...Object.values(value as Readonly<Record<string, unknown>>)].flatMap((one) =>
    stringsIn(one),
  );
}

/** Whether the canary got as far as into the prompt: a cage that holds nothing proves nothing. */
export function isInside(built: BuiltPrompt, { marker }: Canary): boolean {
  return built.kind === 'prompt' && built.prompt.text.includes(marker);
}

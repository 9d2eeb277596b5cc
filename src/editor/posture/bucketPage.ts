// The page of one bucket, as HTML without script. Everything of the account in it is data: see html.ts.
import type { AccountState, BucketRow } from '../../app/posture/accountState.ts';
import { SEVERITIES } from '../../findings/severity.ts';
import type { CheckFamily } from '../../s3/checks/check.ts';
import { checkOf } from '../../s3/checks/catalogue.ts';
import type { AccessStep } from '../../s3/accessSteps.ts';
import { type AccessConclusion, explainAccess } from '../../s3/explainAccess.ts';
import type { AccountFacts, BucketFacts, Fact, Identity, Unreadable } from '../../s3/facts.ts';
import type { CheckResult } from '../../s3/posture.ts';
import { policyValue } from '../../s3/reports/factsDocument.ts';
import { missingInWords } from '../../s3/reports/postureSummary.ts';
import { SEVERITY_WORDS } from '../severityWords.ts';
import { BUCKET_PAGE_STYLE } from './bucketPageStyle.ts';
import { html, Html, lines } from './html.ts';

/** What a page can show of its bucket. */
export type BucketPageSubject =
  | {
      readonly kind: 'row';
      readonly row: BucketRow;
      readonly identity: Identity | undefined;
      readonly account: AccountState['account'];
      readonly sample: boolean;
      /** It is being read. */
      readonly reading: boolean;
      /** Why the last look at this bucket alone came to nothing. */
      readonly failure: string | undefined;
    }
  /** The account was not listed yet. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'gone' }
  /** Nothing of it is shown any more. */
  | { readonly kind: 'another-account' };

export interface BucketPageInput {
  /** Of the one style that may apply; letters and digits, another one each time. */
  readonly nonce: string;
  readonly bucket: string;
  readonly subject: BucketPageSubject;
}

/** @throws when the nonce has more in it than letters and digits */
export function bucketPageHtml({ nonce, bucket, subject }: BucketPageInput): string {
  if (!/^[A-Za-z0-9]+$/.test(nonce)) throw new RangeError('not a nonce');
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Bucket ${bucket}</title>
        <style nonce="${nonce}">
          ${new Html(BUCKET_PAGE_STYLE)}
        </style>
      </head>
      <body>
        <main>
          <h1>Bucket <span translate="no">${bucket}</span></h1>
          ${content(subject)}
        </main>
      </body>
    </html> `.text;
}

function content(subject: BucketPageSubject): Html {
  switch (subject.kind) {
    case 'another-account':
      return notice('Another account is chosen. What was read of this bucket is not shown any more.');
    case 'waiting':
      return notice('The buckets of the account are not listed yet.');
    case 'gone':
      return notice('This bucket is not among those of the account any more: it was deleted, or is not listed.');
    case 'row':
      return html`${notices(subject)} ${about(subject.row, subject.identity, subject.sample)}
      ${subject.row.posture === undefined ? undefined : ofReading(subject.row.posture, subject.account?.facts)}`;
  }
}

function ofReading({ facts, results }: NonNullable<BucketRow['posture']>, account: AccountFacts | undefined): Html {
  return html`${account === undefined ? notice('The account as such was not read yet: what everyone can do cannot be told without it.') : access(facts, account)}
  ${checks(results)} ${policy(facts.policy)} ${tags(facts.tags)}`;
}

function notices({ row, sample, reading, failure }: Extract<BucketPageSubject, { kind: 'row' }>): Html {
  return html`${[
    ...(sample ? [notice('Sample: this bucket is invented and exists in no account.')] : []),
    ...(reading ? [notice('It is being read now.')] : []),
    ...(row.old
      ? [notice('Old: this is what an earlier reading found. The one after it has not got to this bucket.')]
      : []),
    ...(row.posture === undefined && !reading
      ? [notice('It is in the list of the account and was not read yet.')]
      : []),
    ...(failure === undefined ? [] : [notice(`The last look at it came to nothing: ${failure}`)]),
    ...(row.before === undefined
      ? []
      : [notice(html`The reading before this one, of ${time(row.before.readAt)}, found something else.`)]),
  ]}`;
}

function notice(text: string | Html): Html {
  return html`<p class="notice" role="note">${text}</p>`;
}

function about({ region, posture, readAt }: BucketRow, identity: Identity | undefined, sample: boolean): Html {
  const created = posture?.facts.createdAt;
  return html`<dl>
    <dt>Account</dt>
    <dd>${identity === undefined ? 'not known' : identity.accountId}${sample ? ' (sample)' : ''}</dd>
    <dt>Region</dt>
    <dd>${region ?? 'not known'}</dd>
    ${
      posture?.facts.kind === 'directory'
        ? html`<dt>Kind</dt>
            <dd>directory bucket</dd>`
        : undefined
    }
    <dt>Created</dt>
    <dd>${created === undefined ? 'not known' : time(Date.parse(created), created)}</dd>
    <dt>Read</dt>
    <dd>${readAt === undefined ? (sample ? 'never: it is invented' : 'not yet') : time(readAt)}</dd>
  </dl>`;
}

/** @param given what is shown where it is no time */
function time(milliseconds: number, given = ''): Html {
  if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > 8.64e15) return html`${given}`;
  const iso = new Date(milliseconds).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;
}

/** A shape and a word: colour is never the only difference. */
function mark(kind: string, shape: string, words: string): Html {
  return html`<span class="mark ${kind}" aria-hidden="true">${shape}</span>${words}`;
}

const ANSWERS: Readonly<Record<AccessConclusion['answer'], Html>> = {
  yes: mark('yes', '✖', 'Yes'),
  no: mark('no', '✔', 'No'),
  unknown: mark('unknown', '?', 'Cannot be told'),
};

const STANDINGS: Readonly<Record<AccessStep['standing'], Html>> = {
  closed: mark('closed', '✔', 'Keeps everyone out'),
  partly: mark('partly', '◐', 'In part'),
  open: mark('open', '✖', 'Open'),
  unknown: mark('unknown', '?', 'Cannot be told'),
  none: mark('none', '✔', 'Nothing public'),
};

function access(facts: BucketFacts, account: AccountFacts): Html {
  const { steps, conclusions } = explainAccess(facts, account);
  return html`<section aria-labelledby="access">
      <h2 id="access">What everyone can do</h2>
      <table>
        <caption>
          Everyone: anybody on the internet, or anybody with an AWS account of his own.
        </caption>
        <thead>
          <tr>
            <th scope="col">Everyone can</th>
            <th scope="col">Answer</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          ${conclusions.map(
            ({ title, answer, because, missing }) =>
              html`<tr>
                <th scope="row">${title}</th>
                <td class="word">${ANSWERS[answer]}</td>
                <td>${[because, ...missing.map(missingInWords)].join('; ')}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </section>
    <section aria-labelledby="steps">
      <h2 id="steps">How that comes about</h2>
      <ol class="steps">
        ${steps.map(
          ({ title, standing, says, details, missing }) =>
            html`<li>
              <h3>${title}</h3>
              <p><span class="standing">${STANDINGS[standing]}.</span> ${says}</p>
              ${list(details)}${missingList(missing)}
            </li>`,
        )}
      </ol>
    </section>`;
}

function list(texts: readonly string[]): Html | undefined {
  return texts.length === 0
    ? undefined
    : html`<ul>
        ${texts.map((text) => html`<li>${text}</li>`)}
      </ul>`;
}

function missingList(missing: readonly Unreadable[]): Html | undefined {
  if (missing.length === 0) return undefined;
  return html`<p>Missing:</p>
    <ul>
      ${missing.map(
        (reason) =>
          html`<li>
            ${missingInWords(reason)}${reason.message === undefined ? '' : `. What the service says: ${reason.message}`}
          </li>`,
      )}
    </ul>`;
}

const FAMILIES: Readonly<Record<CheckFamily, string>> = {
  exposure: 'Public exposure',
  'access-control': 'Access control',
  transport: 'Transport',
  encryption: 'Encryption',
  logging: 'Logging',
  resilience: 'Resilience',
  hygiene: 'Hygiene',
};

type Outcome = CheckResult['outcome'];

const SHAPES = { critical: '✖', high: '▲', medium: '■', low: '●', informational: '○' } as const;
const QUIET = { pass: mark('pass', '✔', 'Passed'), 'not-applicable': mark('not-applicable', '–', 'Not applicable') };

function checks(results: readonly CheckResult[]): Html {
  const count = (kind: Outcome['kind']): number => results.filter(({ outcome }) => outcome.kind === kind).length;
  const families = (Object.keys(FAMILIES) as CheckFamily[]).map((family) => ({
    family,
    ones: results.filter(({ checkId }) => (checkOf(checkId)?.family ?? 'hygiene') === family),
  }));
  return html`<section aria-labelledby="checks">
    <h2 id="checks">Checks</h2>
    <p>
      ${count('fail')} failed, ${count('unknown')} cannot be told, ${count('pass')} passed, ${count('not-applicable')}
      not applicable. In commands, B stands for the name of the bucket and A for the id of the account.
    </p>
    ${families.filter(({ ones }) => ones.length > 0).map(({ family, ones }) => familyHtml(FAMILIES[family], ones))}
  </section>`;
}

function familyHtml(name: string, results: readonly CheckResult[]): Html {
  const loud = results
    .filter(({ outcome }) => outcome.kind === 'fail' || outcome.kind === 'unknown')
    .sort((a, b) => rank(a.outcome) - rank(b.outcome));
  const quiet = results.filter(({ outcome }) => outcome.kind === 'pass' || outcome.kind === 'not-applicable');
  return html`<h3>${name}</h3>
    ${loud.map(resultHtml)} ${quiet.length === 0 ? undefined : quietHtml(name, quiet)}`;
}

/** Failures first, each kind with the worst first. */
function rank(outcome: Outcome): number {
  if (outcome.kind !== 'fail' && outcome.kind !== 'unknown') return 2 * SEVERITIES.length;
  return SEVERITIES.indexOf(outcome.severity) + (outcome.kind === 'fail' ? 0 : SEVERITIES.length);
}

function resultHtml({ checkId, outcome }: CheckResult): Html {
  if (outcome.kind !== 'fail' && outcome.kind !== 'unknown') return html``;
  const rule = checkOf(checkId);
  const word = SEVERITY_WORDS[outcome.severity];
  const says =
    outcome.kind === 'fail'
      ? mark(outcome.severity, SHAPES[outcome.severity], `${word}: does not hold`)
      : mark('unknown', '?', `Cannot be told, ${word.toLowerCase()} at worst`);
  return html`<article class="result">
    <h4>${says}: ${rule?.title ?? checkId}</h4>
    <p>${outcome.evidence}</p>
    ${outcome.kind === 'unknown' ? missingList(outcome.missing) : undefined}
    <dl>
      ${
        outcome.kind === 'fail' && outcome.confidence !== undefined
          ? html`<dt>Confidence</dt>
              <dd>${outcome.confidence}: a Deny with a condition narrows it</dd>`
          : undefined
      }
      ${
        rule === undefined
          ? undefined
          : html`<dt>Why it matters</dt>
              <dd>${rule.risk}</dd>
              <dt>What to do</dt>
              <dd>${rule.remediation}</dd>`
      }
      <dt>Check</dt>
      <dd>${[checkId, ...controlsOf(checkId)].join(', ')}</dd>
    </dl>
  </article>`;
}

function quietHtml(family: string, results: readonly CheckResult[]): Html {
  return html`<table>
    <caption>
      ${family}: passed or not applicable
    </caption>
    <thead>
      <tr>
        <th scope="col">Check</th>
        <th scope="col">Result</th>
        <th scope="col">Evidence</th>
        <th scope="col">Ids</th>
      </tr>
    </thead>
    <tbody>
      ${results.map(
        ({ checkId, outcome }) =>
          html`<tr>
            <th scope="row">${checkOf(checkId)?.title ?? checkId}</th>
            <td class="word">
              ${outcome.kind === 'pass' || outcome.kind === 'not-applicable' ? QUIET[outcome.kind] : ''}
            </td>
            <td>${outcome.evidence}</td>
            <td>${[checkId, ...controlsOf(checkId)].join(', ')}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function controlsOf(checkId: string): readonly string[] {
  const mapping = checkOf(checkId)?.mapping;
  if (mapping === undefined) return [];
  return [
    ...mapping.fsbp.map((id) => `Security Hub ${id}`),
    ...mapping.cis.map((id) => `CIS ${id}`),
    ...mapping.prowler.map((id) => `Prowler ${id}`),
  ];
}

function policy(fact: Fact<string>): Html {
  return html`<section aria-labelledby="policy">
    <h2 id="policy">Bucket policy</h2>
    ${fact.kind === 'known' ? html`<pre translate="no"><code>${lines(policyText(fact.value))}</code></pre>` : notKnown(fact)}
  </section>`;
}

function policyText(text: string): string {
  const value = policyValue(text);
  return typeof value === 'string' ? text : JSON.stringify(value, undefined, 2);
}

function tags(fact: BucketFacts['tags']): Html {
  return html`<section aria-labelledby="tags">
    <h2 id="tags">Tags</h2>
    ${
      fact.kind !== 'known'
        ? notKnown(fact)
        : html`<table>
            <thead>
              <tr>
                <th scope="col">Key</th>
                <th scope="col">Value</th>
              </tr>
            </thead>
            <tbody>
              ${fact.value.map(
                ({ key, value }) =>
                  html`<tr>
                    <td class="data" translate="no">${key}</td>
                    <td class="data" translate="no">${value}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
  </section>`;
}

function notKnown(fact: Exclude<Fact<unknown>, { kind: 'known' }>): Html {
  switch (fact.kind) {
    case 'absent':
      return html`<p>There is none.</p>`;
    case 'not-read':
      return html`<p>It was not read: the chosen checks do not need it.</p>`;
    case 'unreadable':
      return html`<p>It could not be read.</p>
        ${missingList([fact.reason])}`;
  }
}

// Buckets behind CloudFront: whether there is a way around the distribution.
import type { AccountFacts, BucketFacts, Distribution } from '../facts.ts';
import { isLimiting } from '../policy/conditions.ts';
import type { BucketCheckRule, CheckOutcome } from './check.ts';
import { fail, joined, listed, notApplicable, pass, unknown } from './outcomes.ts';
import { type Allowed, policyHas, policyView } from './policyStatements.ts';
import { isExposed } from './publicAccess.ts';
import { PUBLIC_APIS } from './publicExposure.ts';
import { and, FALSE, ofFact, or, type Truth, truth } from './threeValued.ts';

const REGION = '[a-z]{2,3}(?:-[a-z]+)+-\\d';
const OWN_ENDPOINT = new RegExp(
  `^s3(?:-accelerate|-fips|-external-1)?(?:\\.dualstack)?(?:[.-]${REGION})?\\.amazonaws\\.com(?:\\.cn)?$`,
);
const WEBSITE_ENDPOINT = new RegExp(`^s3-website[.-]${REGION}\\.amazonaws\\.com(?:\\.cn)?$`);

/** Which of the bucket's endpoints a domain is; undefined when it is none. */
export function endpointOf(domain: string, bucket: string): 'bucket' | 'website' | undefined {
  const host = domain.toLowerCase();
  if (!host.startsWith(`${bucket}.`)) return undefined;
  const rest = host.slice(bucket.length + 1);
  if (OWN_ENDPOINT.test(rest)) return 'bucket';
  return WEBSITE_ENDPOINT.test(rest) ? 'website' : undefined;
}

interface Behind {
  readonly distribution: Distribution;
  readonly endpoint: 'bucket' | 'website';
  readonly usesIdentity: boolean;
}

function distributionsOf(bucket: BucketFacts, distributions: readonly Distribution[]): readonly Behind[] {
  return distributions.flatMap((distribution) =>
    distribution.origins.flatMap(({ domain, usesIdentity }) => {
      const endpoint = endpointOf(domain, bucket.name);
      return endpoint === undefined ? [] : [{ distribution, endpoint, usesIdentity }];
    }),
  );
}

const SERVICES: ReadonlySet<string> = new Set(['cloudfront.amazonaws.com', 'cloudfront.amazonaws.com.cn']);

/** The distributions that a statement is limited to; undefined when it is not. */
function sourcesOf({ conditions }: Allowed): readonly string[] | undefined {
  return conditions.find((entry) => entry.key.toLowerCase() === 'aws:sourcearn' && isLimiting(entry, conditions))
    ?.values;
}

function namesIdentity({ principals }: Allowed): boolean {
  return principals.some(({ kind }) => kind === 'cloudfront');
}

/** It lets the service in, by name or as anybody who comes for a distribution. */
function namesService(allowed: Allowed): boolean {
  return allowed.principals.some(
    ({ kind, id }) =>
      (kind === 'service' && SERVICES.has(id)) ||
      (kind === 'everyone' && sourcesOf(allowed)?.some((arn) => arn.split(':')[2] === 'cloudfront') === true),
  );
}

export const CLOUDFRONT: BucketCheckRule = {
  id: 's3-bucket-cloudfront-oac',
  title: 'A bucket behind CloudFront answers its distribution only',
  subject: 'bucket',
  severity: 'medium',
  family: 'access-control',
  profile: 'all',
  mapping: { prowler: [], fsbp: ['CloudFront.13'], cis: [] },
  apis: ['ListDistributions', ...PUBLIC_APIS],
  risk: 'Whoever asks the bucket itself gets around what the distribution checks: signed URLs, the firewall, the log.',
  remediation:
    "Give the origin an origin access control (aws cloudfront create-origin-access-control, then update-distribution), let the bucket policy allow s3:GetObject to the service cloudfront.amazonaws.com with StringEquals AWS:SourceArn set to the distribution's ARN, wait until the distribution is deployed, and then take out the public statement or the origin access identity. Read the policy with aws s3api get-bucket-policy, change only these statements, and write the whole document back with put-bucket-policy --expected-bucket-owner A.",
  judge: (bucket, account) => {
    if (bucket.kind === 'directory') return notApplicable('a directory bucket cannot be an origin');
    const { accountId } = account.identity;
    const has = (test: (allowed: Allowed) => boolean): Truth =>
      policyHas(bucket, accountId, ({ allows }) => allows.some(test));
    const exposed = isExposed(bucket, account, 'read');
    const byIdentity = has(namesIdentity);
    const served = or(exposed, byIdentity, has(namesService));
    if (served.is === false) {
      return notApplicable('it is not public and its policy does not let CloudFront in: no distribution can serve it');
    }
    const isOrigin = ofFact(account.distributions, (all) => distributionsOf(bucket, all).length > 0, false);
    if (isOrigin.is === false) return notApplicable('no distribution of the account has it as an origin');

    const behind = account.distributions.kind === 'known' ? distributionsOf(bucket, account.distributions.value) : [];
    const own = new Set(behind.map(({ distribution }) => distribution.arn));
    const asIdentity = truth(behind.some(({ usesIdentity }) => usesIdentity));
    const ways: readonly (readonly [aspect: string, way: Truth, words: string])[] = [
      ['public', exposed, websiteWords(behind) ?? 'everyone can read it, with or without CloudFront'],
      [
        'identity',
        or(byIdentity, asIdentity),
        'an origin access identity is used, which origin access control replaces',
      ],
      [
        'any-distribution',
        has((allowed) => namesService(allowed) && sourcesOf(allowed) === undefined),
        `the policy lets CloudFront in for distributions that it does not name by AWS:SourceArn${names(bucket, account, () => true)}`,
      ],
      [
        'other-distribution',
        // Of a statement that names distributions only those with this origin are expected.
        isOrigin.is === true
          ? has((allowed) => namesService(allowed) && (sourcesOf(allowed) ?? []).some((arn) => !own.has(arn)))
          : FALSE,
        `the policy names what is no distribution with this origin${names(bucket, account, (arn) => !own.has(arn))}`,
      ],
    ];
    const which = `origin of ${listed([...new Set(behind.map(({ distribution }) => distribution.id))])}`;
    const applies = and(served, isOrigin);
    if (applies.is === 'unknown') {
      const words =
        isOrigin.is === true
          ? joined(which, 'it cannot be told whether there is a way around it')
          : 'it cannot be told whether a distribution has it as an origin, and whether there is a way around it';
      return unknown('medium', words, applies.missing);
    }
    const outcomes: CheckOutcome[] = ways
      .filter(([, way]) => way.is === true)
      .map(([aspect, , words]) => fail('medium', joined(which, words), aspect));
    const others = or(...ways.map(([, way]) => way).filter(({ is }) => is !== true));
    if (others.is === 'unknown') {
      const more = outcomes.length > 0 ? 'another way' : 'a way';
      outcomes.push(
        unknown('medium', joined(which, `it cannot be told whether there is ${more} around it`), others.missing),
      );
    }
    if (outcomes.length > 0) return outcomes;
    return pass(
      joined(
        which,
        `CloudFront is let in for distributions with this origin only${names(bucket, account, () => true)}`,
      ),
    );
  },
};

function websiteWords(behind: readonly Behind[]): string | undefined {
  if (!behind.some(({ endpoint }) => endpoint === 'website')) return undefined;
  return 'the origin is its website endpoint, which knows no origin access control and works only while everyone may read';
}

/** What statements for CloudFront are limited to, as far as it is of interest. */
function names(bucket: BucketFacts, account: AccountFacts, test: (arn: string) => boolean): string {
  const view = policyView(bucket, account.identity.accountId);
  const arns = (view?.allows ?? [])
    .filter(namesService)
    .flatMap((allowed) => sourcesOf(allowed) ?? [])
    .filter(test);
  return arns.length === 0 ? '' : `: ${listed([...new Set(arns)])}`;
}

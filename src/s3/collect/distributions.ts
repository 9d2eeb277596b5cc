// The CloudFront distributions of the account, with what they get from where.
import { ListDistributionsCommand, type DistributionSummary, type Origin } from '@aws-sdk/client-cloudfront';
import type { Clients } from '../account/clients.ts';
import { malformed } from '../errors.ts';
import { ABSENT, known, unreadable, type Distribution, type Fact, type Identity } from '../facts.ts';
import type { Caller } from './caller.ts';

const MOST_PAGES = 100;

export async function readDistributions(
  clients: Clients,
  caller: Caller,
  { partition }: Identity,
): Promise<Fact<readonly Distribution[]>> {
  // There is no CloudFront elsewhere.
  if (partition !== 'aws' && partition !== 'aws-cn') return ABSENT;
  const found: Distribution[] = [];
  let marker: string | undefined;
  for (let page = 0; page === 0 || marker !== undefined; page += 1) {
    if (page >= MOST_PAGES) return unreadable(malformed('ListDistributions', 'the list does not end'));
    const input = marker === undefined ? {} : { Marker: marker };
    const answer = await caller.call('ListDistributions', (options) =>
      clients.cloudFront().send(new ListDistributionsCommand(input), options),
    );
    if (answer.kind !== 'known') return answer;
    const { DistributionList: list } = answer.value;
    if (list?.Quantity === undefined && list?.IsTruncated === undefined) {
      return unreadable(malformed('ListDistributions', 'the answer is no list of distributions'));
    }
    const items = list.Items ?? [];
    // Each has one at least. To take such an answer for none would say that no bucket is behind CloudFront.
    if (items.some(({ Origins: origins }) => (origins?.Items ?? []).length === 0)) {
      return unreadable(malformed('ListDistributions', 'a distribution comes without its origins'));
    }
    found.push(...items.map(distributionOf));
    marker = list.IsTruncated === true ? list.NextMarker : undefined;
    if (list.IsTruncated === true && (marker === undefined || marker === '')) {
      return unreadable(malformed('ListDistributions', 'the list is cut off and does not say where it goes on'));
    }
  }
  return known(found);
}

function distributionOf({ Id: id, ARN: arn, Origins: origins }: DistributionSummary): Distribution {
  return { id: id ?? '', arn: arn ?? '', origins: (origins?.Items ?? []).map(originOf) };
}

function originOf({ DomainName: domain, S3OriginConfig: s3 }: Origin): Distribution['origins'][number] {
  return { domain: domain ?? '', usesIdentity: (s3?.OriginAccessIdentity ?? '') !== '' };
}

// What CloudFront says of the distributions of an account.
import type { FakeAccount, FakeDistribution } from './account.ts';
import { type Answer, type Call, xmlAnswer } from './answer.ts';
import { CLOUDFRONT_NAMESPACE, type XmlValue, xmlDocument } from './xml.ts';

export function listDistributions({ distributions, id, partition }: FakeAccount, { query }: Call): Answer {
  const after = query.get('Marker');
  const most = Number(query.get('MaxItems') ?? 100);
  const matching = [...distributions]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .filter((one) => after === null || after === '' || one.id > after);
  const page = matching.slice(0, most);
  const cut = page.length < matching.length;
  const content: XmlValue = {
    Marker: after ?? '',
    NextMarker: cut ? page.at(-1)?.id : undefined,
    MaxItems: most,
    IsTruncated: cut,
    Quantity: page.length,
    Items: page.length === 0 ? undefined : { DistributionSummary: page.map((one) => summaryOf(one, id, partition)) },
  };
  return xmlAnswer(xmlDocument('DistributionList', CLOUDFRONT_NAMESPACE, content));
}

function summaryOf({ id, origins }: FakeDistribution, account: string, partition: string): XmlValue {
  return {
    Id: id,
    ARN: `arn:${partition}:cloudfront::${account}:distribution/${id}`,
    Status: 'Deployed',
    DomainName: `${id.toLowerCase()}.cloudfront.net`,
    Enabled: true,
    Origins: {
      Quantity: origins.length,
      Items: {
        Origin: origins.map(({ domain, control = '', identity }, at) => ({
          Id: `origin-${at}`,
          DomainName: domain,
          OriginPath: '',
          S3OriginConfig: {
            OriginAccessIdentity: identity === undefined ? '' : `origin-access-identity/cloudfront/${identity}`,
          },
          OriginAccessControlId: control,
        })),
      },
    },
  };
}

// What S3 Control, STS and CloudTrail say of an account.
import type { FakeAccessPoint, FakeAccount, FakeEventDataStore, FakePrincipal, FakeTrail } from './account.ts';
import { type Answer, type ApiError, type Call, denialOf, jsonAnswer, xmlAnswer } from './answer.ts';
import { fromToken, toToken } from './s3.ts';
import { S3_CONTROL_NAMESPACE, STS_NAMESPACE, type XmlValue, xmlDocument } from './xml.ts';

type Reader = (account: FakeAccount, call: Call) => Answer | ApiError;

export const S3_CONTROL_READERS = {
  's3control:GetPublicAccessBlock': ({ publicAccessBlock }) =>
    publicAccessBlock
      ? control('PublicAccessBlockConfiguration', { ...publicAccessBlock })
      : {
          code: 'NoSuchPublicAccessBlockConfiguration',
          status: 404,
          message: 'The public access block configuration was not found',
        },
  's3control:ListAccessPoints': (account, { query, region }) => {
    const after = query.get('nextToken');
    const matching = account.accessPoints
      .filter((point) => point.region === region && (query.get('bucket') ?? point.bucket) === point.bucket)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .filter(({ name }) => after === null || name > fromToken(after));
    const page = matching.slice(0, Number(query.get('maxResults') ?? 1000));
    return control('ListAccessPointsResult', {
      AccessPointList: { AccessPoint: page.map((point) => accessPointOf(point, account)) },
      NextToken: page.length < matching.length ? toToken(page.at(-1)?.name ?? '') : undefined,
    });
  },
  's3control:ListMultiRegionAccessPoints': (account, { query, region }) => {
    if (region !== 'us-west-2') {
      const message = 'Multi-Region Access Points are answered for in us-west-2 only.';
      return { code: 'InvalidRequest', status: 400, message };
    }
    const after = query.get('nextToken');
    const matching = account.multiRegionAccessPoints
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .filter(({ name }) => after === null || name > fromToken(after));
    const page = matching.slice(0, Number(query.get('maxResults') ?? 100));
    return control('ListMultiRegionAccessPointsResult', {
      AccessPoints: {
        AccessPoint: page.map(({ name, status = 'READY', publicAccessBlock }) => ({
          Name: name,
          Alias: `${name}.mrap`,
          CreatedAt: '2024-05-01T00:00:00Z',
          PublicAccessBlock: publicAccessBlock && { ...publicAccessBlock },
          Status: status,
        })),
      },
      NextToken: page.length < matching.length ? toToken(page.at(-1)?.name ?? '') : undefined,
    });
  },
  's3control:GetAccessPoint': (account, call) => {
    const point = accessPoint(account, call);
    if (!point) return NO_SUCH_ACCESS_POINT;
    return control('GetAccessPointResult', {
      ...accessPointOf(point, account),
      PublicAccessBlockConfiguration: point.publicAccessBlock && { ...point.publicAccessBlock },
      CreationDate: '2024-05-01T00:00:00Z',
    });
  },
  's3control:GetAccessPointPolicyStatus': (account, call) => {
    const point = accessPoint(account, call);
    if (!point) return NO_SUCH_ACCESS_POINT;
    if (point.policyIsPublic === undefined) {
      return {
        code: 'NoSuchAccessPointPolicy',
        status: 404,
        message: 'The specified accesspoint policy does not exist',
      };
    }
    return control('GetAccessPointPolicyStatusResult', { PolicyStatus: { IsPublic: point.policyIsPublic } });
  },
} satisfies Record<string, Reader>;

const NO_SUCH_ACCESS_POINT: ApiError = {
  code: 'NoSuchAccessPoint',
  status: 404,
  message: 'The specified accesspoint does not exist',
};

function accessPoint({ accessPoints }: FakeAccount, { key, region }: Call): FakeAccessPoint | undefined {
  return accessPoints.find((one) => one.name === key && one.region === region);
}

function accessPointOf(point: FakeAccessPoint, { id, partition }: FakeAccount): { readonly [name: string]: XmlValue } {
  return {
    Name: point.name,
    NetworkOrigin: point.vpc === undefined ? 'Internet' : 'VPC',
    VpcConfiguration: point.vpc === undefined ? undefined : { VpcId: point.vpc },
    Bucket: point.bucket,
    AccessPointArn: `arn:${partition}:s3:${point.region}:${id}:accesspoint/${point.name}`,
    BucketAccountId: id,
  };
}

function control(root: string, content: XmlValue): Answer {
  return xmlAnswer(xmlDocument(root, S3_CONTROL_NAMESPACE, content));
}

export function callerIdentity(caller: FakePrincipal): Answer {
  return sts('GetCallerIdentity', { Arn: caller.arn, UserId: caller.accessKeyId, Account: caller.accountId });
}

/**
 * @param accounts those whose roles there are
 * @param admit makes the new credentials known
 */
export function assumeRole(
  call: Call,
  accounts: readonly FakeAccount[],
  admit: (accountId: string, arn: string) => FakePrincipal,
): Answer | ApiError {
  const form = new URLSearchParams(call.body);
  const arn = form.get('RoleArn') ?? '';
  const [, partition = 'aws', , , accountId, resource = ''] = arn.split(':');
  const account = accounts.find(({ id }) => id === accountId);
  const name = resource.split('/').at(-1) ?? '';
  const role = account?.roles.find((one) => one.name === name);
  const trusted =
    role !== undefined &&
    (role.externalId === undefined || role.externalId === form.get('ExternalId')) &&
    (role.mfaCode === undefined || (form.has('SerialNumber') && role.mfaCode === form.get('TokenCode')));
  if (!account || !trusted) {
    if (role?.mfaCode !== undefined && form.has('TokenCode')) {
      const message = 'MultiFactorAuthentication failed with invalid MFA one time pass code.';
      return { code: 'AccessDenied', status: 403, message };
    }
    const { message, ...rest } = denialOf(call, 'sts:AssumeRole');
    return { ...rest, message: message.replace(/resource: ".*"(?= because)/, `resource: ${arn}`) };
  }
  const session = form.get('RoleSessionName') ?? 'session';
  const principal = admit(account.id, `arn:${partition}:sts::${account.id}:assumed-role/${name}/${session}`);
  return sts('AssumeRole', {
    Credentials: {
      AccessKeyId: principal.accessKeyId,
      SecretAccessKey: principal.secretAccessKey,
      SessionToken: principal.sessionToken,
      Expiration: new Date(Date.now() + 3_600_000).toISOString(),
    },
    AssumedRoleUser: { AssumedRoleId: `${principal.accessKeyId}:${session}`, Arn: principal.arn },
  });
}

function sts(api: string, result: XmlValue): Answer {
  const body = { [`${api}Result`]: result, ResponseMetadata: { RequestId: 'fake' } };
  return { status: 200, contentType: 'text/xml', body: xmlDocument(`${api}Response`, STS_NAMESPACE, body) };
}

export const CLOUDTRAIL_READERS = {
  'cloudtrail:DescribeTrails': (account, call) => {
    const asked = JSON.parse(call.body) as { trailNameList?: string[]; includeShadowTrails?: boolean };
    const shadows = asked.includeShadowTrails ?? true;
    const seen = account.trails
      .filter(({ homeRegion, multiRegion }) => homeRegion === call.region || (shadows && multiRegion))
      .filter((trail) => {
        const names = asked.trailNameList ?? [];
        return names.length === 0 || names.includes(trail.name) || names.includes(trailArn(trail, account));
      });
    return jsonAnswer({
      trailList: seen.map((trail) => ({
        Name: trail.name,
        S3BucketName: trail.bucket,
        IncludeGlobalServiceEvents: true,
        IsMultiRegionTrail: trail.multiRegion,
        HomeRegion: trail.homeRegion,
        TrailARN: trailArn(trail, account),
        LogFileValidationEnabled: true,
        HasCustomEventSelectors: trail.selectors !== undefined || trail.advancedSelectors !== undefined,
        IsOrganizationTrail: false,
      })),
    });
  },
  'cloudtrail:GetTrailStatus': (account, call) =>
    withTrail(account, call, 'Name', (trail) => jsonAnswer({ IsLogging: trail.logging })),
  'cloudtrail:GetEventSelectors': (account, call) =>
    withTrail(account, call, 'TrailName', (trail) =>
      jsonAnswer({
        TrailARN: trailArn(trail, account),
        EventSelectors: trail.selectors,
        AdvancedEventSelectors: trail.advancedSelectors,
      }),
    ),
  'cloudtrail:ListEventDataStores': (account, call) => {
    const { NextToken: after } = JSON.parse(call.body) as { NextToken?: string };
    const matching = account.eventDataStores
      .filter(({ region }) => region === call.region)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .filter(({ name }) => after === undefined || name > fromToken(after));
    const page = matching.slice(0, 25);
    return jsonAnswer({
      // What else there is to a store only GetEventDataStore says.
      EventDataStores: page.map((store) => ({ Name: store.name, EventDataStoreArn: storeArn(store, account) })),
      NextToken: page.length < matching.length ? toToken(page.at(-1)?.name ?? '') : undefined,
    });
  },
  'cloudtrail:GetEventDataStore': (account, call) => {
    const { EventDataStore: asked } = JSON.parse(call.body) as { EventDataStore?: string };
    const store = account.eventDataStores.find((one) => storeArn(one, account) === asked && one.region === call.region);
    if (!store) return { code: 'EventDataStoreNotFoundException', status: 400, message: `Unknown store: ${asked}` };
    return jsonAnswer({
      Name: store.name,
      EventDataStoreArn: storeArn(store, account),
      Status: store.status,
      MultiRegionEnabled: store.multiRegion,
      AdvancedEventSelectors: store.selectors,
    });
  },
} satisfies Record<string, Reader>;

function storeArn({ name, region }: FakeEventDataStore, { id, partition }: FakeAccount): string {
  return `arn:${partition}:cloudtrail:${region}:${id}:eventdatastore/${name}`;
}

function withTrail(
  account: FakeAccount,
  call: Call,
  member: string,
  answer: (trail: FakeTrail) => Answer,
): Answer | ApiError {
  const name = (JSON.parse(call.body) as Record<string, string>)[member] ?? '';
  const trail = account.trails.find((one) => one.name === name || trailArn(one, account) === name);
  if (trail) return answer(trail);
  return { code: 'TrailNotFoundException', status: 400, message: `Unknown trail: ${name}` };
}

function trailArn({ name, homeRegion }: FakeTrail, { id, partition }: FakeAccount): string {
  return `arn:${partition}:cloudtrail:${homeRegion}:${id}:trail/${name}`;
}

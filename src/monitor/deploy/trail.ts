// Whether changes are told at all: EventBridge hears of management events only where a trail logs them.
import {
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  type AdvancedEventSelector,
  type EventSelector,
  type Trail,
} from '@aws-sdk/client-cloudtrail';
import type { Session } from '../aws/session.ts';
import type { MonitorFailure, TrailFinding } from '../monitorBundle.ts';

const S3 = 's3.amazonaws.com';

type Logged = 'all' | 'none' | 'unclear';

/** @throws MonitorStopped for what would keep every other call from being answered */
export async function findTrail(session: Session): Promise<TrailFinding> {
  const { clients, asking, identity } = session;
  const listed = await asking.learn(async () => {
    const answer = await asking.ask('cloudtrail:DescribeTrails', (options) =>
      clients.cloudTrail.send(new DescribeTrailsCommand({ includeShadowTrails: true }), options),
    );
    return answer.trailList ?? [];
  });
  if (listed.kind === 'unknown') return unknownTrail(listed.failure);
  const here = listed.value.filter(
    (trail) => trail.IsMultiRegionTrail === true || trail.HomeRegion === identity.region,
  );
  let doubt: MonitorFailure | undefined;
  let unclear = false;
  for (const trail of here) {
    const logged = await asking.learn(() => loggedBy(session, trail));
    if (logged.kind === 'unknown') doubt ??= logged.failure;
    else if (logged.value === 'all') return { kind: 'found', trail: trail.Name ?? trail.TrailARN ?? '' };
    else if (logged.value === 'unclear') unclear = true;
  }
  if (doubt !== undefined) return unknownTrail(doubt);
  if (unclear) {
    const message = 'A trail logs some management events, chosen in a way that may leave changes of buckets out.';
    return { kind: 'unknown', message };
  }
  const message =
    here.length === 0
      ? `No trail covers ${identity.region}: changes are not told, and are seen by the 12-hour scan only.`
      : `No trail that covers ${identity.region} logs management events that write: changes are not told, and are seen by the 12-hour scan only.`;
  return { kind: 'none', message };
}

function unknownTrail({ message }: MonitorFailure): TrailFinding {
  return { kind: 'unknown', message: `Whether a trail logs changes is not known. ${message}` };
}

async function loggedBy({ clients, asking }: Session, { TrailARN, Name }: Trail): Promise<Logged> {
  const name = TrailARN ?? Name;
  const { IsLogging } = await asking.ask('cloudtrail:GetTrailStatus', (options) =>
    clients.cloudTrail.send(new GetTrailStatusCommand({ Name: name }), options),
  );
  if (IsLogging !== true) return 'none';
  const { EventSelectors: basic = [], AdvancedEventSelectors: advanced = [] } = await asking.ask(
    'cloudtrail:GetEventSelectors',
    (options) => clients.cloudTrail.send(new GetEventSelectorsCommand({ TrailName: name }), options),
  );
  return writesLogged(basic, advanced);
}

/** What of the management events that write in S3 these selectors take. None of either kind: a trail's default, all. */
export function writesLogged(basic: readonly EventSelector[], advanced: readonly AdvancedEventSelector[]): Logged {
  if (advanced.length > 0) {
    const each = advanced.map(byAdvanced);
    return each.find((one) => one === 'all') ?? each.find((one) => one === 'unclear') ?? 'none';
  }
  if (basic.length === 0) return 'all';
  return basic.some(takesWrites) ? 'all' : 'none';
}

function takesWrites(selector: EventSelector): boolean {
  const { IncludeManagementEvents: management = true, ReadWriteType: type = 'All' } = selector;
  return management && type !== 'ReadOnly' && !(selector.ExcludeManagementEventSources ?? []).includes(S3);
}

function byAdvanced({ FieldSelectors: fields = [] }: AdvancedEventSelector): Logged {
  const category = fields.find(({ Field }) => Field === 'eventCategory');
  if (category?.Equals?.includes('Management') !== true) return 'none';
  let logged: Logged = 'all';
  for (const field of fields) {
    if (field === category) continue;
    const verdict = field.Field === 'readOnly' ? ofWriting(field.Equals, field.NotEquals) : ofSource(field);
    if (verdict === 'none') return 'none';
    if (verdict === 'unclear') logged = 'unclear';
  }
  return logged;
}

function ofWriting(equals: readonly string[] | undefined, notEquals: readonly string[] | undefined): Logged {
  if (equals !== undefined && !equals.includes('false')) return 'none';
  return notEquals?.includes('false') === true ? 'none' : 'all';
}

/** Of events by source it can be told; by anything else, such as names, it would take a look at each. */
function ofSource({
  Field,
  Equals,
  NotEquals,
  ...others
}: NonNullable<AdvancedEventSelector['FieldSelectors']>[number]): Logged {
  if (Field !== 'eventSource' || Object.values(others).some((one) => one !== undefined)) return 'unclear';
  if (Equals !== undefined && !Equals.includes(S3)) return 'none';
  return NotEquals?.includes(S3) === true ? 'none' : 'all';
}

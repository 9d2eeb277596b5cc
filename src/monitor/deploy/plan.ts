// What would be made, for a person to read before anything is.
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import type { Session } from '../aws/session.ts';
import { monthlyEstimate } from '../cost/monthlyEstimate.ts';
import type { DeployPlan, TrailFinding } from '../monitorBundle.ts';
import { deployerPolicy } from '../stack/deployerPolicy.ts';
import { permissionsIn, resourcesIn } from '../stack/explain.ts';
import { keyPolicyStatements } from '../stack/keyPolicy.ts';
import { TAG_KEY } from '../stack/names.ts';
import type { StackSetting } from '../stack/stackSetting.ts';
import { prepare, type Prepared } from './prepare.ts';
import { findTrail } from './trail.ts';

/** Where nobody knows better. */
const ASSUMED_BUCKETS = 200;
const ASSUMED_CHANGES_PER_DAY = 50;

/** @throws MonitorStopped */
export async function makePlan(
  session: Session,
  name: string,
  given: Partial<StackSetting>,
  version: string,
): Promise<DeployPlan> {
  const { identity } = session;
  const prepared = await prepare(session, name, given, version);
  const { present, setting, before, state, template, templateText, concurrency } = prepared;
  const trail = await findTrail(session);
  const buckets = await countBuckets(session);
  const parameters = prepared.parameters(true);
  const place = { ...identity, stack: name };
  return {
    identity,
    stack: name,
    setting,
    ...(before === undefined ? {} : { before }),
    present,
    resources: resourcesIn(template, parameters, place),
    permissions: permissionsIn(template, parameters, place),
    deployerPolicy: deployerPolicy({ ...place, setting, reportGroup: state.reportGroup }),
    estimate: monthlyEstimate({
      buckets: buckets ?? ASSUMED_BUCKETS,
      changesPerDay: ASSUMED_CHANGES_PER_DAY,
      gemini: setting.geminiParameter !== undefined,
      memoryMb: setting.memoryMb,
      retentionDays: setting.retentionDays,
      email: setting.email !== undefined || setting.topicArn !== undefined,
      customerKey: setting.keyArn !== undefined,
    }),
    concurrency,
    trail,
    notes: notesOf(session, prepared, trail, buckets),
    template: templateText,
  };
}

/** @returns undefined: nobody may tell */
async function countBuckets({ clients, asking }: Session): Promise<number | undefined> {
  const listed = await asking.learn(async () => {
    let count = 0;
    let ContinuationToken: string | undefined;
    do {
      const page = await asking.ask('s3:ListAllMyBuckets', (options) =>
        clients.s3.send(
          new ListBucketsCommand({
            MaxBuckets: 1_000,
            ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
          }),
          options,
        ),
      );
      count += page.Buckets?.length ?? 0;
      ({ ContinuationToken } = page);
    } while (ContinuationToken !== undefined);
    return count;
  });
  return listed.kind === 'known' ? listed.value : undefined;
}

function notesOf(
  { identity }: Session,
  { name, setting, state, keptGroups }: Prepared,
  trail: TrailFinding,
  buckets: number | undefined,
): readonly string[] {
  const { partition, accountId, region } = identity;
  const { email, topicArn, keyArn, geminiParameter } = setting;
  const hasTopic = email !== undefined || topicArn !== undefined;
  const statements =
    keyArn === undefined
      ? []
      : keyPolicyStatements({
          ...{ partition, accountId, region, stack: name, topic: hasTopic },
          logGroups: [state.reportGroup, `/aws/lambda/${name}-scan`, `/aws/lambda/${name}-change`],
        });
  return [
    buckets === undefined
      ? `The number of buckets is not known to these credentials: the estimate is for ${ASSUMED_BUCKETS}.`
      : `The estimate is for the ${buckets} buckets that there are, and ${ASSUMED_CHANGES_PER_DAY} changes a day.`,
    `Changes are told of in ${region} only, and by the best effort of CloudTrail and EventBridge. Buckets in other regions, ACLs of objects and changes of keys are seen by the 12-hour scan only.`,
    'A change is read within 5 minutes of its event arriving; how late CloudTrail tells of it is not promised. Each report shows the real lag.',
    ...(trail.kind === 'found' ? [] : [trail.message]),
    ...keptGroups.map((group) =>
      group === state.reportGroup
        ? `The log group ${group} is there already.`
        : `The log group ${group} of an earlier stack stays as it is: new reports go to ${state.reportGroup}.`,
    ),
    ...(email !== undefined && topicArn === undefined
      ? [`The subscription of ${email} has to be confirmed by the link in a mail, or nobody is told.`]
      : []),
    ...(hasTopic ? [] : ['Nobody is told of new findings and of alarms: no address and no topic is given.']),
    ...(topicArn !== undefined
      ? [
          'The policy of the topic has to let cloudwatch.amazonaws.com publish. If it is encrypted by the key that AWS manages, alarms cannot publish to it: it takes a customer key whose policy lets them.',
        ]
      : []),
    ...(email !== undefined && state.hasBudgets
      ? [
          `The budget counts what has the tag ${TAG_KEY}: activate it as a cost allocation tag in the billing console, or the budget sees nothing. A tag can be activated a day after it is first used.`,
        ]
      : []),
    ...(email !== undefined && !state.hasBudgets
      ? ['There is no budget: CloudFormation makes none in this region.']
      : []),
    ...(statements.length > 0
      ? [`The policy of the key has to hold these statements before: ${JSON.stringify(statements)}`]
      : []),
    ...(geminiParameter === undefined
      ? []
      : [
          `The parameter ${geminiParameter} has to be a SecureString in ${region}. What failed in a complete scan is sent to Gemini, with names, ids and addresses replaced.`,
        ]),
  ];
}

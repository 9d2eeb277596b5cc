// What a person chose: whether it can be meant, as parameters of the stack, and back from them: what is not said anew
// at the next deploy stays.
import { isModelName } from '../../gemini/endpoint.ts';
import { cleanLine } from '../../outbound/cleaning.ts';
import { tagProblem } from '../../s3/bucketTags.ts';
import { isOfForm, partsOf, type ArnParts } from './forms.ts';
import { DEFAULT_SETTING, RETENTION_DAYS, type RetentionDays, type StackSetting } from './stackSetting.ts';
import { LEAST_MEMORY_MB, MOST_MEMORY_MB, type ParameterName } from './templateParameters.ts';

/** What deploy itself decides. */
export interface StackState {
  readonly rulesEnabled: boolean;
  readonly reserveConcurrency: boolean;
  readonly reportGroup: string;
  readonly hasBudgets: boolean;
  /** Of Palisade. */
  readonly version: string;
}

export interface StackParameter {
  readonly ParameterKey: ParameterName;
  readonly ParameterValue: string;
}

/** @param setting one that `settingProblem` has nothing against */
export function stackParameters(setting: StackSetting, state: StackState): readonly StackParameter[] {
  const values: Readonly<Record<ParameterName, string>> = {
    Checks: setting.checks,
    KeepReports: String(setting.keepReports),
    TrustedAccounts: setting.trustedAccounts.join(','),
    PublicTags: setting.publicTags.join(','),
    SensitiveTags: setting.sensitiveTags.join(','),
    RetentionDays: String(setting.retentionDays),
    Email: setting.email ?? '',
    TopicArn: setting.topicArn ?? '',
    KeyArn: setting.keyArn ?? '',
    GeminiParameter: setting.geminiParameter ?? '',
    GeminiModel: setting.geminiModel ?? '',
    PermissionsBoundaryArn: setting.permissionsBoundaryArn ?? '',
    MemoryMb: String(setting.memoryMb),
    RulesEnabled: String(state.rulesEnabled),
    ReserveConcurrency: String(state.reserveConcurrency),
    HasBudgets: String(state.hasBudgets),
    ReportGroupName: state.reportGroup,
    Version: state.version,
  };
  return Object.entries(values).map(([ParameterKey, ParameterValue]) => ({
    ParameterKey: ParameterKey as ParameterName,
    ParameterValue,
  }));
}

export type ReadSetting =
  | { readonly kind: 'read'; readonly setting: StackSetting; readonly state: StackState }
  /** In a sentence: the stack is not one of ours, or somebody changed it by hand. */
  | { readonly kind: 'problem'; readonly problem: string };

/**
 * @param parameters as DescribeStacks gives them; what an earlier version did not know has its default. The values are
 *   checked by `settingProblem`, as all others are.
 */
export function settingIn(
  parameters: readonly { readonly ParameterKey?: string | undefined; readonly ParameterValue?: string | undefined }[],
): ReadSetting {
  const values = new Map(parameters.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]));
  const get = (name: ParameterName): string | undefined => values.get(name);
  const checks = get('Checks') ?? DEFAULT_SETTING.checks;
  const retentionDays = retentionIn(get('RetentionDays'));
  const memoryMb = numberIn(get('MemoryMb') ?? String(DEFAULT_SETTING.memoryMb));
  const keepReports = truthIn(get('KeepReports') ?? 'false');
  const rulesEnabled = truthIn(get('RulesEnabled'));
  const reserveConcurrency = truthIn(get('ReserveConcurrency') ?? 'false');
  const hasBudgets = truthIn(get('HasBudgets') ?? 'false');
  const reportGroup = textIn(get('ReportGroupName'));
  const version = textIn(get('Version'));
  if (checks !== 'core' && checks !== 'all') return wrong('Checks');
  if (retentionDays === undefined) return wrong('RetentionDays');
  if (memoryMb === undefined) return wrong('MemoryMb');
  if (keepReports === undefined) return wrong('KeepReports');
  if (rulesEnabled === undefined) return wrong('RulesEnabled');
  if (reserveConcurrency === undefined) return wrong('ReserveConcurrency');
  if (hasBudgets === undefined) return wrong('HasBudgets');
  if (reportGroup === undefined) return wrong('ReportGroupName');
  if (version === undefined) return wrong('Version');
  return {
    kind: 'read',
    setting: {
      checks,
      trustedAccounts: listIn(get('TrustedAccounts')),
      publicTags: listIn(get('PublicTags')),
      sensitiveTags: listIn(get('SensitiveTags')),
      retentionDays,
      keepReports,
      email: textIn(get('Email')),
      topicArn: textIn(get('TopicArn')),
      keyArn: textIn(get('KeyArn')),
      geminiParameter: textIn(get('GeminiParameter')),
      geminiModel: textIn(get('GeminiModel')),
      permissionsBoundaryArn: textIn(get('PermissionsBoundaryArn')),
      memoryMb,
    },
    state: { rulesEnabled, reserveConcurrency, reportGroup, hasBudgets, version },
  };
}

function wrong(name: ParameterName): ReadSetting {
  return {
    kind: 'problem',
    problem: `The parameter ${name} of the stack has a value that Palisade does not give: it is not its stack, or was changed by hand.`,
  };
}

function retentionIn(value: string | undefined): RetentionDays | undefined {
  if (value === undefined) return DEFAULT_SETTING.retentionDays;
  return RETENTION_DAYS.find((days) => String(days) === value);
}

function numberIn(value: string): number | undefined {
  return /^\d{1,6}$/.test(value) ? Number(value) : undefined;
}

function truthIn(value: string | undefined): boolean | undefined {
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

function textIn(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function listIn(value: string | undefined): readonly string[] {
  return (value ?? '').split(',').filter((one) => one !== '');
}

/** Lambda takes no more of all variables of a function together, names and values. */
const MOST_ENVIRONMENT_BYTES = 4_096;
/** Names of all variables, and the values that a person does not choose, at their longest. */
const RESERVED_ENVIRONMENT_BYTES = 1_200;

/**
 * The first thing that is wrong, in a sentence that says what it has to be; undefined when nothing is.
 *
 * @param place where the stack is, when that is known: what it names has to be there too
 */
export function settingProblem(setting: StackSetting, place?: ArnParts): string | undefined {
  return (
    listProblem(setting) ??
    numberProblem(setting) ??
    formProblem(setting) ??
    modelProblem(setting) ??
    placeProblem(setting, place)
  );
}

function listProblem({ trustedAccounts, publicTags, sensitiveTags, geminiParameter }: StackSetting) {
  const account = trustedAccounts.find((one) => !isOfForm('account', one));
  if (account !== undefined) return `${shown(account)} is no account id: that is 12 digits.`;
  for (const tag of [...publicTags, ...sensitiveTags]) {
    const problem = tagProblem(tag) ?? tagForm(tag);
    if (problem !== undefined) return problem;
  }
  const given = [trustedAccounts, publicTags, sensitiveTags].map((list) => list.join(',')).join('');
  const bytes = Buffer.byteLength(given + (geminiParameter ?? ''));
  const most = MOST_ENVIRONMENT_BYTES - RESERVED_ENVIRONMENT_BYTES;
  return bytes > most
    ? `Trusted accounts and tags are ${bytes} bytes together, and Lambda takes ${most} of them at most.`
    : undefined;
}

/** The functions are told of all tags in one variable. */
function tagForm(tag: string): string | undefined {
  if (tag.includes(',')) return `The tag ${shown(tag)} has a comma in it, which parts tags from each other.`;
  if (tag.trim() !== tag) return `The tag ${shown(tag)} begins or ends with a space, which would be lost.`;
  return undefined;
}

function numberProblem({ memoryMb, retentionDays }: StackSetting): string | undefined {
  if (!Number.isInteger(memoryMb) || memoryMb < LEAST_MEMORY_MB || memoryMb > MOST_MEMORY_MB) {
    return `The memory of scan has to be a whole number of MB from ${LEAST_MEMORY_MB} to ${MOST_MEMORY_MB}.`;
  }
  return RETENTION_DAYS.includes(retentionDays)
    ? undefined
    : `Reports can be kept for ${RETENTION_DAYS.join(', ')} days.`;
}

function formProblem(setting: StackSetting): string | undefined {
  const { email, topicArn, keyArn, permissionsBoundaryArn, geminiParameter } = setting;
  const rows = [
    [email, 'email', 'is no email address'],
    [topicArn, 'topicArn', 'is no ARN of an SNS topic, e.g. arn:aws:sns:eu-west-1:111122223333:alarms (no FIFO topic)'],
    [
      keyArn,
      'keyArn',
      'is no ARN of a KMS key, e.g. arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab (no alias)',
    ],
    [
      permissionsBoundaryArn,
      'boundaryArn',
      'is no ARN of an IAM policy, e.g. arn:aws:iam::111122223333:policy/boundary',
    ],
    [
      geminiParameter,
      'parameterName',
      'is no name of an SSM parameter that begins with a slash, e.g. /palisade/gemini-key',
    ],
  ] as const;
  for (const [value, form, is] of rows) {
    if (value !== undefined && !isOfForm(form, value)) return `${shown(value)} ${is}.`;
  }
  // Names of AWS itself: nobody can put a key there.
  if (geminiParameter !== undefined && /^\/(aws|ssm)/i.test(geminiParameter)) {
    return `${shown(geminiParameter)} begins with a name that AWS keeps for itself.`;
  }
  return undefined;
}

function modelProblem({ geminiModel, geminiParameter }: StackSetting): string | undefined {
  if (geminiModel === undefined) return undefined;
  if (!isModelName(geminiModel)) return `${shown(geminiModel)} is no name of a Gemini model.`;
  return geminiParameter === undefined
    ? 'A Gemini model is given, but no parameter that holds the key: nothing would be asked.'
    : undefined;
}

function placeProblem(setting: StackSetting, place: ArnParts | undefined): string | undefined {
  const { topicArn, keyArn, permissionsBoundaryArn } = setting;
  const given = [topicArn, keyArn, permissionsBoundaryArn].filter((arn) => arn !== undefined);
  const partition = place?.partition ?? given.map((arn) => partsOf(arn).partition)[0];
  const strange = given.find((arn) => partsOf(arn).partition !== partition);
  if (strange !== undefined) return `${shown(strange)} is in another partition of AWS.`;
  if (place === undefined) return undefined;
  for (const arn of [topicArn, keyArn]) {
    if (arn !== undefined && partsOf(arn).region !== place.region) {
      return `${shown(arn)} is not in ${place.region}, where the stack is: it cannot be used from there.`;
    }
  }
  const owner = permissionsBoundaryArn === undefined ? undefined : partsOf(permissionsBoundaryArn).accountId;
  return owner !== undefined && owner !== 'aws' && owner !== place.accountId
    ? `${shown(permissionsBoundaryArn ?? '')} is of another account: a boundary has to be of the same.`
    : undefined;
}

function shown(text: string): string {
  return JSON.stringify(cleanLine(text, 120));
}

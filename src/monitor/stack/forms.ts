// The forms of what a person gives, for the check before anything is sent and for the template itself.

const ACCOUNT = '[0-9]{12}';
const PARTITION = 'aws[a-z-]{0,20}';
const REGION = '[a-z]{2}[a-z0-9-]{3,22}';

/** Without anchors; JavaScript and CloudFormation understand them alike. */
export const FORMS = {
  account: ACCOUNT,
  accounts: `${ACCOUNT}(,${ACCOUNT})*`,
  email: "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}([.][A-Za-z0-9-]{1,63}){1,8}",
  /** No FIFO topic: alarms have no message group. */
  topicArn: `arn:${PARTITION}:sns:${REGION}:${ACCOUNT}:[A-Za-z0-9_-]{1,256}`,
  /** No alias: CloudWatch Logs takes none. */
  keyArn: `arn:${PARTITION}:kms:${REGION}:${ACCOUNT}:key/[A-Za-z0-9-]{1,64}`,
  boundaryArn: `arn:${PARTITION}:iam::(${ACCOUNT}|aws):policy/[A-Za-z0-9_+=,.@/-]{1,512}`,
  parameterName: '(/[A-Za-z0-9_.-]{1,200}){1,15}',
  model: '[A-Za-z0-9][A-Za-z0-9.-]{0,99}',
  /** Of a log group, in the part of its alphabet that needs no care in an ARN. */
  logGroup: '[A-Za-z0-9_./-]{1,512}',
} as const;

export function isOfForm(form: keyof typeof FORMS, text: string): boolean {
  return new RegExp(`^(?:${FORMS[form]})$`).test(text);
}

/** For a parameter that may be empty. */
export function optionalPattern(form: keyof typeof FORMS): string {
  return `^(${FORMS[form]})?$`;
}

export interface ArnParts {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

export function partsOf(arn: string): ArnParts {
  const [, partition = '', , region = '', accountId = ''] = arn.split(':');
  return { partition, region, accountId };
}

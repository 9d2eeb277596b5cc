/** The commands of the S3 posture. They load its bundle. */
export const POSTURE_COMMAND_IDS = [
  'palisade.showPosture',
  'palisade.chooseAwsProfile',
  'palisade.readAccount',
  'palisade.readBucket',
  'palisade.cancelReading',
  'palisade.openSampleAccount',
  'palisade.closeAccount',
  'palisade.signInToAws',
  'palisade.groupPostureByBucket',
  'palisade.groupPostureByCheck',
  'palisade.filterPostureBySeverity',
  'palisade.filterPostureByText',
  'palisade.clearPostureFilter',
  'palisade.showMoreBuckets',
  'palisade.showBucket',
  'palisade.openInAwsConsole',
  'palisade.copyArn',
  'palisade.copyEvidence',
  'palisade.openBucketJson',
  'palisade.openAccountJson',
  'palisade.compareReadings',
  'palisade.ignoreBucketFinding',
  'palisade.ignoreCheckInBucket',
  'palisade.nameBuckets',
  'palisade.backToLiveReading',
] as const;

export type PostureCommandId = (typeof POSTURE_COMMAND_IDS)[number];

/** What a row of the tree stands for: plain data, since it travels through menus and keybindings. */
export interface PostureRef {
  /** Name of the bucket. */
  readonly bucket?: string;
  readonly checkId?: string;
  /** Where ignore entries and the store of findings have it. */
  readonly place?: string;
  /** Of a finding: what passed has none. */
  readonly fingerprint?: string;
}

/** Finds out what a menu, a row or another extension means; undefined when it names nothing. */
export function postureRefOf(argument: unknown): PostureRef | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { ref, bucket, checkId, place, fingerprint } = argument as Record<string, unknown>;
  if (typeof ref === 'object' && ref !== null) return postureRefOf(ref);
  const given = Object.entries({ bucket, checkId, place, fingerprint }).filter(
    ([, value]) => typeof value === 'string',
  );
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

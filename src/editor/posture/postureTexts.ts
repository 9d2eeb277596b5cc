// What the S3 posture says in boxes of its own.

export const POSTURE = {
  noSource: 'No AWS account is chosen.',
  choose: 'Choose AWS Profile',
  untrusted:
    'This workspace is not trusted, so nothing is read from AWS in this window: a profile may run a program. The sample account can be opened.',
  manageTrust: 'Manage Workspace Trust',
  nothingRunning: 'Palisade is not reading an AWS account.',
  noBucket: 'This is meant for a bucket of the S3 Posture view: choose one there.',
  pickBucket: 'Which bucket?',
  noFinding: 'This is meant for a check of the S3 Posture view that fails or cannot be told: choose one there.',
  noConsole: 'The console of this partition of AWS has no address that is known.',
  accountNotRead: 'What belongs to the account as such was not read yet. Read the account first.',
  readFirst: 'This bucket was not read yet. Read it first.',
  sample: 'The buckets of the sample account are invented: there is nothing of them in AWS, and nothing to ignore.',
  noBefore:
    'Nothing else was read of this bucket in this window, so there is nothing to compare with. Read it again after a change.',
  signIn: 'Sign in to AWS?',
  signInDetail: (command: string) =>
    `This command is run in a terminal, in your home folder:\n\n${command}\n\nRead the account again when it is done.`,
  noSignIn: 'Nothing says that a sign-in would help.',
  runInTerminal: 'Run in Terminal',
  copyCommand: 'Copy Command',
  signInAction: 'Sign In…',
  readAgain: 'Read Again',
  openSettings: 'Open Settings',
  nameBuckets: 'Name Buckets…',
  settings: (problems: readonly string[]) => `Some settings are not used: ${problems.join(' ')}`,
  gone: (bucket: string) => `The bucket ${bucket} does not exist any more.`,
  bucketFailed: (bucket: string, message: string) => `${bucket} could not be read: ${message}`,
  readingEnded: (message: string) => `Reading the account ended early. ${message}`,
  copied: (what: string) => `${what} is in the clipboard.`,
  ignoreIn: 'In which folder is the ignore file?',
  noFolder: 'Open a folder first: what is ignored is kept in its .palisade/ignores.yaml.',
  filterText: 'Filter by name',
  filterPrompt: 'Part of the name of a bucket, its region, or a check. Empty: all.',
  filterSeverity: 'Which severities are shown?',
} as const;

// What monitoring says in boxes of its own.

export const MONITORING = {
  untrusted:
    'This workspace is not trusted, so nothing is read from AWS or made there in this window: a profile may run a program.',
  manageTrust: 'Manage Workspace Trust',
  noAccount: 'No AWS account is chosen, so there is nothing to monitor. The sample account has no watcher.',
  choose: 'Choose AWS Profile',
  copyCommand: 'Copy Command',
  copyPolicy: 'Copy Policy',
  deploy: 'Deploy…',
  again: 'Try Again',
  planning: 'Preparing the deployment',
  email: 'Who is told?',
  emailPrompt:
    'E-mail address for new critical or high findings, alarms and the budget of 60 US dollars a month. Empty: as it is; nobody and no budget where nothing is deployed yet.',
  emailWrong: 'That is no e-mail address. Nothing was deployed.',
  planOpen: (account: string, what: string) =>
    `The plan for account ${account} is open: ${what} Read what it may do and what it costs. Nothing was made yet.`,
  confirmTitle: (what: string, account: string) => `${what} account ${account}`,
  confirmPrompt: 'Type the id of the account to confirm.',
  notConfirmed: (account: string) => `What was typed is not the id of account ${account}. Nothing was done.`,
  deploying: 'Deploying the watcher',
  deployed: {
    created: 'The watcher is deployed. Its first scheduled scan begins within 12 hours.',
    continued: 'The deployment that had ended in the middle is complete.',
    updated: 'The watcher is updated.',
    'nothing-to-do': 'The watcher is as it should be: there was nothing to do.',
  },
  runNow: 'Run Now',
  showStatus: 'Show Status',
  lookWhatIsLeft: 'What AWS had begun may go on: Monitoring Status says what is there.',
  asking: 'Asking AWS about the watcher',
  starting: 'Starting a scan',
  waiting: (seconds: number) => `Waiting for its report (${Math.floor(seconds / 60)} min ${seconds % 60} s)`,
  started: 'Started: waiting for its report',
  reported: 'The scan has reported.',
  unfinished: 'The scan was begun and did not finish: Monitoring Status says more.',
  unreadable: 'The scan has ended, and its report cannot be read: Monitoring Status says more.',
  notAwaited: 'The scan goes on. Its report appears in the Monitoring view.',
  notSeen: 'The scan has not reported. Monitoring Status says what may be wrong.',
  openReport: 'Open Report',
  show: 'Show',
  pickRun: 'Which report?',
  noReports: 'There is no report yet.',
  reading: 'Reading the report',
  buckets: 'How many buckets?',
  bucketsPrompt: 'Buckets of the account.',
  changes: 'How many changes a day?',
  changesPrompt: 'Changes of S3 configuration in a day; 10 where you do not know.',
  noNumber: 'That is no number from 0 to 10,000,000.',
  gemini: 'With Gemini over what failed?',
  removeQuestion: (account: string) => `Remove the watcher from account ${account}?`,
  removeDetail:
    'The stack is deleted with all that it made. The reports can stay: then their log group is kept until you delete it.',
  keep: 'Keep Reports',
  delete: 'Delete Reports Too',
  removing: 'Removing the watcher',
  removed: (kept: readonly string[]) =>
    kept.length === 0
      ? 'The watcher is removed. Nothing of it is left.'
      : `The watcher is removed. Kept: ${kept.join(', ')}.`,
  policyCopied: 'The policy is in the clipboard. It permits to read the reports, and nothing else.',
  exposures: (count: number, first: string, rest: number) =>
    `Monitoring found ${count === 1 ? 'a new exposure' : `${count} new exposures`}: ${first}${rest > 0 ? ` and ${rest} more` : ''}.`,
} as const;

// What prompts, hand-offs and re-checks say.
import type { HandOffStep } from '../../remediation/handOff.ts';

export const FIX = {
  nothingMeant: 'Put the cursor on a finding, or choose one in the Findings or the S3 Posture view.',
  notThere:
    'Nothing is known of this finding here: what it was found in changed, or was not scanned in this window. Scan it again to see what is there now.',
  noneFails: 'Nothing fails there, so there is nothing to fix.',
  report:
    'This is the report of a past run: it holds no facts of which a prompt could be made. Go back to live reading, and fix what is still so.',
  backToLive: 'Back to Live Reading',
  sample: 'The buckets of the sample account are invented: their prompt can be looked at, and there is nothing to fix.',
  noIdentity: 'This was not read from the account yet. Read the account in the S3 Posture view, then try again.',
  noText: 'The file cannot be read any more.',
  untrusted:
    'This workspace is not trusted. Its findings can be previewed; to hand them to an agent, trust the workspace.',
  untrustedAccount: 'This workspace is not trusted, so nothing is read from AWS. Trust it, then try again.',
  manageTrust: 'Manage Workspace Trust',
  which: 'Which finding?',
  preview: 'Preview Prompt',
  copy: 'Copy Prompt',
  watch: 'Watch for the Fix',
  copied: 'The prompt is on the clipboard.',
  notWatched: 'It changed meanwhile, so it is not watched: scan or read again to see what became of it.',
  shortened: 'Data was left out so that it fits.',
  showLog: 'Show Log',
  verify: 'Verify Now',
  reveal: 'Show',
} as const;

/** What a way of handing off did, and what is next. */
export const HANDED_OFF: Readonly<Record<HandOffStep, string>> = {
  chat: 'The prompt is in the chat. Read it, then send it.',
  prefill: 'The prompt is in the chat. Read it, then send it.',
  deeplink: 'The prompt was opened in Cursor: confirm it, read it, then send it.',
  clipboard: "The prompt is on the clipboard: paste it into your agent's chat.",
  document: "The clipboard did not take it. The prompt is in a new document: copy it into your agent's chat.",
};

export function watchedInWords(minutes: number): string {
  return `Palisade re-checks by itself for ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`;
}

export const HAND_OFF_FAILED =
  'The prompt could not be handed over: neither the chat, nor the clipboard, nor a new document took it. The log says why. "Preview Prompt" shows it.';

export const MCP = {
  title: 'Set Up AWS MCP',
  noProfiles: 'There is no profile in the AWS files. Set one up with the AWS CLI, then try again.',
  pickProfile: 'The profile that the agent is to use',
  pickAccess: 'What the agent may do through AWS MCP',
  readOnly: 'Read only (recommended)',
  readOnlyMeans: 'the server lets nothing through that changes anything; prompts ask for a plan',
  mayChange: 'Read and change',
  mayChangeMeans: 'the agent can change what the profile may change; give it the least that it needs',
  askRegion: 'The region of your buckets',
  askRegionPrompt: 'Calls of the agent go there, e.g. eu-central-1.',
  noServer: (region: string) =>
    `AWS has no MCP server that serves ${region}. Prompts can be used all the same: the agent then uses the AWS CLI.`,
  badProfile:
    'The name of this profile has spaces or signs that hosts split arguments at. Give it a plain name in the AWS files.',
  register: (host: string) => `Register with ${host}`,
  copyJson: 'Copy JSON',
  showPolicy: 'Show IAM Policy…',
  registered: (host: string) => `AWS MCP is registered with ${host}. "Remove AWS MCP" undoes it.`,
  notRegistered: (host: string, why: string) =>
    `${host} did not take the server: ${why}. The JSON is on the clipboard instead.`,
  copied: 'The JSON is on the clipboard: paste it into the MCP settings of your editor.',
  notCopied: (why: string) => `The clipboard did not take the JSON: ${why}. It is in a new document.`,
  removed: 'AWS MCP was removed.',
  removedByHand:
    'Palisade does not speak of AWS MCP any more. If you pasted the JSON into settings, take it out there.',
  nothing: 'AWS MCP is not set up.',
  checking: 'Palisade is looking whether AWS MCP can work',
} as const;

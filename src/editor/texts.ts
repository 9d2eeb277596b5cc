// What the editor says, apart from what reasons.ts and the models of the views say.

export const CONSENT = {
  question: 'May Palisade send files to Google Gemini?',
  detail: [
    'What is sent: the text of the file you scan, its path relative to the workspace folder, and the titles and lines of the offline findings.',
    'Where: the Google Gemini API (generativelanguage.googleapis.com), with your key. It happens when you scan by command and when you save by hand.',
    'What is masked: secrets that Palisade detects are replaced by asterisks first. The detection is good, not perfect.',
    'Never sent: .env and key files, whatever .gitignore, .cursorignore and the setting palisade.exclude name, and workspaces that you do not trust.',
    "On Gemini's unpaid tier Google may use what is sent to improve its products, and people may read it. Use a key with billing for code that is not public.",
    'The answer is remembered on this machine. "Palisade: Review Gemini Consent" asks again.',
  ].join('\n\n'),
  allow: 'Allow on this machine',
  refuse: 'Do not send',
} as const;

export const CONSENT_RESULT = {
  granted: 'Palisade may send files to Gemini from this machine.',
  declined: 'Palisade sends nothing to Gemini. The offline engine works as before.',
  undecided: 'Nothing was decided: Palisade sends nothing until you agree.',
} as const;

export const KEY = {
  title: 'Gemini API key',
  prompt: 'Paste a key of the Gemini API (from aistudio.google.com). It is kept in the secret storage of the editor.',
  placeholder: 'AIza…',
  empty: 'The key is empty.',
  unusual: 'This does not look like a Gemini API key. It is stored all the same when you press Enter.',
  removed: 'The Gemini API key was removed from the secret storage.',
  absent: 'There is no Gemini API key in the secret storage.',
  stillInEnvironment: 'GEMINI_API_KEY of the environment is still used.',
  stored: 'The Gemini API key is in the secret storage of the editor.',
  storedFromRemote: (host: string) =>
    `The Gemini API key is in the secret storage of the editor, on the machine where its window runs. It is used on ${host}, where the extension runs.`,
} as const;

export const CODE = {
  title: 'Multi-factor authentication',
  prompt: (serial: string) => `The code of the device ${serial}, for the profile that is read.`,
  placeholder: '123456',
  unusual: 'A code has six digits.',
} as const;

export const SCAN = {
  nothingOpen: 'Palisade scans the file in front: open one first.',
  cancelled: 'The scan was cancelled.',
  nothingRunning: 'Palisade is not scanning anything.',
  progress: (name: string) => `Palisade is scanning ${name}`,
} as const;

export const IGNORE = {
  reasonTitle: 'Why is it ignored?',
  reasonPrompt: 'The reason is kept in .palisade/ignores.yaml, for whoever reads it later.',
  reasonEmpty: 'A reason is needed.',
  noFinding: 'There is no finding at the cursor.',
  noFolder:
    'This file is in no workspace folder, and .palisade/ignores.yaml belongs to a folder. Open its folder to ignore findings in it.',
  noFile: 'There is no .palisade/ignores.yaml in this folder: nothing is ignored.',
  notTrusted: 'not applied, as this workspace is not trusted: it hides no finding',
  untrusted:
    'This workspace is not trusted, so its .palisade/ignores.yaml hides nothing. Trust the workspace to ignore findings in it.',
  unsaved: '.palisade/ignores.yaml has unsaved changes. Save it, then ignore the finding.',
  broken: (problem: string) => `.palisade/ignores.yaml was left as it is, since it cannot be understood: ${problem}`,
  notWritten: (problem: string) => `.palisade/ignores.yaml could not be written: ${problem}`,
  problems: (problems: readonly string[]) =>
    `.palisade/ignores.yaml has problems; the entries concerned ignore nothing: ${problems.join('; ')}`,
} as const;

export const RULES = {
  pick: 'Which rule?',
  unknown: 'There is no such rule. "Palisade: Show Rule…" lists them all.',
} as const;

export const EXPORT = {
  nothing:
    'Nothing was scanned in this window yet, so there is nothing to export. Open a file and scan it, then export again.',
  pick: (what: string) => `Export ${what} as`,
  save: (format: string) => `Export Findings as ${format}`,
  written: (name: string, what: string) => `exported to ${name}: ${what}.`,
  notWritten: (name: string, problem: string) => `${name} could not be written: ${problem}. Nothing was exported.`,
} as const;

export const CACHE = {
  removed: (documents: number, bytes: number) =>
    documents === 0
      ? 'nothing was kept of earlier scans in this workspace.'
      : `removed what was kept of ${filesInWords(documents)} (${Math.ceil(bytes / 1024)} KB). What this window shows stays until it is closed or reloaded.`,
  failed: (documents: number, failed: number) =>
    `what was kept of ${filesInWords(failed)} could not be removed; of ${filesInWords(documents)} it was. The log says why.`,
} as const;

export const REFUTED = {
  none: 'Gemini has refuted no finding.',
} as const;

export const ACTIONS = {
  showLog: 'Show Log',
  showFindings: 'Show Findings',
  openFile: 'Open File',
  testConnection: 'Test Connection',
  setKey: 'Set Gemini API Key',
  reviewConsent: 'Review Gemini Consent',
  trust: 'Manage Workspace Trust',
  settings: 'Open Settings',
  retry: 'Scan Again',
  openSourceControl: 'Open Source Control',
  scanFile: 'Scan File',
} as const;

export const CONNECTION = {
  progress: 'Palisade is asking Gemini for one word (no file content is sent)',
  works: (model: string) => `The connection works: ${model} answers with this key. No file content was sent.`,
  cancelled: 'The test was cancelled.',
} as const;

/** For what is a defect: it is in the log in full. */
export const DEFECT = (title: string): string => `"Palisade: ${title}" failed unexpectedly. The log has the details.`;

export const START_FAILED = (message: string): string =>
  `Palisade could not start: ${message}. Nothing is scanned in this window.`;

function filesInWords(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}

// The import directions of the design, as lint rules:
// editor, cli → app → remediation → code, s3 → gemini → outbound → findings, and monitor → s3, gemini.

/** Each folder of src with the folders it may import from, besides itself. */
const ALLOWED = {
  findings: [],
  outbound: ['findings'],
  gemini: ['outbound', 'findings'],
  code: ['gemini', 'outbound', 'findings'],
  s3: ['gemini', 'outbound', 'findings'],
  remediation: ['code', 's3', 'gemini', 'outbound', 'findings'],
  monitor: ['s3', 'gemini', 'outbound', 'findings'],
  app: ['remediation', 'code', 's3', 'gemini', 'outbound', 'findings'],
  cli: ['app', 'remediation', 'code', 's3', 'gemini', 'outbound', 'findings'],
  editor: ['app', 'remediation', 'code', 's3', 'gemini', 'outbound', 'findings'],
};

/** Packages that only some folders may touch. */
const PACKAGES = [
  { pattern: '^vscode$', name: 'vscode', folders: ['editor'] },
  { pattern: '^@aws-sdk/', name: '@aws-sdk/*', folders: ['s3', 'monitor'] },
  { pattern: '^@google/(generative-ai|genai)', name: 'the Gemini SDK', folders: ['gemini'] },
];

const folders = Object.keys(ALLOWED);

function patternsFor(folder) {
  const forbidden = folders.filter((other) => other !== folder && !ALLOWED[folder].includes(other));
  return [
    ...forbidden.map((other) => ({
      regex: `^(\\.\\./)+${other}/`,
      message: `src/${folder} must not import src/${other}: the direction is editor, cli → app → remediation → code, s3 → gemini → outbound → findings.`,
    })),
    { regex: '^(\\.\\./)+extension(\\.ts)?$', message: 'Nothing imports the composition root.' },
    ...PACKAGES.filter((entry) => !entry.folders.includes(folder)).map((entry) => ({
      regex: entry.pattern,
      message: `${entry.name} is imported only in ${entry.folders.map((name) => `src/${name}`).join(' and ')}.`,
    })),
  ];
}

export const importDirections = [
  ...folders.map((folder) => ({
    files: [`src/${folder}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns: patternsFor(folder) }] },
  })),
  {
    files: ['src/extension.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: PACKAGES.filter((entry) => entry.name !== 'vscode').map((entry) => ({ regex: entry.pattern, message: `${entry.name} stays in its folder.` })) },
      ],
    },
  },
];

// The import directions of the design, as a lint rule:
// editor, cli → app → remediation → code, s3 → gemini → outbound → findings, and monitor → s3, gemini.
// A rule of our own, because ESLint's no-restricted-imports sees neither import('…') nor where a path leads.
import { dirname, relative, resolve } from 'node:path';

/** Each folder of src with the folders it may import from, besides itself. */
const ALLOWED = {
  findings: [],
  outbound: ['findings'],
  gemini: ['outbound', 'findings'],
  code: ['gemini', 'outbound', 'findings'],
  s3: ['gemini', 'outbound', 'findings'],
  remediation: ['code', 's3', 'gemini', 'outbound', 'findings'],
  monitor: ['s3', 'gemini', 'outbound', 'findings'],
  app: ['monitor', 'remediation', 'code', 's3', 'gemini', 'outbound', 'findings'],
  cli: ['app', 'monitor', 'remediation', 'code', 's3', 'gemini', 'outbound', 'findings'],
  editor: ['app', 'monitor', 'remediation', 'code', 's3', 'gemini', 'outbound', 'findings'],
};

/** The file in src itself that puts the parts together. */
const ROOT = 'extension.ts';

/** Packages that only some places may touch. */
const PACKAGES = [
  { pattern: /^vscode($|\/)/, name: 'vscode', places: ['editor', ROOT] },
  { pattern: /^@(aws-sdk|smithy)\//, name: 'the AWS SDK', places: ['s3', 'monitor'] },
  { pattern: /^@google\//, name: 'the Gemini SDK', places: ['gemini'] },
];

/**
 * @param place the folder of src, or the file in src itself, that the import stands in
 * @param from absolute path of the folder of the importing file
 * @param source absolute path of src
 * @returns why the import is forbidden, or undefined
 */
function objection(specifier, place, from, source) {
  const taboo = PACKAGES.find(({ pattern, places }) => pattern.test(specifier) && !places.includes(place));
  if (taboo) return `${taboo.name} is imported only in ${taboo.places.map((name) => `src/${name}`).join(' and ')}.`;
  if (!/^\.{0,2}\//.test(specifier)) return undefined;
  const target = relative(source, resolve(from, specifier)).split(/[\\/]/);
  if (target[0] === '..') return 'What ships imports nothing from outside src.';
  if (target.length === 1) return 'Nothing imports the composition root.';
  if (place === ROOT || target[0] === place || ALLOWED[place].includes(target[0])) return undefined;
  return `src/${place} must not import src/${target[0]}: the direction is editor, cli → app → remediation → code, s3 → gemini → outbound → findings.`;
}

/** The text of a specifier that is written out; undefined for a computed one. */
function written(node) {
  if (node?.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node?.type === 'TSLiteralType') return written(node.literal);
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0].value.cooked;
  return undefined;
}

const rule = {
  meta: { type: 'problem', schema: [], messages: { forbidden: '{{why}}' } },
  create(context) {
    const source = resolve(context.cwd, 'src');
    const [place] = relative(source, context.filename).split(/[\\/]/);
    const check = (node, specifier) => {
      const text = written(specifier);
      const why = text === undefined ? undefined : objection(text, place, dirname(context.filename), source);
      if (why !== undefined) context.report({ node, messageId: 'forbidden', data: { why } });
    };
    if (place !== ROOT && ALLOWED[place] === undefined) {
      const why = `src/${place} has no place in the import directions.`;
      return { Program: (node) => context.report({ node, messageId: 'forbidden', data: { why } }) };
    }
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node) => check(node, node.source ?? node.argument),
      TSExternalModuleReference: (node) => check(node, node.expression),
      'CallExpression[callee.name=/^require$/]': (node) => check(node, node.arguments[0]),
    };
  },
};

export const importDirections = [
  {
    files: ['src/**/*.ts'],
    plugins: { palisade: { rules: { 'import-directions': rule } } },
    rules: { 'palisade/import-directions': 'error' },
  },
];

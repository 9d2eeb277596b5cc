// How one rule or check is fixed, as a Markdown file of prompts/playbooks: front matter, then sections in a fixed
// order. Its text is ours, or that of the person whose folder overrides it: it goes into a prompt as it is.
import { isMap, isSeq, parseDocument } from 'yaml';
import { isRuleId } from '../findings/ruleEntry.ts';
import { isTooDeep } from '../findings/yamlDepth.ts';

/** In the order of a file; every one is needed. */
export const SECTIONS = ['Read first', 'Change', 'Expect', 'Roll back', 'Verify', 'Do not'] as const;

export type SectionName = (typeof SECTIONS)[number];

/** The forms of a change of S3, as headings under `Change`, in this order; every one is needed. */
export const FORMS = ['AWS CLI', 'Terraform', 'CloudFormation'] as const;

export type Form = (typeof FORMS)[number];

/** What the change of a playbook touches. */
export const SCOPES = ['bucket', 'account', 'access-point', 'trail', 'key', 'distribution'] as const;

export type Scope = (typeof SCOPES)[number];

/** What may stand between double braces. Everything else that a person has to fill in is a word in capitals. */
export const PLACEHOLDERS = ['account', 'partition', 'region', 'bucket', 'profile'] as const;

/** A fenced block: a command, or the content of a file that a command names. */
export interface Snippet {
  /** `sh`, `json`, `hcl` or `yaml`. */
  readonly language: string;
  /** Of a file that the commands name as `file://…`; undefined for all else. */
  readonly file: string | undefined;
  readonly text: string;
}

interface PlaybookText {
  /** Raised by whoever changes a word. */
  readonly version: number;
  readonly title: string;
  /** Markdown, without the heading; `Change` of S3 without its forms. */
  readonly sections: Readonly<Record<SectionName, string>>;
}

export interface CodePlaybook extends PlaybookText {
  readonly kind: 'code';
  /** Of the rules that it is for: of the offline engine, or `gemini.<class>`. */
  readonly rules: readonly string[];
}

export interface S3Playbook extends PlaybookText {
  readonly kind: 's3';
  readonly checkId: string;
  readonly scope: Scope;
  /** IAM actions that its commands need for reading, and for changing: what a policy for the agent is made of. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Other checks whose outcome the change may turn, either way. */
  readonly alsoChanges: readonly string[];
  /** Checks that may fail after it, which have a playbook of their own. */
  readonly leaves: readonly string[];
  /** `partly`: something cannot be brought back, which `Roll back` names. */
  readonly reversible: 'yes' | 'partly' | 'no';
  readonly forms: Readonly<Record<Form, string>>;
}

export type Playbook = CodePlaybook | S3Playbook;

export type ParsedPlaybook =
  | { readonly kind: 'playbook'; readonly playbook: Playbook }
  /** In words, for whoever wrote the file. Nothing of the file's text is in them. */
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

/** In UTF-16 units: more than a prompt may be. */
const LARGEST = 30_000;

/** Never throws: a file may be of a person's own folder, and half-saved. */
export function parsePlaybook(content: string): ParsedPlaybook {
  if (content.length > LARGEST) return { kind: 'problems', problems: [`it is longer than ${LARGEST} characters`] };
  const text = content.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const parts = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text);
  if (parts === null)
    return { kind: 'problems', problems: ['it does not begin with front matter between lines of ---'] };
  const [, front = '', body = ''] = parts;
  const problems: string[] = [];
  const fields = fieldsOf(front, problems);
  const { sections, forms } = divided(body, fields['kind'] === 's3', problems);
  problems.push(...placeholderProblems(body));
  const playbook = assembled(fields, sections, forms, problems);
  return playbook === undefined || problems.length > 0
    ? { kind: 'problems', problems }
    : { kind: 'playbook', playbook };
}

/** The fenced blocks in a part of a playbook, in its order. */
export function snippetsIn(markdown: string): readonly Snippet[] {
  return [...markdown.matchAll(/^```([a-z]+)(?: file=([\w.-]+))?\n([\s\S]*?)\n```$/gm)].map((match) => ({
    language: match[1] ?? '',
    file: match[2],
    text: match[3] ?? '',
  }));
}

type Fields = Readonly<Record<string, unknown>>;

const CODE_FIELDS = ['version', 'kind', 'title', 'rules'];
const S3_FIELDS = [
  'version',
  'kind',
  'title',
  'check',
  'scope',
  'reads',
  'writes',
  'alsoChanges',
  'leaves',
  'reversible',
];

function fieldsOf(front: string, problems: string[]): Fields {
  if (isTooDeep(front)) {
    problems.push('its front matter holds lists in lists');
    return {};
  }
  const document = parseDocument(front);
  const isFlat =
    isMap(document.contents) &&
    document.contents.items.every(
      ({ value }) => !isMap(value) && (!isSeq(value) || value.items.every((one) => !isSeq(one) && !isMap(one))),
    );
  if (document.errors.length > 0 || !isFlat) {
    problems.push('its front matter is no flat YAML map');
    return {};
  }
  try {
    return document.toJS() as Fields;
  } catch {
    problems.push('its front matter refers to what it does not define');
    return {};
  }
}

interface Divided {
  readonly sections: Partial<Record<SectionName, string>>;
  readonly forms: Partial<Record<Form, string>>;
}

/** Headings count only outside fenced blocks: a comment of a shell begins like one. */
function divided(body: string, hasForms: boolean, problems: string[]): Divided {
  const found: { readonly level: 2 | 3; readonly name: string; readonly lines: string[] }[] = [];
  let isFenced = false;
  for (const line of body.split('\n')) {
    if (/^```/.test(line)) isFenced = !isFenced;
    const heading = isFenced ? null : /^(#{1,6}) +(.*?) *$/.exec(line);
    if (heading === null) {
      const last = found.at(-1);
      if (last !== undefined) last.lines.push(line);
      else if (line.trim() !== '') problems.push('it has text before its first section');
      continue;
    }
    const [, marks = '', name = ''] = heading;
    if (marks.length !== 2 && marks.length !== 3) problems.push('it has a heading of another level than 2 and 3');
    found.push({ level: marks.length === 2 ? 2 : 3, name, lines: [] });
  }
  if (isFenced) problems.push('a fenced block does not end');
  const expected = SECTIONS.flatMap((name) => [
    `2 ${name}`,
    ...(name === 'Change' && hasForms ? FORMS.map((form) => `3 ${form}`) : []),
  ]);
  const headings = found.map(({ level, name }) => `${level} ${name}`);
  if (headings.join('\n') !== expected.join('\n')) {
    problems.push(`its headings are not, in this order: ${expected.map((one) => one.slice(2)).join(', ')}`);
  }
  const sections: Partial<Record<SectionName, string>> = {};
  const forms: Partial<Record<Form, string>> = {};
  for (const { level, name, lines } of found) {
    const text = lines.join('\n').trim();
    const section = SECTIONS.find((one) => level === 2 && one === name);
    const form = FORMS.find((one) => level === 3 && one === name);
    if (text === '' && (section !== undefined || form !== undefined)) problems.push(`${section ?? form} is empty`);
    if (section !== undefined) sections[section] = text;
    if (form !== undefined) forms[form] = text;
  }
  return { sections, forms };
}

function placeholderProblems(body: string): readonly string[] {
  const known: readonly string[] = PLACEHOLDERS;
  const named = [...body.matchAll(/\{\{(.*?)\}\}/g)].map(([, name = '']) => name);
  return named.some((name) => !known.includes(name))
    ? [`between double braces only these may stand: ${PLACEHOLDERS.join(', ')}`]
    : [];
}

function assembled(
  fields: Fields,
  sections: Divided['sections'],
  forms: Divided['forms'],
  problems: string[],
): Playbook | undefined {
  const { kind, version, title } = fields;
  if (kind !== 'code' && kind !== 's3') {
    problems.push('kind is neither code nor s3');
    return undefined;
  }
  const known = kind === 'code' ? CODE_FIELDS : S3_FIELDS;
  const unknown = Object.keys(fields).filter((name) => !known.includes(name));
  if (unknown.length > 0) problems.push(`its front matter has more than ${known.join(', ')}`);
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    problems.push('version is no whole number from 1');
  if (typeof title !== 'string' || title.trim() === '' || title.includes('\n'))
    problems.push('title is no line of text');
  const text = {
    version: version as number,
    title: title as string,
    sections: sections as Record<SectionName, string>,
  };
  if (kind === 'code') {
    return { kind, ...text, rules: namesIn(fields, 'rules', isRuleId, problems, 1) };
  }
  const { check, scope, reversible } = fields;
  if (!isRuleId(check)) problems.push('check is no id of a check');
  if (!SCOPES.some((one) => one === scope)) problems.push(`scope is none of ${SCOPES.join(', ')}`);
  if (reversible !== 'yes' && reversible !== 'partly' && reversible !== 'no') {
    problems.push('reversible is none of yes, partly, no');
  }
  return {
    kind,
    ...text,
    checkId: check as string,
    scope: scope as Scope,
    reads: namesIn(fields, 'reads', isAction, problems, 1),
    writes: namesIn(fields, 'writes', isAction, problems, 0),
    alsoChanges: namesIn(fields, 'alsoChanges', isRuleId, problems, 0),
    leaves: namesIn(fields, 'leaves', isRuleId, problems, 0),
    reversible: reversible as S3Playbook['reversible'],
    forms: forms as Record<Form, string>,
  };
}

/** As IAM has it, without any wildcard. */
function isAction(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z0-9-]+:[A-Za-z0-9]+$/.test(value);
}

function namesIn(
  fields: Fields,
  name: string,
  is: (value: unknown) => value is string,
  problems: string[],
  least: number,
): readonly string[] {
  const value = fields[name];
  if (!Array.isArray(value) || !value.every(is) || value.length < least) {
    problems.push(`${name} is no list of ${least > 0 ? 'at least one name' : 'names'}`);
    return [];
  }
  return value;
}

import { Document, isMap, isSeq, parseDocument } from 'yaml';
import { isTooDeep } from './yamlDepth.ts';
import { type IgnoreEntry, type IgnoreList, NO_IGNORES } from './ignores.ts';

const HEADER = ` What Palisade does not report again in this repository, with the reason.
 Entries with a fingerprint cover one finding, entries without one a whole rule in that file.`;

/** In UTF-16 units: more entries than anybody reads. */
const LARGEST = 1_000_000;

/** A broken file ignores nothing and says so: silence must never come from a typing error. */
export function parseIgnores(text: string): IgnoreList {
  if (text.length > LARGEST) return { entries: [], problems: ['it is larger than 1 MB'] };
  if (isTooDeep(text)) return { entries: [], problems: ['not valid YAML (nested too deep)'] };
  const document = parseDocument(text);
  const error = document.errors[0];
  if (error) {
    // Never its message: that quotes the file, which is data of others.
    const line = error.linePos?.[0].line;
    const place = line === undefined ? '' : ` in line ${line}`;
    return { entries: [], problems: [`not valid YAML (${error.code}${place})`] };
  }
  let root: unknown;
  try {
    root = document.toJS();
  } catch {
    // Such an alias passes the parser and fails here.
    return { entries: [], problems: ['not valid YAML (an alias is unknown, refers to itself or expands too far)'] };
  }
  if (root === null || root === undefined) return NO_IGNORES;
  if (
    !isRecord(root) ||
    !(Array.isArray(root['ignores']) || root['ignores'] === undefined || root['ignores'] === null)
  ) {
    return { entries: [], problems: ['expected a map with a list named "ignores"'] };
  }
  const entries: IgnoreEntry[] = [];
  const problems: string[] = [];
  if (root['version'] !== undefined && root['version'] !== 1) {
    return { entries: [], problems: ['this version of Palisade reads "version: 1" only'] };
  }
  const items: readonly unknown[] = Array.isArray(root['ignores']) ? root['ignores'] : [];
  items.forEach((item, index) => {
    const entry = parseEntry(item);
    if (typeof entry === 'string') problems.push(`entry ${index + 1}: ${entry}`);
    else entries.push(entry);
  });
  return { entries, problems };
}

function parseEntry(item: unknown): IgnoreEntry | string {
  if (!isRecord(item)) return 'is not a map';
  const { rule, file, fingerprint, reason, date } = item;
  if (typeof rule !== 'string' || rule === '') return '"rule" is missing';
  if (typeof file !== 'string' || file === '') return '"file" is missing';
  if (typeof reason !== 'string' || reason.trim() === '') return '"reason" is missing';
  const day = date instanceof Date ? date.toISOString().slice(0, 10) : date;
  if (typeof day !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return '"date" is not a date like 2026-01-31';
  // A fingerprint of digits alone is read by YAML as a number: it must be quoted, so say so.
  if (fingerprint !== undefined && typeof fingerprint !== 'string') return '"fingerprint" must be in quotes';
  if (fingerprint === '') return '"fingerprint" is empty';
  return { rule, file, reason, date: day, ...(fingerprint === undefined ? {} : { fingerprint }) };
}

/**
 * The text of the ignore file with one entry more; comments and order are kept.
 *
 * @param text the file as it is; empty when there is none
 * @returns an error in words when the file is broken: it is then left alone, so that nothing is lost
 */
export function addIgnore(text: string, entry: IgnoreEntry): { text: string } | { error: string } {
  const { problems } = parseIgnores(text);
  const broken = problems.find((problem) => !problem.startsWith('entry '));
  if (broken !== undefined) return { error: broken };

  const document = text.trim() === '' ? new Document({ version: 1, ignores: [] }) : parseDocument(text);
  if (text.trim() === '') document.commentBefore = HEADER;
  if (!isMap(document.contents)) document.contents = document.createNode({ version: 1, ignores: [] });
  if (!isSeq(document.get('ignores'))) document.set('ignores', document.createNode([]));
  const list = document.get('ignores');
  if (!isSeq(list)) return { error: 'the list named "ignores" could not be extended' };
  list.flow = false;
  list.add(document.createNode(entry));
  return { text: document.toString({ lineWidth: 0 }) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

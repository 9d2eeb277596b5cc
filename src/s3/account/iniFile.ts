// AWS's dialect of INI, as the AWS CLI reads it. The SDK's reader drops quoted names with spaces and says nothing of it.

/** The settings of a section; those that are nested, as in a `services` section, are `outer.inner`. */
export type Settings = ReadonlyMap<string, string>;

export interface IniSection {
  /** As written between the brackets, trimmed. */
  readonly header: string;
  readonly settings: Settings;
}

/** Sections in their order; one that comes again adds to itself. What is no setting and no header is passed over. */
export function parseIni(text: string): readonly IniSection[] {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let outer: string | undefined;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const bare = withoutComment(line);
    if (bare === '') continue;
    const header = /^\[(.*)\]$/.exec(bare)?.[1]?.trim();
    if (header !== undefined) {
      section = sections.get(header) ?? new Map<string, string>();
      sections.set(header, section);
      outer = undefined;
      continue;
    }
    const equals = bare.indexOf('=');
    if (section === undefined || equals < 1) continue;
    const key = bare.slice(0, equals).trim();
    const value = bare.slice(equals + 1).trim();
    if (!/^\s/.test(line)) outer = value === '' ? key : undefined;
    if (value === '') continue;
    section.set(outer === undefined ? key : `${outer}.${key}`, value);
  }
  return [...sections].map(([header, settings]) => ({ header, settings }));
}

/** A comment starts a line, or follows white space: a `#` within a value belongs to it. */
function withoutComment(line: string): string {
  return (/^\s*[#;]/.test(line) ? '' : (line.split(/\s[#;]/)[0] ?? '')).trim();
}

/** The name after a prefix such as `profile`, without its quotes; undefined when the header is of another kind. */
export function nameAfter(prefix: string, header: string): string | undefined {
  const rest = new RegExp(`^${prefix}\\s+(.+)$`, 's').exec(header)?.[1]?.trim();
  if (rest === undefined) return undefined;
  const quoted = /^(["'])(.*)\1$/s.exec(rest)?.[2];
  return quoted ?? rest;
}

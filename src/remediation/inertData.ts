// Values of others, made fit for the one block of a prompt that holds data.
import { cleanCodeLine, cleanLine, inertJson } from '../outbound/cleaning.ts';

/** What a renderer of chats might turn into something to click, to load or to run, and how it is taken apart. */
const LIVE: readonly (readonly [RegExp, string])[] = [
  // Any scheme with an authority, with backslashes as browsers take them too.
  [/:(?=[\\/]{2})/g, '[:]'],
  [/\b(javascript|vbscript):/gi, '$1[:]'],
  [
    /\b(data|file|blob|https?|wss?|ftp|mailto|tel|command|ssh|git|cursor|vscode[\w-]*|windsurf|kiro|trae|antigravity|code-oss|vscodium|devin|jetbrains|ms-[\w-]+):(?=\S)/gi,
    '$1[:]',
  ],
  [/\bwww\./gi, 'www[.]'],
  // An address without a scheme takes that of the page.
  [/(?<=^|["'`(=\s])\/\/(?=[\w-]+\.\w)/g, '/ /'],
  [/!(?=\[)/g, '! '],
  [/\](?=[([])/g, '] '],
];

/** One line of visible text in which no address is live. */
export function cleanValue(text: string, longest: number): string {
  return broken(cleanLine(text, longest));
}

/** As {@link cleanValue}, for a line of code: what it is indented by stays. */
export function cleanCode(line: string, longest: number): string {
  return broken(cleanCodeLine(line, longest));
}

function broken(text: string): string {
  return LIVE.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
}

/** One value as JSON; the three signs are escaped because an address that carries a prompt may lose them. */
export function inertValue(value: unknown): string {
  return inertJson(value).replace(/[%+#]/g, (unit) => `\\u00${unit.charCodeAt(0).toString(16)}`);
}

/** A JSON object, one field a line and one item of a list a line, so that people can read it. */
export function inertBlock(fields: Readonly<Record<string, unknown>>): string {
  const rows = Object.entries(fields).map(([name, value]) => {
    const shown =
      Array.isArray(value) && value.length > 0 ? `[\n${value.map(inertValue).join(',\n')}\n]` : inertValue(value);
    return `${inertValue(name)}: ${shown}`;
  });
  return `{\n${rows.join(',\n')}\n}`;
}

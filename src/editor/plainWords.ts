// What the editor reads out of words that are meant to be nothing but words. Names of files, ignore files
// and models are data of others: none of it may become a link to a command, or an icon.

/**
 * A message, title or prompt without links. VS Code makes a link of `[text](command:…)` in notifications,
 * progress and input boxes, and offers no way to escape it (`parseLinkedText` in its source).
 */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** A label without icons. VS Code draws `$(name)` in the items of a pick and of the status bar. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$ (');
}

/** `1 file`, `1,204 files`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/**
 * JSON that can be printed: all that is invisible or turns the direction of text is escaped.
 *
 * @returns ends in a line end
 */
export function printableJson(value: unknown): string {
  return `${escapeUnseen(JSON.stringify(value, undefined, 2))}\n`;
}

/** JSON.stringify escapes C0 controls alone; C1 controls drive some terminals too, and bidirectional marks any. */
function escapeUnseen(json: string): string {
  return json.replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

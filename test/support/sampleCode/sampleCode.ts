import { javaScriptBlock, javaScriptHead, type JavaScriptVariant } from './javascript.ts';
import { pythonBlock, PYTHON_HEAD } from './python.ts';

const NAMES = 'order tea blend sample basket voucher supplier shipment label invoice refund review'.split(' ');

/**
 * Code as people write it, with sources, sinks, helpers and classes, some of it vulnerable.
 *
 * @param languageId as VS Code names it
 * @param lines exactly as many, the last one without a line end
 * @returns undefined for a language without samples
 */
export function sampleCode(languageId: string, lines: number): string | undefined {
  const write = writerOf(languageId);
  if (write === undefined) return undefined;
  const written = write.head.split('\n');
  for (let at = 0; written.length < lines; at++) {
    const round = Math.floor(at / NAMES.length);
    const thing = `${NAMES[at % NAMES.length] ?? ''}${round === 0 ? '' : round}`;
    const block = write.block(thing, at).split('\n');
    // Half a block would be a syntax error: comments fill the rest.
    if (written.length + block.length > lines) break;
    written.push(...block);
  }
  while (written.length < lines) written.push(`${write.comment} end of the file`);
  return written.join('\n');
}

interface Writer {
  readonly head: string;
  readonly comment: string;
  readonly block: (thing: string, at: number) => string;
}

const VARIANTS: ReadonlyMap<string, JavaScriptVariant> = new Map([
  ['javascript', { typed: false, elements: false }],
  ['javascriptreact', { typed: false, elements: true }],
  ['typescript', { typed: true, elements: false }],
  ['typescriptreact', { typed: true, elements: true }],
]);

function writerOf(languageId: string): Writer | undefined {
  if (languageId === 'python') return { head: PYTHON_HEAD, comment: '#', block: pythonBlock };
  const variant = VARIANTS.get(languageId);
  if (variant === undefined) return undefined;
  return {
    head: javaScriptHead(variant),
    comment: '//',
    block: (thing, at) => javaScriptBlock(thing, at, variant),
  };
}

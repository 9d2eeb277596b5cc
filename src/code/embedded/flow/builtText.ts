// Text that is put together from values.
import type { TextRange } from '../../../findings/finding.ts';
import type { Constant } from '../ir.ts';
import { deepTaints, drawnFrom, joinTaints, placed } from './joining.ts';
import type { Taint, Value } from './value.ts';
import { HOLE, MAX_CONSTANTS, asText, onlyConstant, through } from './value.ts';

const MAX_TEXT = 4_000;

/** A fresh text of the pieces' constants and origins. */
export function builtText(pieces: readonly Value[], range: TextRange): Value {
  const constants = product(pieces);
  let text = '';
  let taints: readonly Taint[] = [];
  for (const piece of pieces) {
    taints = joinTaints(taints, placed(deepTaints(piece), text));
    if (text.length < MAX_TEXT) text += textOf(piece);
  }
  if (constants !== undefined && constants.length === 1) return { constants, taints: [], text };
  const built = drawnFrom({ constants, taints: taints.map(asText), text }, pieces);
  return pieces.length > 1 ? through(built, range, 'is built into a text') : built;
}

export function textOf(piece: Value): string {
  const single = onlyConstant(piece);
  if (single !== undefined) return constantText(single);
  return piece.text ?? HOLE;
}

export function constantText(value: Constant): string {
  return value === null ? 'None' : typeof value === 'object' ? value.pattern : String(value);
}

function product(pieces: readonly Value[]): readonly string[] | undefined {
  let texts: readonly string[] = [''];
  for (const piece of pieces) {
    if (piece.constants === undefined || piece.taints.length > 0) return undefined;
    const constants = piece.constants.map(constantText);
    if (texts.length * constants.length > MAX_CONSTANTS) return undefined;
    texts = texts.flatMap((text) => constants.map((end) => text + end));
    if ((texts[0]?.length ?? 0) > MAX_TEXT) return undefined;
  }
  return texts;
}

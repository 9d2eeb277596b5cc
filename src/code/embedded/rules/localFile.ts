import type { Value } from '../flow/value.ts';
import { deepTaints } from '../flow/joining.ts';

const OPENING =
  /^(?:open|io\.open|builtins\.open|codecs\.open|gzip\.open|bz2\.open|lzma\.open|(?:pathlib|anyio)\.\w*Path\(\).*\.(?:open|read_text|read_bytes)|fs\.readFileSync|fs(?:\.promises|\/promises)\.readFile)$/;

/** Whether the value is, or was read from, a file whose name the program itself gives. */
export function isFromOwnFile(value: Value): boolean {
  let current: Value | undefined = value;
  for (let hops = 0; hops < 4; hops++) {
    const made: Value['madeBy'] = current?.madeBy;
    if (made === undefined) return false;
    if (OPENING.test(made.path ?? '')) {
      const name = made.args[0]?.value;
      const place = name === undefined || made.path?.includes('Path()') === true ? made.receiver : name;
      return place !== undefined && deepTaints(place).length === 0;
    }
    if (!/^(?:read|readlines|decode|toString|encode|strip|trim)$/.test(made.name)) return false;
    current = made.receiver;
  }
  return false;
}

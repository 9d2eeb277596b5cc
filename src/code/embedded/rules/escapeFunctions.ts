import type { FunctionIr } from '../ir.ts';
import { childrenOf } from '../irWalk.ts';

const NAME = /esc|encod|sanit|html|entit|safe/i;
const ENTITY = /&(?:lt|#0*60|#x0*3c);/i;

const known = new WeakMap<FunctionIr, boolean>();

/** A function of the file that is made to escape HTML: its name says so, and it knows what to write for `<`. */
export function escapesHtml(fn: FunctionIr): boolean {
  const before = known.get(fn);
  if (before !== undefined) return before;
  const escapes = NAME.test(fn.name) && writesEntity(fn);
  known.set(fn, escapes);
  return escapes;
}

function writesEntity(fn: FunctionIr): boolean {
  const pending: object[] = [...fn.body];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if ('kind' in node && node.kind === 'constant' && 'value' in node) {
      if (typeof node.value === 'string' && ENTITY.test(node.value)) return true;
    } else {
      childrenOf(node, pending);
    }
  }
  return false;
}

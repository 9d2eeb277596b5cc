// What the rules and the tables say of a call's result and of its arguments.
import type { CallSite } from '../rules/rule.ts';
import type { Analysis } from './analysis.ts';
import type { Frame } from './frame.ts';
import { cleanFor } from './narrowing.ts';
import type { Value } from './value.ts';
import { asStructure, asText, withTaints } from './value.ts';

/** Some functions make text of anything, others make structures of text. */
export function shaped({ api }: Analysis, { path, name, receiver }: CallSite, result: Value): Value {
  if (path === undefined || result.taints.length === 0) return result;
  if (api.parsers.has(`${path}()`)) return { ...withTaints(result, asStructure), text: undefined };
  const isText = api.texts.has(`${path}()`) || (receiver !== undefined && api.texts.has(`*.${name}()`));
  return isText ? withTaints(result, asText) : result;
}

/** `schema.validate(input)` that comes back has looked at the input. */
export function settleArguments(analysis: Analysis, frame: Frame, site: CallSite): void {
  for (const rule of analysis.rules) {
    const position = rule.kind === 'taint' ? rule.settles?.(site) : undefined;
    const argument = position === undefined ? undefined : site.node.args[position]?.value;
    if (argument !== undefined && rule.kind === 'taint') cleanFor(analysis, frame, argument, analysis.bitOf(rule));
  }
}

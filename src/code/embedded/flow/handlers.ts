// Functions that are handed to a framework, which calls them for each request.
import type { Registration } from '../api/languageApi.ts';
import type { CallSite } from '../rules/rule.ts';
import type { Analysis } from './analysis.ts';
import type { Frame } from './frame.ts';
import { summariesFor } from './functions.ts';
import { contextOf } from './parameters.ts';
import type { Closure, Value } from './value.ts';
import { onlyString } from './value.ts';

/**
 * `app.get('/path', handler)`: from now on the framework calls the handler.
 *
 * @returns true when the call registers any
 */
export function registerHandlers(analysis: Analysis, site: CallSite): boolean {
  const handed = closuresIn(site);
  if (handed.length === 0) return false;
  const texts = site.args
    .flatMap(({ value }) => [value, ...(value.slots?.values() ?? [])])
    .map(onlyString)
    .filter((text) => text !== undefined);
  const route = texts.find((text) => text.startsWith('/')) ?? texts[0];
  let registered = false;
  for (const { closure, key } of handed) {
    if (registerHandler(analysis, closure, { name: site.name, path: site.path, route, key })) registered = true;
  }
  return registered;
}

/** Notes what the function gets from now on; false when it is no handler. */
export function registerHandler(analysis: Analysis, closure: Closure<Frame>, registration: Registration): boolean {
  const { fn, frame } = closure;
  const seeds = analysis.api.registrationSeeds(registration, fn, contextOf(analysis, frame, frame.cls));
  if (seeds === undefined) return false;
  if (analysis.seeds.has(fn)) return true;
  analysis.seeds.set(fn, seeds);
  // It may have been analysed before it was known to be a handler.
  if (summariesFor(analysis, closure).delete(fn)) frame.pending.push(closure);
  return true;
}

interface Handed {
  readonly closure: Closure<Frame>;
  readonly key: string | undefined;
}

/** Functions among the arguments, in lists of them, and in objects, which may hold lists in turn. */
function closuresIn(site: CallSite): Handed[] {
  const found: Handed[] = [];
  const collect = (value: Value, key: string | undefined, depth: number): void => {
    const closure = value.closure as Closure<Frame> | undefined;
    if (closure !== undefined) found.push({ closure, key });
    if (depth === 0) return;
    const isList = value.length !== undefined;
    for (const [name, slot] of value.slots ?? []) collect(slot, isList ? key : name, depth - 1);
  };
  for (const argument of site.args) collect(argument.value, argument.name, 2);
  return found;
}

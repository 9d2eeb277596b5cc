import type { LanguageFamily } from '../adapters/adapter.ts';
import type { ClassIr, Expression, FunctionIr, Parameter } from '../ir.ts';
import { JAVASCRIPT_API } from './javascript.ts';
import { PYTHON_API } from './python.ts';

/** A place where data enters that the program does not choose. */
export interface SourceApi {
  /** `remote`: anybody who can reach the service. `local`: whoever starts the program; such a flow is never "proven attacker input". */
  readonly kind: 'remote' | 'local';
  /** In words, completing "… is". */
  readonly label: string;
}

/** What a parameter holds when the function is called by a framework. */
export interface ParameterSeed {
  /** The framework's object, e.g. `js.request`: its members are looked up in `sources`. */
  readonly path?: string;
  /** The parameter itself is data from outside. */
  readonly source?: SourceApi;
  /** Handed in by the framework, not by the client. */
  readonly trusted?: boolean;
}

export interface FunctionContext {
  readonly cls: ClassIr | undefined;
  /** Resolves the API path of a decorator or base class; undefined when it is not known. */
  readonly pathOf: (expression: Expression) => string | undefined;
}

/**
 * What the analysis has to know of a language's standard library and frameworks, as data. Paths are
 * API paths as imports give them (`flask.request.args`), with `()` for a call's result
 * (`sqlite3.connect()`). A leading `*.` matches any receiver.
 */
export interface LanguageApi {
  readonly family: LanguageFamily;
  readonly sources: ReadonlyMap<string, SourceApi>;
  /** Values and results that an attacker does not choose: paths, process ids, clocks, digests. */
  readonly trusted: ReadonlySet<string>;
  /** Members that an attacker does not choose of objects that he sends, by name: what the object's path begins with. */
  readonly trustedMembers: ReadonlyMap<string, string>;
  /** Results that are numbers or booleans, whatever goes in. */
  readonly numeric: ReadonlySet<string>;
  /** Results made of the arguments and the receiver, nothing else: decoding, joining, copying. */
  readonly propagators: ReadonlySet<string>;
  /** Generators whose numbers can be foretold by whoever has seen a few of them. */
  readonly predictable: ReadonlySet<string>;
  /** Functions that do not come back. */
  readonly noReturn: ReadonlySet<string>;
  /** Predicates that hold only for text without special characters. */
  readonly safePredicates: ReadonlySet<string>;
  /** Functions that return their function argument made callable in another way. */
  readonly functionWrappers: ReadonlySet<string>;
  /** What the parameters hold when the framework calls the function; by position. */
  readonly seeds: (fn: FunctionIr, context: FunctionContext) => readonly (ParameterSeed | undefined)[];
  /** What the parameters of a callback hold when it is handed to this call; undefined when it is no route registration. */
  readonly registrationSeeds: (
    calleeName: string,
    calleePath: string | undefined,
    firstArgument: string | undefined,
    parameters: readonly Parameter[],
  ) => readonly (ParameterSeed | undefined)[] | undefined;
}

export function apiOf(family: LanguageFamily): LanguageApi {
  return family === 'python' ? PYTHON_API : JAVASCRIPT_API;
}

import type { LanguageFamily } from '../adapters/adapter.ts';
import type { ClassIr, Expression, FunctionIr } from '../ir.ts';
import type { HigherOrder } from './higherOrder.ts';
import { JAVASCRIPT_API } from './javascript.ts';
import { PYTHON_API } from './python.ts';

/** A place where data enters that the program does not choose. */
export interface SourceApi {
  /** `remote`: anybody who can reach the service. `local`: whoever starts the program; such a flow is never "proven attacker input". */
  readonly kind: 'remote' | 'local';
  /** In words, completing "… is". */
  readonly label: string;
  /** It can only be text, or a list of texts: no object of the client's making. */
  readonly text?: boolean;
  /** It is data for a page in a browser: whoever makes a visitor follow a link chooses it. */
  readonly inBrowser?: boolean;
}

/** What a parameter holds when the function is called by a framework. */
export interface ParameterSeed {
  /** The framework's object, e.g. `js.request`: its members are looked up in `sources`. */
  readonly path?: string;
  /** The parameter itself is data from outside. */
  readonly source?: SourceApi;
  /** What the handler answers with: no data, and by itself no sign that a client's request leads here. */
  readonly serves?: boolean;
  /** Handed in by the framework, not by the client. */
  readonly trusted?: boolean;
  /** Members that are other than the rest of it: a number in a model that is checked. */
  readonly members?: ReadonlyMap<string, ParameterSeed>;
  /** What this function, or class, gives: the framework calls it first. */
  readonly resultOf?: Expression;
}

export interface FunctionContext {
  readonly cls: ClassIr | undefined;
  /** Resolves the API path of a decorator, type or base class; undefined when it is not known. */
  readonly pathOf: (expression: Expression) => string | undefined;
  /** The class of this file that a type stands for. */
  readonly classOf: (expression: Expression) => ClassIr | undefined;
  /** What the file says before its first statement: `use server`. */
  readonly directives: ReadonlySet<string>;
}

/** A function that is handed to a call. */
export interface Registration {
  /** Last name of the callee. */
  readonly name: string;
  /** API path of the callee. */
  readonly path: string | undefined;
  /** The first text among the arguments that begins with a slash, or else the first text: the path of a route. */
  readonly route: string | undefined;
  /** The function is a member of an object: `{ url: '/', handler }`. */
  readonly key: string | undefined;
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
  /** Functions whose result is text (or a list of texts), whatever goes in. */
  readonly texts: ReadonlySet<string>;
  /** Functions that make structures of text: what comes out can be an object of the client's making. */
  readonly parsers: ReadonlySet<string>;
  /** Functions that do not come back. */
  readonly noReturn: ReadonlySet<string>;
  /** Predicates that hold only for text without special characters. */
  readonly safePredicates: ReadonlySet<string>;
  /** Functions that call a function that they are handed. */
  readonly higherOrder: ReadonlyMap<string, HigherOrder>;
  /** Functions that return their function argument made callable in another way. */
  readonly functionWrappers: ReadonlySet<string>;
  /** What the parameters hold when the framework calls the function; by position. */
  readonly seeds: (fn: FunctionIr, context: FunctionContext) => readonly (ParameterSeed | undefined)[];
  /** What the parameters of a function hold that is handed to this call; undefined when the call registers no handler. */
  readonly registrationSeeds: (
    registration: Registration,
    fn: FunctionIr,
    context: FunctionContext,
  ) => readonly (ParameterSeed | undefined)[] | undefined;
}

export function apiOf(family: LanguageFamily): LanguageApi {
  return family === 'python' ? PYTHON_API : JAVASCRIPT_API;
}

// The one representation that all languages are lowered to and that all rules speak. It is a tree, not
// a graph: flows are followed by walking it with an environment (flow/), branch by branch.
import type { TextRange } from '../../findings/finding.ts';

/** A regular expression literal, kept apart from strings. */
export interface RegexConstant {
  readonly pattern: string;
  readonly flags: string;
}

/** `null` stands for None, null and undefined alike. */
export type Constant = string | number | boolean | null | RegexConstant;

export interface ConstantExpression extends TextRange {
  readonly kind: 'constant';
  readonly value: Constant;
}

export interface NameExpression extends TextRange {
  readonly kind: 'name';
  readonly name: string;
}

/** `object.property` */
export interface MemberExpression extends TextRange {
  readonly kind: 'member';
  readonly object: Expression;
  readonly property: string;
  readonly propertyRange: TextRange;
}

/** `object[index]`; `index` is undefined for slices, whose result is part of the object. */
export interface IndexExpression extends TextRange {
  readonly kind: 'index';
  readonly object: Expression;
  readonly index: Expression | undefined;
}

export interface Argument {
  readonly value: Expression;
  /** The keyword included. */
  readonly range: TextRange;
  /** Keyword arguments only. */
  readonly name?: string;
  /** `*args`, `**kwargs`, `...args` */
  readonly spread?: boolean;
}

export interface CallExpression extends TextRange {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly args: readonly Argument[];
  /**
   * A JSX element: the component, or the name of the tag as a constant, is called with one object of
   * attributes, the children among them as `children`. What it gives is no text.
   */
  readonly element?: true;
  /** `new f()` */
  readonly isNew?: true;
}

/** A template literal or f-string: text made of constant pieces and expressions. */
export interface TextExpression extends TextRange {
  readonly kind: 'text';
  readonly parts: readonly Expression[];
  /** The tag of a tagged template. */
  readonly tag?: Expression;
}

export interface BinaryStep {
  readonly operator: string;
  readonly right: Expression;
}

/** Left-associative and flat, so that a sum of a thousand strings does not nest a thousand deep. */
export interface BinaryExpression extends TextRange {
  readonly kind: 'binary';
  readonly first: Expression;
  readonly rest: readonly BinaryStep[];
}

export interface LogicalExpression extends TextRange {
  readonly kind: 'logical';
  readonly operator: 'and' | 'or' | 'nullish';
  readonly parts: readonly Expression[];
}

export interface UnaryExpression extends TextRange {
  readonly kind: 'unary';
  readonly operator: 'not' | '-' | '+' | '~' | 'typeof' | 'await' | 'void' | 'delete' | 'other';
  readonly operand: Expression;
}

export interface ConditionalExpression extends TextRange {
  readonly kind: 'conditional';
  readonly test: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}

export interface ArrayExpression extends TextRange {
  readonly kind: 'array';
  readonly elements: readonly { readonly value: Expression; readonly spread?: boolean }[];
}

export interface ObjectEntry {
  /** Undefined for a spread entry. */
  readonly key: Expression | undefined;
  readonly value: Expression;
}

export interface ObjectExpression extends TextRange {
  readonly kind: 'object';
  readonly entries: readonly ObjectEntry[];
}

export interface FunctionExpression extends TextRange {
  readonly kind: 'function';
  readonly fn: FunctionIr;
}

export interface ClassExpression extends TextRange {
  readonly kind: 'class';
  readonly cls: ClassIr;
}

export interface AssignExpression extends TextRange {
  readonly kind: 'assign';
  readonly target: Pattern;
  /** E.g. `+` for `+=`; undefined for a plain assignment. */
  readonly operator: string | undefined;
  readonly value: Expression;
  /** True when it makes a local variable (let, const, var; every Python assignment). */
  readonly declares: boolean;
}

export interface ComprehensionClause {
  readonly target: Pattern;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}

export interface ComprehensionExpression extends TextRange {
  readonly kind: 'comprehension';
  readonly clauses: readonly ComprehensionClause[];
  readonly element: Expression;
}

export interface YieldExpression extends TextRange {
  readonly kind: 'yield';
  readonly value: Expression | undefined;
  /** `yield*`, `yield from`: the elements of the value are handed on. */
  readonly each: boolean;
}

/** A construct with no meaning of its own here: its parts are looked at, its value is made of theirs. */
export interface OpaqueExpression extends TextRange {
  readonly kind: 'opaque';
  readonly parts: readonly Expression[];
}

export type Expression =
  | ConstantExpression
  | NameExpression
  | MemberExpression
  | IndexExpression
  | CallExpression
  | TextExpression
  | BinaryExpression
  | LogicalExpression
  | UnaryExpression
  | ConditionalExpression
  | ArrayExpression
  | ObjectExpression
  | FunctionExpression
  | ClassExpression
  | AssignExpression
  | ComprehensionExpression
  | YieldExpression
  | OpaqueExpression;

export interface ArrayPattern extends TextRange {
  readonly kind: 'arrayPattern';
  readonly elements: readonly (Pattern | undefined)[];
  readonly rest?: Pattern;
}

export interface ObjectPattern extends TextRange {
  readonly kind: 'objectPattern';
  readonly entries: readonly { readonly key: string | undefined; readonly target: Pattern }[];
  readonly rest?: Pattern;
}

export interface DefaultPattern extends TextRange {
  readonly kind: 'defaultPattern';
  readonly target: Pattern;
  readonly value: Expression;
}

/** What can stand left of an assignment. */
export type Pattern =
  NameExpression | MemberExpression | IndexExpression | ArrayPattern | ObjectPattern | DefaultPattern;

export interface Parameter {
  readonly pattern: Pattern;
  readonly range: TextRange;
  /** Undefined when the parameter is taken apart on the spot. */
  readonly name: string | undefined;
  /** The type: a name, a path of names, or an index with the first type argument; opaque for what has no name. */
  readonly annotation?: Expression;
  /** `@Query('id') id`; absent without any. */
  readonly decorators?: readonly Expression[];
  readonly value?: Expression;
  /** `*args`, `...rest`, `**kwargs` */
  readonly rest?: 'positional' | 'keyword';
}

export interface FunctionIr extends TextRange {
  /** Empty for a function without a name of its own. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly decorators: readonly Expression[];
  /** Names that are bound outside (Python's `global` and `nonlocal`). */
  readonly outerNames: readonly string[];
  /** The first parameter is the instance (Python methods). */
  readonly receiver: boolean;
  readonly exported: boolean;
  /** `this` is that of the function around it: an arrow function. */
  readonly lexicalThis?: boolean;
  /** Reading or writing the member is a call of this function. */
  readonly accessor?: 'get' | 'set';
  /** The type that it is declared to have, e.g. `RequestHandler`: tells what its parameters are. */
  readonly type?: Expression;
}

/** A field that is declared with a type: of data classes and models. */
export interface FieldIr {
  readonly name: string;
  readonly annotation: Expression;
  readonly value: Expression | undefined;
}

export interface ClassIr extends TextRange {
  readonly name: string;
  readonly bases: readonly Expression[];
  readonly methods: readonly FunctionIr[];
  readonly decorators: readonly Expression[];
  /** Python only, in their order. */
  readonly fields?: readonly FieldIr[];
  /** Field initialisers and other statements of the class body. */
  readonly body: readonly Statement[];
  readonly constructorName: string;
}

/** `local` is bound to the API path, e.g. `sp` to `subprocess`, `exec` to `child_process.exec`. */
export interface ImportBinding extends TextRange {
  readonly local: string;
  readonly path: string;
}

export interface SwitchCase {
  /** Empty for the default case. */
  readonly tests: readonly Expression[];
  readonly isDefault: boolean;
  readonly guard?: Expression;
  readonly binding?: Pattern;
  readonly body: readonly Statement[];
}

export type Statement = TextRange &
  (
    | { readonly kind: 'expression'; readonly expression: Expression }
    | {
        readonly kind: 'if';
        readonly test: Expression;
        readonly then: readonly Statement[];
        readonly otherwise: readonly Statement[];
      }
    | {
        readonly kind: 'forEach';
        readonly target: Pattern;
        readonly iterable: Expression;
        readonly keys: boolean;
        readonly body: readonly Statement[];
        readonly otherwise: readonly Statement[];
      }
    | {
        readonly kind: 'loop';
        readonly test: Expression | undefined;
        readonly update: Expression | undefined;
        readonly testFirst: boolean;
        readonly body: readonly Statement[];
        readonly otherwise: readonly Statement[];
      }
    | {
        readonly kind: 'try';
        readonly body: readonly Statement[];
        readonly handlers: readonly { readonly binding: Pattern | undefined; readonly body: readonly Statement[] }[];
        readonly otherwise: readonly Statement[];
        readonly finalizer: readonly Statement[];
      }
    | {
        readonly kind: 'switch';
        readonly subject: Expression;
        readonly cases: readonly SwitchCase[];
        readonly fallsThrough: boolean;
      }
    | { readonly kind: 'with'; readonly value: Expression; readonly target: Pattern | undefined }
    | { readonly kind: 'return'; readonly value: Expression | undefined }
    | { readonly kind: 'throw'; readonly value: Expression | undefined }
    | { readonly kind: 'break' }
    | { readonly kind: 'continue' }
    | { readonly kind: 'assert'; readonly test: Expression }
    | { readonly kind: 'function'; readonly fn: FunctionIr }
    | { readonly kind: 'class'; readonly cls: ClassIr; readonly exported: boolean }
    | { readonly kind: 'import'; readonly bindings: readonly ImportBinding[] }
    | { readonly kind: 'block'; readonly body: readonly Statement[] }
  );

export interface ModuleIr extends TextRange {
  readonly body: readonly Statement[];
}

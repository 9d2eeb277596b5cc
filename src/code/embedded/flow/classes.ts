// Classes: what their instances have, and how their parts are found.
import type { ClassIr, Expression, FunctionIr } from '../ir.ts';
import type { CallSite } from '../rules/rule.ts';
import type { Analysis } from './analysis.ts';
import { evaluate } from './expressions.ts';
import { Frame } from './frame.ts';
import { closureOf, summarise } from './functions.ts';
import { pathOf } from './parameters.ts';
import { runStatements } from './statements.ts';
import type { ClassValue, Closure, Taint, Value } from './value.ts';
import { anyMember, join } from './joining.ts';

/** A class: its constructor is analysed at once, so that methods know what the fields hold. */
export function defineClass(analysis: Analysis, frame: Frame, cls: ClassIr): Value {
  const methods = new Map<string, Value>();
  const fields = new Map<string, Value>();
  let first: ClassValue | undefined;
  for (const base of cls.bases) {
    const inherited = evaluate(analysis, frame, base).cls;
    first ??= inherited;
    for (const [name, method] of inherited?.methods ?? []) methods.set(name, method);
    for (const [name, field] of inherited?.fields ?? []) fields.set(name, field);
  }
  const value: ClassValue = { cls, methods, fields, base: first };
  const self: Value = { taints: [], instanceOf: value };
  const body = new Frame({ parent: frame, cls, self });
  runStatements(analysis, body, cls.body);
  for (const [name, field] of body.env?.changesSince(undefined) ?? []) fields.set(name, field);
  body.exit = body.env;
  // Names of the class body are not variables of its methods.
  const around = new Frame({ parent: frame, cls, self });
  for (const method of cls.methods) {
    for (const decorator of method.decorators) evaluate(analysis, frame, decorator);
    methods.set(methodKey(method), closureOf(around, method, self));
  }
  const constructor = methods.get(cls.constructorName)?.closure as Closure<Frame> | undefined;
  const summary =
    constructor === undefined || !cls.methods.includes(constructor.fn) ? undefined : summarise(analysis, constructor);
  for (const [name, field] of summary?.self?.slots ?? []) fields.set(name, withoutParameters(field));
  for (const [name, field] of analysis.presetFields.get(cls) ?? []) fields.set(name, join(fields.get(name), field));
  frame.pending.push(...body.pending, ...around.pending);
  return { taints: [], cls: value };
}

/** A constructor's parameter is, for the other methods, something that this file does not tell. */
function withoutParameters(value: Value): Value {
  const taints = value.taints.map((taint): Taint =>
    taint.kind === 'parameter' ? { ...taint, kind: 'unknown', key: 'unknown' } : taint,
  );
  const objects = value.objects?.filter((object) => object.startsWith('@'));
  return { ...value, taints, objects };
}

/** A property has a function to read it and one to write it, by the same name. */
function methodKey({ name, accessor }: FunctionIr): string {
  return accessor === 'set' ? setterKey(name) : name;
}

export function setterKey(name: string): string {
  return `set ${name}`;
}

const DATA_CLASS = /(^|\.)(dataclass|attrs|define|frozen|s|dataclass_json)$/;
const DATA_BASE = /(^|\.)(NamedTuple|BaseModel|SQLModel|Struct|TypedDict|BaseSettings)$/;

/** `@dataclass`, `NamedTuple`, models: the constructor that nobody writes puts its arguments into the fields. */
export function dataFields(cls: ClassValue, frame: Frame, site: CallSite): ReadonlyMap<string, Value> | undefined {
  const fields = fieldsOf(cls);
  const marks = [...cls.cls.decorators, ...basesOf(cls)];
  const isData = marks.some((mark) => {
    const path = pathOf(frame, mark) ?? '';
    return DATA_CLASS.test(path) || DATA_BASE.test(path);
  });
  if (!isData || fields.length === 0) return undefined;
  const filled = new Map<string, Value>();
  let next = 0;
  for (const { name, spread, value } of site.args) {
    const field = name ?? fields[next++];
    if (spread && name === undefined)
      for (const one of fields) filled.set(one, value.slots?.get(one) ?? anyMember(value));
    else if (field !== undefined) filled.set(field, value);
  }
  return filled;
}

/** An instance of a class that extends Node's emitter. */
export function isEmitter(frame: Frame, { instanceOf: cls }: Value): boolean {
  return cls !== undefined && basesOf(cls).some((base) => /(^|[./])EventEmitter$/.test(pathOf(frame, base) ?? ''));
}

function fieldsOf(cls: ClassValue): string[] {
  const own = (cls.cls.fields ?? []).map((field) => field.name);
  return [...new Set([...(cls.base === undefined ? [] : fieldsOf(cls.base)), ...own])];
}

function basesOf(cls: ClassValue): readonly Expression[] {
  return cls.base === undefined ? cls.cls.bases : [...cls.cls.bases, ...basesOf(cls.base)];
}

// Instances of the classes of this file, and the way from a class to the one that it extends.
import type { Expression, FunctionIr } from '../ir.ts';
import type { CallSite } from '../rules/rule.ts';
import { madeAt } from './aliases.ts';
import type { Analysis } from './analysis.ts';
import { bindArguments } from './callArguments.ts';
import type { Callee } from './calls.ts';
import { dataFields } from './classes.ts';
import type { Frame } from './frame.ts';
import { apply } from './functions.ts';
import type { ClassValue, Closure, Value } from './value.ts';
import { anyMember, join } from './joining.ts';
import { LITERAL } from './value.ts';

/** `new Tool(a)`, `Tool(a)` */
export function construct(analysis: Analysis, frame: Frame, value: Value, site: CallSite): Value {
  const { cls } = value;
  if (cls === undefined) return LITERAL;
  // What the class itself was given, its instances have.
  const instance: Value = {
    taints: [],
    instanceOf: cls,
    objects: madeAt(site.node.start),
    ...(value.slots === undefined ? {} : { slots: value.slots }),
  };
  const constructor = cls.methods.get(cls.cls.constructorName)?.closure as Closure<Frame> | undefined;
  if (constructor === undefined) return constructUnseen(frame, cls, instance, site);
  const applied = apply(analysis, frame, constructor, bindArguments(constructor.fn, site, instance), site.node);
  const self = applied?.self;
  if (self === undefined) return instance;
  const slots = new Map([...(instance.slots ?? []), ...(self.slots ?? [])]);
  const { taints, rest, open } = self;
  return { ...instance, taints: taints.filter((taint) => taint.kind !== 'parameter'), slots, rest, open };
}

/** A class whose constructor is not in this file: a data class, or one that extends something else. */
function constructUnseen(frame: Frame, cls: ClassValue, instance: Value, site: CallSite): Value {
  const fields = dataFields(cls, frame, site);
  if (fields !== undefined) return { ...instance, slots: new Map([...(instance.slots ?? []), ...fields]) };
  if (cls.cls.bases.length === 0 || site.args.length === 0) return instance;
  const given = site.args.map((argument) => (argument.spread ? anyMember(argument.value) : argument.value));
  return { ...instance, rest: given.reduce((a, b) => join(a, b)) };
}

/** `function Tool(a) { this.a = a; }` with `new`; its methods are on its prototype. */
export function constructByFunction(
  analysis: Analysis,
  frame: Frame,
  value: Value,
  closure: Closure<Frame>,
  site: CallSite,
): Value {
  const objects = madeAt(site.node.start);
  const instance: Value = { taints: [], objects, slots: new Map() };
  const applied = apply(analysis, frame, closure, bindArguments(closure.fn, site, instance), site.node);
  const methods = value.slots?.get('prototype')?.slots;
  const slots = new Map([...(methods ?? []), ...(applied?.self?.slots ?? [])]);
  return { taints: [], objects, slots, rest: applied?.self?.rest };
}

/** `super(a)`, `super.run(a)`, `super().__init__(a)`: the function of the class that this one extends. */
export function superOf(frame: Frame, expression: Expression): Callee | undefined {
  const member = expression.kind === 'member' && isSuper(expression.object) ? expression.property : undefined;
  const isConstructor = expression.kind === 'name' && expression.name === 'super';
  if (!isConstructor && member === undefined) return undefined;
  const method = methodAround(frame);
  const base = method?.self?.instanceOf?.base ?? method?.self?.cls?.base;
  const name = isConstructor ? base?.cls.constructorName : member;
  const value = name === undefined ? undefined : base?.methods.get(name);
  const instance = method?.fn === undefined ? undefined : instanceName(method.fn);
  if (value === undefined || name === undefined || instance === undefined) return undefined;
  const { start, end } = expression;
  const receiverExpression: Expression = { kind: 'name', start, end, name: instance };
  return { name, value, receiver: frame.lookup(instance), receiverExpression };
}

function isSuper(expression: Expression): boolean {
  if (expression.kind === 'call') return expression.callee.kind === 'name' && expression.callee.name === 'super';
  return expression.kind === 'name' && expression.name === 'super';
}

/** The method that the code in hand is in, through functions that have no instance of their own. */
function methodAround(frame: Frame): Frame | undefined {
  let method: Frame | undefined = frame;
  while (method !== undefined && (method.fn === undefined || method.fn.lexicalThis === true)) method = method.parent;
  return method;
}

function instanceName(fn: FunctionIr): string {
  return fn.receiver ? (fn.parameters[0]?.name ?? '') : 'this';
}

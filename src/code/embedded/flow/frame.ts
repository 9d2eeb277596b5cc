import type { ClassIr, FunctionIr } from '../ir.ts';
import type { Gate } from '../rules/rule.ts';
import { passedTo } from './aliases.ts';
import type { Summary } from './analysis.ts';
import { Environment } from './environment.ts';
import type { Closure, Value } from './value.ts';
import { join } from './joining.ts';

const NO_GATES: readonly Gate[] = [];

/** Where control goes from inside a loop or a switch. */
export interface LoopExits {
  breaks: Environment | undefined;
  continues: Environment | undefined;
}

/** Where an object is known. */
interface ObjectHolders {
  readonly names: Set<string>;
  inside: number;
}

/** One function (or the module) while it is being analysed. */
export class Frame {
  readonly fn: FunctionIr | undefined;
  readonly parent: Frame | undefined;
  readonly cls: ClassIr | undefined;
  /** Of functions inside one that is followed with what a single caller passes. */
  readonly summaries: Map<FunctionIr, Summary> | undefined;
  readonly self: Value | undefined;
  /** Undefined where the program cannot be: after a return, in a branch that is never taken. */
  env: Environment | undefined = new Environment();
  /** What the function leaves behind, for the functions made in it. */
  exit: Environment | undefined;
  returned: Value | undefined;
  /** What `self` holds at every way out of the function. */
  selfAtExit: Value | undefined;
  /** Functions made here that nothing has called yet. */
  readonly pending: Closure<Frame>[] = [];
  /** Assignments to variables of the functions around this one. */
  readonly outerWrites = new Map<string, Value>();
  /** What the function yields. */
  yielded: Value | undefined;
  readonly loops: LoopExits[] = [];
  /** Under which names each object is known here, and in how many other objects; see aliases.ts. */
  readonly holders = new Map<string, ObjectHolders>();
  /** What the function does to objects that it was passed. */
  readonly effects = new Map<string, Value>();
  /** Followed with what a single caller passes: what it does to any object it does to the caller's. */
  readonly #isFollowed: boolean;
  /** A framework calls the function for a client's request. */
  isHandler = false;
  /** What is true where the function says yes, and where no; collected only where somebody asks. */
  outcomes: { yes?: Environment | undefined; no?: Environment | undefined } | undefined;
  /** Parameters that hold, at first, what the caller passes. */
  readonly open = new Set<string>();
  /** Parameters that were given another value: what is true of them is not true of the argument. */
  readonly reassigned = new Set<string>();
  /** The names of the variable or property that the expression in hand is assigned to, innermost last. */
  readonly assigning: string[] = [];
  /** The tests under which the statement in hand is reached. */
  readonly gates: Gate[];

  /** Names that some function of the file assigns to without having made them. */
  readonly #freeNames: ReadonlySet<string>;
  /** What functions were seen to leave in the module's variables. */
  readonly #presets: ReadonlyMap<string, Value>;
  readonly #declared = new Set<string>();

  constructor(options: {
    fn?: FunctionIr;
    parent?: Frame;
    cls?: ClassIr | undefined;
    self?: Value | undefined;
    summaries?: Map<FunctionIr, Summary>;
    gates?: readonly Gate[] | undefined;
    freeNames?: ReadonlySet<string>;
    presets?: ReadonlyMap<string, Value>;
  }) {
    this.fn = options.fn;
    this.parent = options.parent;
    this.cls = options.cls ?? options.parent?.cls;
    this.self = options.self;
    this.#isFollowed = options.summaries !== undefined;
    this.summaries = options.summaries ?? options.parent?.summaries;
    this.gates = [...(options.gates ?? options.parent?.gates ?? [])];
    this.#freeNames = options.freeNames ?? (options.parent === undefined ? new Set() : options.parent.#freeNames);
    this.#presets = options.presets ?? new Map<string, Value>();
  }

  lookup(name: string): Value | undefined {
    const own = this.env?.get(name) ?? this.exit?.get(name);
    return own ?? this.parent?.lookup(name);
  }

  /** Makes a variable of this function: a parameter, a function, an import. */
  declare(name: string, value: Value): void {
    this.#declared.add(name);
    for (const object of value.objects ?? []) this.#holdersOf(object).names.add(name);
    this.env?.set(name, this.#settled(name, value));
  }

  /** Notes what is done to an object that the function was passed. */
  noteEffect(value: Value): void {
    for (const object of value.objects ?? []) {
      if (!this.#isFollowed && (this.fn === undefined || passedTo(this.fn, object) === undefined)) continue;
      const before = this.effects.get(object);
      this.effects.set(object, before === undefined ? value : join(before, value));
    }
  }

  /** Notes that the object is a member of another. */
  holdInside(value: Value): void {
    for (const object of value.objects ?? []) this.#holdersOf(object).inside++;
  }

  #holdersOf(object: string): ObjectHolders {
    let holders = this.holders.get(object);
    if (holders === undefined) {
      holders = { names: new Set(), inside: 0 };
      this.holders.set(object, holders);
    }
    return holders;
  }

  /** @param declares the assignment makes a local variable, unless the function says otherwise */
  assign(name: string, value: Value, declares: boolean): void {
    if (this.env === undefined) return;
    const outer = this.fn?.outerNames.includes(name) === true;
    if (!outer && (declares || this.parent === undefined || this.#declared.has(name))) {
      if (this.#declared.has(name)) this.reassigned.add(name);
      this.declare(name, value);
      return;
    }
    for (const object of value.objects ?? []) this.#holdersOf(object).names.add(name);
    // Seen from here the new value counts; those outside see that it may have been written.
    this.env.set(name, value);
    const before = this.outerWrites.get(name);
    this.outerWrites.set(name, before === undefined ? value : join(before, value));
  }

  /** A variable that functions assign to from outside holds, at any time, what they leave in it. */
  #settled(name: string, value: Value): Value {
    const preset = this.#presets.get(name);
    const constants = this.#freeNames.has(name) && value.constants !== undefined;
    const open = constants ? { ...value, constants: undefined } : value;
    return preset === undefined ? open : join(open, preset);
  }

  /** Names that tell what the code in hand is for. */
  surroundings(): string[] {
    const names = [...this.assigning];
    if (this.fn !== undefined && this.fn.name !== '') names.push(this.fn.name);
    if (this.cls !== undefined) names.push(this.cls.name);
    return names;
  }

  /** The same as it stands now. */
  gatesHere(): readonly Gate[] {
    return this.gates.length === 0 ? NO_GATES : [...this.gates];
  }

  leave(): void {
    this.env = undefined;
  }
}

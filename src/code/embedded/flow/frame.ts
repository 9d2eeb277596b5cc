import type { ClassIr, FunctionIr } from '../ir.ts';
import type { Closure, ClassValue, Value } from './value.ts';
import { join } from './value.ts';
import { Environment } from './environment.ts';

/** Where control goes from inside a loop or a switch. */
export interface LoopExits {
  breaks: Environment | undefined;
  continues: Environment | undefined;
}

/** One function (or the module) while it is being analysed. */
export class Frame {
  readonly fn: FunctionIr | undefined;
  readonly parent: Frame | undefined;
  readonly cls: ClassIr | undefined;
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
  readonly classes: ClassValue[] = [];
  /** Assignments to variables of the functions around this one. */
  readonly outerWrites = new Map<string, Value>();
  readonly loops: LoopExits[] = [];
  /** The names of the variable or property that the expression in hand is assigned to, innermost last. */
  readonly assigning: string[] = [];

  constructor(options: { fn?: FunctionIr; parent?: Frame; cls?: ClassIr | undefined; self?: Value | undefined }) {
    this.fn = options.fn;
    this.parent = options.parent;
    this.cls = options.cls ?? options.parent?.cls;
    this.self = options.self;
  }

  lookup(name: string): Value | undefined {
    const own = this.env?.get(name) ?? this.exit?.get(name);
    return own ?? this.parent?.lookup(name);
  }

  owns(name: string): boolean {
    return this.env?.has(name) === true;
  }

  /** @param declares the assignment makes a local variable, unless the function says otherwise */
  assign(name: string, value: Value, declares: boolean): void {
    if (this.env === undefined) return;
    const outer = this.fn?.outerNames.includes(name) === true;
    if (!outer && (declares || this.parent === undefined || this.owns(name))) {
      this.env.set(name, value);
      return;
    }
    // Seen from here the new value counts; those outside see that it may have been written.
    this.env.set(name, value);
    const before = this.outerWrites.get(name);
    this.outerWrites.set(name, before === undefined ? value : join(before, value));
  }

  /** Names that tell what the code in hand is for. */
  surroundings(): string[] {
    const names = [...this.assigning];
    if (this.fn !== undefined && this.fn.name !== '') names.push(this.fn.name);
    if (this.cls !== undefined) names.push(this.cls.name);
    return names;
  }

  leave(): void {
    this.env = undefined;
  }
}

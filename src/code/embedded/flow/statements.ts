// How statements change what is known, branch by branch.
import type { Expression, FunctionIr, Statement, SwitchCase } from '../ir.ts';
import type { Analysis } from './analysis.ts';
import { LimitReached } from './analysis.ts';
import { bind } from './assignments.ts';
import { evaluate } from './expressions.ts';
import { truthOf } from './folding.ts';
import type { Environment } from './environment.ts';
import { joinEnvironments, saysNothingNew } from './environment.ts';
import type { Frame, LoopExits } from './frame.ts';
import { callValue } from './calls.ts';
import { defineClass } from './classes.ts';
import { closureOf, noteSelf } from './functions.ts';
import { noteOutcome, refineAfterStatement } from './guardFunctions.ts';
import { refine } from './guards.ts';
import { passing } from './higherOrder.ts';
import { elementOf } from './members.ts';
import { pathOf } from './parameters.ts';
import { placeOf, reportReturn } from './reporting.ts';
import type { Value } from './value.ts';
import { deepTaints, drawnFrom, join, sameValue } from './joining.ts';
import { LITERAL, onlyConstant, unknownAt } from './value.ts';

/** After so many rounds a loop that still has news is given up: origins travel one variable a round. */
const MOST_ROUNDS = 12;

export function runStatements(analysis: Analysis, frame: Frame, statements: readonly Statement[]): void {
  const gates = frame.gates.length;
  for (const statement of statements) {
    // Functions are declared even where control never gets to: they may be called from elsewhere.
    if (frame.env === undefined && statement.kind !== 'function') continue;
    runStatement(analysis, frame, statement);
  }
  frame.gates.length = gates;
}

function runStatement(analysis: Analysis, frame: Frame, statement: Statement): void {
  analysis.step();
  switch (statement.kind) {
    case 'expression':
      evaluate(analysis, frame, statement.expression);
      refineAfterStatement(analysis, frame, statement.expression);
      return;
    case 'block':
      runStatements(analysis, frame, statement.body);
      return;
    case 'function': {
      const decorators = statement.fn.decorators.map((decorator) => evaluate(analysis, frame, decorator));
      const closure = closureOf(frame, statement.fn);
      // A decorator of this file decides what the function is called with.
      for (const [index, decorator] of decorators.entries()) {
        const range = statement.fn.decorators[index] ?? statement;
        if (decorator.closure !== undefined)
          callValue(analysis, frame, decorator, [passing(closure, { range, whole: range })], range);
      }
      if (!isVisible(analysis, frame, statement.fn)) analysis.named.add(statement.fn);
      frame.declare(statement.fn.name, closure);
      return;
    }
    case 'class':
      frame.declare(statement.cls.name, defineClass(analysis, frame, statement.cls));
      return;
    case 'import':
      for (const binding of statement.bindings)
        frame.declare(binding.local, importedValue(binding.local, binding.path, binding));
      return;
    case 'if':
      runIf(analysis, frame, statement);
      return;
    case 'forEach': {
      const iterable = evaluate(analysis, frame, statement.iterable);
      runLoop(analysis, frame, statement.otherwise, () => {
        bind(
          analysis,
          frame,
          statement.target,
          elementOf(analysis, iterable, statement.iterable, statement.keys),
          true,
        );
        runStatements(analysis, frame, statement.body);
      });
      return;
    }
    case 'loop':
      runTestedLoop(analysis, frame, statement);
      return;
    case 'try':
      runTry(analysis, frame, statement);
      return;
    case 'switch':
      runSwitch(analysis, frame, statement.subject, statement.cases, statement.fallsThrough);
      return;
    case 'with': {
      const value = evaluate(analysis, frame, statement.value);
      const enter = value.instanceOf?.methods.get('__enter__') ?? value.instanceOf?.methods.get('__aenter__');
      const given = enter === undefined ? value : callValue(analysis, frame, enter, [], statement, value);
      if (statement.target !== undefined) bind(analysis, frame, statement.target, given, true);
      return;
    }
    case 'return': {
      const value = statement.value === undefined ? LITERAL : evaluate(analysis, frame, statement.value);
      if (statement.value !== undefined) reportReturned(analysis, frame, statement.value, value);
      noteOutcome(analysis, frame, statement.value, value);
      frame.returned = frame.returned === undefined ? value : join(frame.returned, value);
      noteSelf(frame);
      frame.exit = joinEnvironments(frame.exit, frame.env?.snapshot());
      frame.leave();
      return;
    }
    case 'throw':
      if (statement.value !== undefined) evaluate(analysis, frame, statement.value);
      frame.leave();
      return;
    case 'break':
    case 'continue': {
      const loop = frame.loops.at(-1);
      if (loop !== undefined) {
        if (statement.kind === 'break') loop.breaks = joinEnvironments(loop.breaks, frame.env?.snapshot());
        else loop.continues = joinEnvironments(loop.continues, frame.env?.snapshot());
      }
      frame.leave();
      return;
    }
    case 'assert':
      evaluate(analysis, frame, statement.test);
      refine(analysis, frame, statement.test, true);
      return;
  }
}

function reportReturned(analysis: Analysis, frame: Frame, range: Expression, value: Value): void {
  const { fn, cls } = frame;
  if (fn === undefined) return;
  reportReturn(analysis, {
    ...placeOf(analysis, frame),
    value,
    range,
    fn,
    cls,
    pathOf: (expression) => pathOf(frame, expression),
    isHandler: frame.isHandler,
  });
}

/** Whether code outside this file can call it by name. */
function isVisible(analysis: Analysis, frame: Frame, fn: FunctionIr): boolean {
  if (frame.parent !== undefined) return false;
  return analysis.api.family === 'python' ? !fn.name.startsWith('_') : fn.exported;
}

function importedValue(
  local: string,
  path: string,
  range: Statement | { start: number; end: number },
): ReturnType<typeof unknownAt> {
  // A module or a function is no data; what is imported under a name in capitals is a constant.
  return /^[A-Z][A-Z0-9_]+$/.test(local)
    ? { taints: [], path }
    : unknownAt({ start: range.start, end: range.end }, `${local} is imported`, path);
}

function runIf(analysis: Analysis, frame: Frame, statement: Extract<Statement, { kind: 'if' }>): void {
  // A chain of else-ifs nests in the representation: it is walked in a loop to save the stack.
  const start = frame.env;
  const gates = frame.gates.length;
  let joined: Environment | undefined;
  for (let current = statement; ;) {
    const truth = truthOf(evaluate(analysis, frame, current.test));
    const before: Environment | undefined = frame.env;
    if (before === undefined) break;
    if (truth !== false) {
      frame.env = before.fork();
      refine(analysis, frame, current.test, true);
      frame.gates.push({ test: current.test, holds: true });
      runStatements(analysis, frame, current.then);
      frame.gates.pop();
      joined = joinEnvironments(joined, frame.env);
    }
    if (truth === true) {
      frame.env = undefined;
      break;
    }
    frame.env = before.fork();
    refine(analysis, frame, current.test, false);
    frame.gates.push({ test: current.test, holds: false });
    const [only]: readonly Statement[] = current.otherwise;
    if (current.otherwise.length === 1 && only?.kind === 'if') {
      current = only;
      continue;
    }
    runStatements(analysis, frame, current.otherwise);
    break;
  }
  const after = joinEnvironments(joined, frame.env);
  // Where every branch but the last leaves, what follows is as gated as the last one.
  if (joined !== undefined || after === undefined) frame.gates.length = gates;
  frame.env = start === undefined ? after : start.settle(after);
}

/** Runs a loop's body until another round would not tell anything new. */
function runLoop(analysis: Analysis, frame: Frame, otherwise: readonly Statement[], round: () => void): void {
  if (frame.env === undefined) return;
  let before: Environment = frame.env;
  const exits: LoopExits = { breaks: undefined, continues: undefined };
  frame.loops.push(exits);
  for (let rounds = 0; ; rounds++) {
    if (rounds > MOST_ROUNDS) throw new LimitReached();
    frame.env = before.fork();
    round();
    const after: Environment | undefined = joinEnvironments(frame.env, exits.continues);
    let next: Environment = joinEnvironments(before, after) ?? before;
    // Counters count without end: from the second round on what changes is no constant any more.
    if (rounds >= 1) next = widened(before, next, rounds >= 3);
    if (saysNothingNew(before, next)) break;
    before = before.settle(next) ?? next;
  }
  frame.loops.pop();
  frame.env = before;
  runStatements(analysis, frame, otherwise);
  frame.env = joinEnvironments(frame.env, exits.breaks);
}

/** @param flat structures that grow with every round (a list of lists, a chain of nodes) keep only their origins */
function widened(before: Environment, next: Environment, flat: boolean): Environment {
  const result = next.fork();
  for (const [name, value] of next.changesSince(before)) {
    const earlier = before.get(name);
    if (earlier === undefined || earlier === value) continue;
    if (flat && !sameValue(earlier, value)) {
      const { path, text } = earlier;
      result.set(name, { ...drawnFrom({ taints: deepTaints(value), path, text }, [value]), keyedBy: value.keyedBy });
      continue;
    }
    const counts = earlier.constants?.length !== value.constants?.length;
    const grows = earlier.text !== value.text;
    const lengthens = earlier.length !== value.length || earlier.slots?.size !== value.slots?.size;
    if (!counts && !grows && !lengthens) continue;
    result.set(name, {
      ...value,
      constants: undefined,
      text: grows ? (earlier.text ?? value.text) : value.text,
      length: lengthens ? undefined : value.length,
      rest:
        lengthens && value.slots !== undefined
          ? join(value.rest, [...value.slots.values()].reduce(join, LITERAL))
          : value.rest,
      slots: lengthens ? undefined : value.slots,
    });
  }
  return result;
}

function runTestedLoop(analysis: Analysis, frame: Frame, statement: Extract<Statement, { kind: 'loop' }>): void {
  const { test, update } = statement;
  if (test !== undefined && statement.testFirst && truthOf(evaluate(analysis, frame, test)) === false) {
    runStatements(analysis, frame, statement.otherwise);
    return;
  }
  let endless = test === undefined;
  runLoop(analysis, frame, statement.otherwise, () => {
    if (test !== undefined && statement.testFirst) {
      endless = truthOf(evaluate(analysis, frame, test)) === true && test.kind === 'constant';
      refine(analysis, frame, test, true);
    }
    runStatements(analysis, frame, statement.body);
    if (frame.env !== undefined && update !== undefined) evaluate(analysis, frame, update);
    if (frame.env !== undefined && test !== undefined && !statement.testFirst) evaluate(analysis, frame, test);
  });
  if (test !== undefined && !endless) refine(analysis, frame, test, false);
}

function runTry(analysis: Analysis, frame: Frame, statement: Extract<Statement, { kind: 'try' }>): void {
  // An exception can come from anywhere in the body: a handler starts from all states that it went through.
  const start = frame.env;
  if (start === undefined) return;
  let anywhere: Environment | undefined = start;
  const exitBefore = frame.exit;
  for (const part of statement.body) {
    frame.env = frame.env?.fork();
    runStatements(analysis, frame, [part]);
    anywhere = joinEnvironments(anywhere, frame.env);
  }
  if (frame.exit !== exitBefore) anywhere = joinEnvironments(anywhere, frame.exit);
  frame.env = frame.env?.fork();
  runStatements(analysis, frame, statement.otherwise);
  let after = frame.env;
  for (const handler of statement.handlers) {
    frame.env = anywhere?.fork();
    if (handler.binding !== undefined) {
      bind(analysis, frame, handler.binding, unknownAt(handler.binding, 'an exception'), true);
    }
    runStatements(analysis, frame, handler.body);
    after = joinEnvironments(after, frame.env);
  }
  const completes = after !== undefined;
  if (statement.finalizer.length > 0) {
    frame.env = joinEnvironments(after, anywhere)?.fork();
    runStatements(analysis, frame, statement.finalizer);
    after = frame.env;
  }
  frame.env = completes ? start.settle(after) : undefined;
}

function runSwitch(
  analysis: Analysis,
  frame: Frame,
  subject: Expression,
  cases: readonly SwitchCase[],
  fallsThrough: boolean,
): void {
  const value = evaluate(analysis, frame, subject);
  const known = onlyConstant(value);
  const before = frame.env;
  if (before === undefined) return;
  const exits: LoopExits = { breaks: undefined, continues: undefined };
  // `continue` in a switch belongs to the loop around it.
  const outerLoop = frame.loops.at(-1);
  if (fallsThrough) frame.loops.push(exits);
  let falling: Environment | undefined;
  let after: Environment | undefined;
  let matched = false;
  for (const one of cases) {
    const fits = one.isDefault ? !matched : couldMatch(analysis, frame, known, one.tests);
    const certain =
      known !== undefined &&
      !one.isDefault &&
      fits &&
      one.guard === undefined &&
      one.tests.length > 0 &&
      one.tests.some((test) => test.kind === 'constant' && test.value === known);
    const entry = fits && !(matched && !fallsThrough) ? before.fork() : undefined;
    frame.env = entry;
    if (entry !== undefined) {
      if (one.binding !== undefined) bind(analysis, frame, one.binding, value, true);
      narrowSubject(analysis, frame, subject, one);
    }
    frame.env = joinEnvironments(frame.env, falling);
    runStatements(analysis, frame, one.body);
    if (fallsThrough) falling = frame.env;
    else after = joinEnvironments(after, frame.env);
    if (certain) matched = true;
    if (certain && !fallsThrough) break;
  }
  if (fallsThrough) {
    frame.loops.pop();
    if (outerLoop !== undefined) outerLoop.continues = joinEnvironments(outerLoop.continues, exits.continues);
    after = joinEnvironments(falling, exits.breaks);
  }
  const exhaustive = matched || cases.some((one) => one.isDefault && one.guard === undefined);
  frame.env = exhaustive ? after : joinEnvironments(after, before);
}

function couldMatch(
  analysis: Analysis,
  frame: Frame,
  known: ReturnType<typeof onlyConstant>,
  tests: readonly Expression[],
): boolean {
  if (known === undefined) return true;
  return tests.some((test) => {
    const wanted = onlyConstant(evaluate(analysis, frame, test));
    return wanted === undefined || wanted === known;
  });
}

/** In its case the subject is one of the case's constants. */
function narrowSubject(analysis: Analysis, frame: Frame, subject: Expression, one: SwitchCase): void {
  const [first] = one.tests;
  if (one.guard !== undefined) {
    evaluate(analysis, frame, one.guard);
    refine(analysis, frame, one.guard, true);
  }
  if (first === undefined || subject.kind === 'constant') return;
  // `switch (true) { case ALLOWED.has(x): … }`
  if (one.tests.some((test) => onlyConstant(evaluate(analysis, frame, test)) === undefined)) return;
  refine(
    analysis,
    frame,
    {
      kind: 'binary',
      start: subject.start,
      end: first.end,
      first: subject,
      rest: [
        {
          operator: one.tests.length === 1 ? '==' : 'in',
          right:
            one.tests.length === 1
              ? first
              : {
                  kind: 'array',
                  start: first.start,
                  end: first.end,
                  elements: one.tests.map((test) => ({ value: test })),
                },
        },
      ],
    },
    true,
  );
}

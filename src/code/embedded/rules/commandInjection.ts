import type { Value } from '../flow/value.ts';
import { anyMember, deepTaints } from '../flow/joining.ts';
import { onlyConstant } from '../flow/value.ts';
import type { ArgumentValue, CallSite, SinkUse, TaintRule } from './rule.ts';
import { argumentOf } from './rule.ts';

/** Handed to a shell whatever the options are; the number is the argument. */
const PYTHON_SHELL: ReadonlyMap<string, number> = new Map([
  ['os.system', 0],
  ['os.popen', 0],
  ['os.popen2', 0],
  ['os.popen3', 0],
  ['os.popen4', 0],
  ['posix.system', 0],
  ['popen2.popen2', 0],
  ['popen2.popen3', 0],
  ['popen2.popen4', 0],
  ['commands.getoutput', 0],
  ['commands.getstatusoutput', 0],
  ['subprocess.getoutput', 0],
  ['subprocess.getstatusoutput', 0],
  ['asyncio.create_subprocess_shell', 0],
  ['asyncio.subprocess.create_subprocess_shell', 0],
  ['anyio.run_process', 0],
  ['invoke.run', 0],
  ['fabric.api.local', 0],
  ['fabric.api.run', 0],
  ['fabric.api.sudo', 0],
  ['pexpect.run', 0],
  ['pexpect.spawn', 0],
  ['pexpect.runu', 0],
]);

/** Run a program; a shell only with `shell=True`. */
const PYTHON_SPAWN = /^subprocess\.(?:run|call|check_call|check_output|Popen)$/;
/** Program and arguments are arguments of the call; the number is where the program is. */
const PYTHON_EXEC: ReadonlyMap<string, number> = new Map([
  ['asyncio.create_subprocess_exec', 0],
  ['asyncio.subprocess.create_subprocess_exec', 0],
  ['os.execl', 0],
  ['os.execle', 0],
  ['os.execlp', 0],
  ['os.execlpe', 0],
  ['os.execv', 0],
  ['os.execve', 0],
  ['os.execvp', 0],
  ['os.execvpe', 0],
  ['os.spawnl', 1],
  ['os.spawnle', 1],
  ['os.spawnlp', 1],
  ['os.spawnlpe', 1],
  ['os.spawnv', 1],
  ['os.spawnve', 1],
  ['os.spawnvp', 1],
  ['os.posix_spawn', 0],
  ['pty.spawn', 0],
  ['os.startfile', 0],
]);

const JAVASCRIPT_SHELL: ReadonlyMap<string, number> = new Map([
  ['child_process.exec', 0],
  ['child_process.execSync', 0],
  ['child-process-promise.exec', 0],
  ['shelljs.exec', 0],
  ['shelljs/global.exec', 0],
  ['execa.command', 0],
  ['execa.commandSync', 0],
  ['execa.execaCommand', 0],
  ['execa.execaCommandSync', 0],
  ['execa.shell', 0],
  ['execa.shellSync', 0],
  ['promisify-child-process.exec', 0],
  ['node-cmd.run', 0],
  ['node-cmd.runSync', 0],
  ['node-cmd.get', 0],
  ['bun.$', 0],
]);
const JAVASCRIPT_SPAWN =
  /^(?:child_process\.(?:spawn|spawnSync|execFile|execFileSync)|cross-spawn(?:\.spawn|\.sync)?|execa(?:\.execa|\.execaSync|\.sync)?|child-process-promise\.(?:spawn|execFile))$/;

const SHELL_PROGRAM =
  /^(?:.*[/\\])?(?:ba|da|z|k|c|tc|fi)?sh(?:\.exe)?$|^(?:.*[/\\])?(?:cmd|powershell|pwsh)(?:\.exe)?$/i;
const COMMAND_FLAG = /^(?:-\w*c|\/c|\/k|-command|-encodedcommand)$/i;

function sinks(site: CallSite): readonly SinkUse[] {
  return site.family === 'python' ? pythonSinks(site) : javaScriptSinks(site);
}

function shellUse(argument: ArgumentValue | undefined): readonly SinkUse[] {
  return argument === undefined ? [] : [{ value: argument.value, range: argument.range, unproven: 'always' }];
}

function pythonSinks(site: CallSite): readonly SinkUse[] {
  const path = site.path ?? '';
  const shell = PYTHON_SHELL.get(path);
  if (shell !== undefined) return shellUse(argumentOf(site, shell, 'cmd') ?? argumentOf(site, shell, 'command'));
  if (site.name === 'subprocess_shell') return shellUse(argumentOf(site, 1));
  const exec = PYTHON_EXEC.get(path) ?? (site.name === 'subprocess_exec' ? 1 : undefined);
  if (exec !== undefined) {
    const rest = site.args.filter((argument) => argument.name === undefined).slice(exec);
    const list = rest[1]?.value;
    // The v family takes the arguments as a list, the l family one by one; the first repeats the program.
    const values =
      list?.length !== undefined ? [rest[0]?.value, ...elements(list)] : rest.map((argument) => argument.value);
    return programUses(values, rest[0]);
  }
  if (!PYTHON_SPAWN.test(path)) return [];
  const command = argumentOf(site, 0, 'args');
  const viaShell = argumentOf(site, 8, 'shell');
  const flag = viaShell === undefined ? false : onlyConstant(viaShell.value);
  const positionalShell = viaShell?.name === undefined ? false : flag;
  return commandUses(command, positionalShell === true || positionalShell === 1, positionalShell === undefined);
}

function commandUses(command: ArgumentValue | undefined, shell: boolean, maybeShell: boolean): readonly SinkUse[] {
  if (command === undefined) return [];
  const isList =
    command.value.length !== undefined || command.value.rest !== undefined || command.value.slots !== undefined;
  if (shell && !isList) return shellUse(command);
  if (shell) {
    // Only the first element is the command; the others are arguments of the shell.
    const [first] = elements(command.value);
    return first === undefined ? [] : [{ value: first, range: command.range, unproven: 'always' }];
  }
  if (isList) return programUses(elements(command.value), command);
  const unproven = maybeShell ? 'built' : 'never';
  return [{ value: command.value, range: command.range, unproven }];
}

function elements(list: Value): readonly Value[] {
  if (list.length === undefined) return [anyMember(list)].filter((one) => deepTaints(one).length > 0);
  return Array.from({ length: list.length }, (_unused, index) => list.slots?.get(String(index)) ?? { taints: [] });
}

/** Whatever it is of several constants, it is one of these: `sh` here and `cmd.exe` there. */
function isAll(value: Value | undefined, pattern: RegExp): boolean {
  const constants = value?.constants ?? [];
  return constants.length > 0 && constants.every((one) => typeof one === 'string' && pattern.test(one));
}

/** `['sh', '-c', text]` is a shell; `[program, …]` only matters when the program itself is chosen by input. */
function programUses(values: readonly (Value | undefined)[], argument: ArgumentValue | undefined): readonly SinkUse[] {
  const [program, ...rest] = values;
  if (argument === undefined || program === undefined) return [];
  if (!isAll(program, SHELL_PROGRAM)) return [{ value: program, range: argument.range, unproven: 'never' }];
  const flag = rest.findIndex((value) => isAll(value, COMMAND_FLAG));
  const command = flag < 0 ? undefined : rest[flag + 1];
  return command === undefined ? [] : [{ value: command, range: argument.range, unproven: 'always' }];
}

function javaScriptSinks(site: CallSite): readonly SinkUse[] {
  const path = site.path ?? '';
  const shell = JAVASCRIPT_SHELL.get(path);
  if (shell !== undefined) return shellUse(argumentOf(site, shell));
  if (!JAVASCRIPT_SPAWN.test(path)) return [];
  const command = argumentOf(site, 0);
  const second = argumentOf(site, 1);
  const options = [argumentOf(site, 2), second].find((argument) => argument?.value.slots?.has('shell') === true);
  const flag = options?.value.slots?.get('shell');
  const constantFlag = onlyConstant(flag);
  const isList = second?.value.length !== undefined || second?.value.rest !== undefined;
  const list = isList ? elements(second.value) : [];
  const viaShell = flag !== undefined && constantFlag !== false && constantFlag !== null && constantFlag !== '';
  if (command === undefined) return [];
  if (!viaShell)
    return programUses(
      [command.value, ...list],
      list.length > 0 && isAll(command.value, SHELL_PROGRAM) ? second : command,
    );
  const certain = constantFlag !== undefined;
  const uses: SinkUse[] = [{ value: command.value, range: command.range, unproven: certain ? 'always' : 'built' }];
  if (second !== undefined && isList)
    uses.push({ value: second.value, range: second.range, unproven: certain ? 'always' : 'never' });
  return uses;
}

export const COMMAND_INJECTION: TaintRule = {
  kind: 'taint',
  id: 'command-injection',
  cwe: [78],
  title: 'Operating system command built from client input',
  unprovenTitle: 'Operating system command from a value that is not constant',
  severity: { proven: 'critical', unproven: 'medium' },
  explanation:
    'Text that is not fixed by the program is run as a command. A shell gives meaning to characters such as ; | & $ and backquotes, so whoever controls part of the text can run commands of their own with the rights of this process.',
  remediation:
    'Start the program directly, with the arguments as a list and no shell (subprocess.run([...]) without shell=True, child_process.execFile or spawn without the shell option). Check values that choose what is run against a fixed list. Quote with shlex.quote only where a shell cannot be avoided.',
  sinkWords: 'a command line',
  sanitizers: {
    python: ['shlex.quote', 'pipes.quote', 'shlex.join', 'subprocess.list2cmdline'],
    javascript: [
      'shell-quote.quote',
      'shell-escape',
      'shescape.quote',
      'shescape.escape',
      'shlex.quote',
      'puka.quoteForShell',
      'any-shell-escape',
    ],
  },
  sinks,
};

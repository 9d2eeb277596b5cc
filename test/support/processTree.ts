import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';

export interface ProcessTree {
  readonly child: ChildProcess;
  /** Resolves when the process is gone, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends the process and all it started, and resolves when it is gone. May be called twice. */
  stop(): Promise<void>;
}

const GRACE_MS = 5000;

const running = new Set<ChildProcess>();

// Groups of their own do not hear Ctrl-C, and outlive us if nobody ends them.
process.once('exit', endAll);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    endAll();
    // Unless somebody else has plans for this signal: what it does by default, but with the exit handlers run.
    if (process.listenerCount(signal) === 1) process.exit(130);
  });
}

function endAll(): void {
  for (const child of running) signalTree(child, 'SIGKILL');
}

/**
 * Starts a process as the head of its own group, so that what it starts ends with it: the editor
 * server has an extension host, a file watcher and more below it. The group ends with this process
 * at the latest, unless that is killed outright.
 */
export function startProcessTree(command: string, args: readonly string[], options: SpawnOptions): ProcessTree {
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  running.add(child);
  return {
    child,
    ended: gone,
    async stop() {
      signalTree(child, 'SIGTERM');
      const impatient = setTimeout(() => signalTree(child, 'SIGKILL'), GRACE_MS);
      await gone;
      clearTimeout(impatient);
      // The head may have gone before those below it.
      signalTree(child, 'SIGKILL');
      running.delete(child);
    },
  };
}

function signalTree(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}

import { spawn } from 'node:child_process';

/**
 * Runs npm in `folder` and waits for it. Needs the folder to hold a package.json.
 *
 * @throws when npm ends with anything but 0; the message holds the end of what it said
 */
export async function npm(folder: string, args: readonly string[], signal?: AbortSignal): Promise<void> {
  const [command, first] = npmCommand();
  const child = spawn(command, [...first, ...args, '--prefix', folder, '--no-audit', '--no-fund', '--no-progress'], {
    cwd: folder,
    env: outerEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    // npm is a batch file on Windows, which Node starts only through a shell.
    shell: process.platform === 'win32' && command === 'npm',
    ...(signal === undefined ? {} : { signal }),
  });
  let said = '';
  const hear = (chunk: Buffer): void => {
    said = (said + chunk.toString()).slice(-4000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`npm ${args.join(' ')} ended with ${String(code)}:\n${said}`);
}

/** Inside `npm run` the same npm that runs us; else the one on PATH. */
function npmCommand(): [string, string[]] {
  const script = process.env['npm_execpath'];
  return script?.endsWith('.js') === true ? [process.execPath, [script]] : ['npm', []];
}

/** What `npm run` adds describes this repository and would mislead an npm that works in another folder. */
function outerEnvironment(): NodeJS.ProcessEnv {
  const misleading =
    /^(npm_package_|npm_lifecycle_|npm_config_(local_prefix|prefix|global_prefix)$|INIT_CWD$|NODE_ENV$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !misleading.test(name)));
}

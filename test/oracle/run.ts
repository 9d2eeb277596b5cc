// npm run test:moto: our reader and checks against moto, an emulator of AWS that others wrote and that knows nothing
// of us. It is found or installed; where that cannot be, the tests are skipped, and it is said how to get it.
// npm run test:moto -- prepare: only that. Prints nothing when the tests can run, else why they are skipped.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { repository } from '../support/repository.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { findMoto } from './findMoto.ts';
import { MOTO_VARIABLE } from './moto.ts';
import { startMoto } from './startMoto.ts';

const [argument] = process.argv.slice(2);

process.exitCode = await main();

/** @returns 0 when all tests passed, or could not be run */
async function main(): Promise<number> {
  try {
    const found = await findMoto((line) => console.error(line));
    if (found.kind === 'missing') {
      console.log(argument === 'prepare' ? found.why : `skipped: ${found.why}`);
      return 0;
    }
    if (argument === 'prepare') return 0;
    const moto = await startMoto(found.moto);
    try {
      const code = await mocha(moto.url);
      if (code !== 0) console.error(`The end of moto's log:\n${moto.log()}`);
      return code;
    } finally {
      await moto.dispose();
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

async function mocha(url: string): Promise<number> {
  const program = join(dirname(createRequire(import.meta.url).resolve('mocha/package.json')), 'bin', 'mocha.js');
  const folder = await temporaryFolder('oracle');
  try {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
    const env = {
      ...Object.fromEntries(own),
      // The SDK looks for these on its own account; the person's must not take part.
      AWS_CONFIG_FILE: join(folder.path, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder.path, 'credentials'),
      AWS_EC2_METADATA_DISABLED: 'true',
      [MOTO_VARIABLE]: url,
    };
    const child = spawn(process.execPath, [program, 'test/oracle/**/*.test.ts'], {
      cwd: repository,
      stdio: 'inherit',
      env,
    });
    return (await new Promise<number | null>((resolve) => child.once('close', resolve))) ?? 1;
  } finally {
    await folder.dispose();
  }
}

// The extension's own watch over what is handed to an agent, in real time, with a reader in this process.
import { AccountRechecks } from '../../../src/app/posture/accountRechecks.ts';
import { AccountSession } from '../../../src/app/posture/accountSession.ts';
import type { AccountReader } from '../../../src/app/posture/readerThread.ts';
import type { FixSubject } from '../../../src/app/fixes/fix.ts';
import { FixWatch } from '../../../src/app/fixes/fixWatch.ts';
import { systemClock } from '../../../src/app/ports.ts';
import { accountPlace, bucketPlace } from '../../../src/findings/bucketFindings.ts';
import { FindingStore } from '../../../src/findings/store.ts';
import { JUDGES } from '../../../src/s3/checks/judges.ts';
import { runPosture } from '../../../src/s3/runPosture.ts';
import { sampleAccount } from '../../../src/s3/sampleAccount.ts';
import { ListLog, StringStorage } from '../../support/memory.ts';
import { keysAsVariables, motoUrl, REGION } from '../moto.ts';
import type { World } from './world.ts';

class Storage extends StringStorage {
  remove(): Promise<void> {
    this.text = undefined;
    return Promise.resolve();
  }
  keepAside(): Promise<void> {
    return Promise.resolve();
  }
}

export interface Watched {
  /** Resolves with the seconds from the hand-off until the watch says that all of it is fixed. */
  fixed(longestS: number): Promise<number>;
  dispose(): void;
}

/**
 * Reads the account as the extension does, and hands off what the check says of the resource.
 *
 * @throws when it does not fail
 */
export async function watched(world: World, check: string, resource: string, checks: 'core' | 'all'): Promise<Watched> {
  const variables = { ...keysAsVariables(world.keys), AWS_ENDPOINT_URL: motoUrl(), AWS_REGION: REGION };
  const reader = readerIn(variables);
  const store = new FindingStore();
  const log = new ListLog();
  const settings = () => ({
    checks,
    trustedAccounts: [],
    pinned: [],
    publicTags: [],
    sensitiveTags: [],
    awsExecutable: undefined,
  });
  const now = (): number => Date.now();
  const askCode = (): Promise<undefined> => Promise.resolve(undefined);
  const findings = store.buckets;
  const session = new AccountSession({
    reader,
    judges: JUDGES,
    findings,
    sample: sampleAccount,
    settings,
    askCode,
    now,
    log,
  });
  const rechecks = new AccountRechecks({ session, reader, judges: JUDGES, settings });
  const code = { look: () => Promise.reject(new Error('there is no code')) };
  const watch = new FixWatch({ store, code, storage: new Storage(), clock: systemClock, log });
  const dispose = (): void => {
    watch.dispose();
    rechecks.dispose();
    session.dispose();
    store.dispose();
  };
  watch.useAccount(rechecks);
  session.choose({ kind: 'environment' });
  await session.readAll();
  const bucket = resource === world.bucket ? resource : undefined;
  const place = bucket === undefined ? accountPlace(world.account) : bucketPlace(bucket);
  const subjects = [...findings.records(place).values()]
    .filter(({ finding, says }) => says === 'fail' && finding.ruleId === check && finding.subject.bucket === resource)
    .map(({ finding: { fingerprint } }): FixSubject => {
      return { kind: 'bucket', partition: 'aws', accountId: world.account, place: resource, bucket, fingerprint };
    });
  if (subjects.length === 0) throw new Error(`${check} does not fail for ${resource}: ${log.lines.join('; ')}`);
  const handedOffAt = performance.now();
  await watch.handOff(subjects);
  return { fixed: (longestS) => allFixed(watch, handedOffAt, longestS), dispose };
}

function allFixed(watch: FixWatch, since: number, longestS: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      const said = watch.fixes().map(({ status, check, paused }) => `${status}: ${paused?.why ?? check?.why ?? ''}`);
      reject(new Error(`not fixed after ${longestS} s: ${said.join('; ')}`));
    }, longestS * 1_000);
    const look = (): void => {
      if (!watch.fixes().every(({ status }) => status === 'fixed')) return;
      clearTimeout(late);
      subscription.dispose();
      resolve((performance.now() - since) / 1_000);
    };
    const subscription = watch.onDidChange(look);
    look();
  });
}

function readerIn(variables: Readonly<Record<string, string>>): AccountReader {
  return {
    read: async ({ options, onEvents }, signal) => {
      const ports = {
        environment: { homeFolder: '/nonexistent', variables },
        credentials: {},
        judges: JUDGES,
        now: () => Date.now(),
        platform: 'linux' as const,
        version: '0.0.0',
      };
      return await runPosture(options, ports, (event) => onEvents([event]), signal);
    },
    dispose: () => Promise.resolve(),
  };
}

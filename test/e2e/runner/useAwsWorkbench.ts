import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FakeAccount } from '../../support/fakeAws/account.ts';
import { type FakeAws, startFakeAws } from '../../support/fakeAws/fakeAws.ts';
import { profileSection } from '../../support/fakeAws/profileSection.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';
import { PostureViewPage } from '../pages/postureView.ts';
import { type SuiteOptions, type SuiteWorkbench, useWorkbench } from './useWorkbench.ts';

export interface AwsWorkbench extends SuiteWorkbench {
  readonly aws: FakeAws;
  readonly view: PostureViewPage;
}

/**
 * Like {@link useWorkbench}, in development mode, with a fake of AWS that the suite owns. The AWS files of the
 * person in it have one profile for each of the accounts.
 *
 * @param accounts by profile
 */
export function useAwsWorkbench(
  accounts: Readonly<Record<string, FakeAccount>>,
  options: SuiteOptions = {},
): AwsWorkbench {
  let home: TemporaryFolder | undefined;
  let fake: FakeAws | undefined;
  const started = (): FakeAws => {
    if (fake === undefined) throw new Error('the fake of AWS is there only inside tests and hooks');
    return fake;
  };

  before('start the fake of AWS', async () => {
    home = await temporaryFolder('aws');
    fake = await startFakeAws({ accounts: Object.values(accounts) });
    await writeFile(configIn(home), profilesOf(accounts, fake));
  });
  const suite = useWorkbench(() => ({
    mode: 'development',
    ...options,
    env: { ...requestsTo(started(), home?.path ?? ''), ...options.env },
  }));
  after('stop the fake of AWS', async () => {
    await fake?.close();
    await home?.dispose();
  });

  return {
    get workbench() {
      return suite.workbench;
    },
    get running() {
      return suite.running;
    },
    get aws() {
      return started();
    },
    get view() {
      return new PostureViewPage(suite.workbench);
    },
  };
}

function configIn(home: TemporaryFolder): string {
  return join(home.path, 'config');
}

/** Lets an extension in development mode find its profiles in `folder`, and send every request to `aws`. */
export function requestsTo(aws: FakeAws, folder: string): Record<string, string> {
  const awsVariables = {
    AWS_ENDPOINT_URL: aws.url,
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  };
  return { PALISADE_TEST_PORTS: JSON.stringify({ awsVariables }) };
}

/** The file `config` with a profile for each account. */
export function profilesOf(accounts: Readonly<Record<string, FakeAccount>>, aws: FakeAws): string {
  return Object.entries(accounts)
    .flatMap(([profile, { id, partition }]) =>
      profileSection(
        profile,
        aws.newSession(id, `arn:${partition}:sts::${id}:assumed-role/${profile}/session`),
        'eu-central-1',
      ),
    )
    .join('\n');
}

import type { MachineMemory } from '../../app/ports.ts';
import type { AccountSource } from '../../app/posture/accountState.ts';
import { profileChoices, type ProfileChoice } from '../../app/posture/profileChoices.ts';
import type { Environment } from '../../s3/account/environment.ts';
import { watchSharedFiles } from '../../s3/account/sharedFiles.ts';
import { cleanLine } from '../../outbound/cleaning.ts';
import type { Choice, EditorDialogs } from '../dialogs.ts';

const ACCOUNTS_KEY = 'palisade.aws.accounts';
const SOURCE_KEY = 'palisade.aws.source';

/** What is remembered on this machine: which account was looked at last, and whose the profiles are. */
export class AccountMemory {
  readonly #memory: MachineMemory;

  constructor(memory: MachineMemory) {
    this.#memory = memory;
  }

  /** What was chosen last, in any window. */
  get source(): AccountSource | undefined {
    const value = this.#memory.get(SOURCE_KEY);
    if (typeof value !== 'object' || value === null) return undefined;
    const { kind, name } = value as { readonly kind?: unknown; readonly name?: unknown };
    if (kind === 'profile' && typeof name === 'string') return { kind, name };
    return kind === 'environment' || kind === 'sample' ? { kind } : undefined;
  }

  async setSource(source: AccountSource | undefined): Promise<void> {
    await this.#memory.set(SOURCE_KEY, source);
  }

  /** Account ids by profile. */
  get accounts(): ReadonlyMap<string, string> {
    const value = this.#memory.get(ACCOUNTS_KEY);
    if (typeof value !== 'object' || value === null) return new Map();
    return new Map(
      Object.entries(value).filter(
        (one): one is [string, string] => typeof one[1] === 'string' && /^\d{12}$/.test(one[1]),
      ),
    );
  }

  async remember(profile: string, accountId: string): Promise<void> {
    const { accounts } = this;
    if (accounts.get(profile) === accountId) return;
    await this.#memory.set(ACCOUNTS_KEY, Object.fromEntries(new Map(accounts).set(profile, accountId)));
  }
}

/** @returns undefined when nothing was chosen */
export async function pickAccount(
  dialogs: EditorDialogs,
  environment: Environment,
  memory: AccountMemory,
  now: () => number,
): Promise<AccountSource | undefined> {
  const read = async (): Promise<readonly Choice<AccountSource>[]> => {
    const { profiles } = await profileChoices(environment, memory.accounts, now());
    return [
      ...profiles.map((profile) => ({
        label: cleanLine(profile.name, 100),
        description: describeProfile(profile, now()),
        value: { kind: 'profile' as const, name: profile.name },
      })),
      ...(hasKeys(environment)
        ? [
            {
              label: 'Keys of the environment',
              description: 'AWS_ACCESS_KEY_ID',
              value: { kind: 'environment' as const },
            },
          ]
        : []),
      {
        label: 'Sample account',
        description: 'invented buckets, no credentials needed',
        value: { kind: 'sample' as const },
      },
    ];
  };
  return dialogs.pickOf('AWS account', 'A profile of the AWS CLI', {
    read,
    watch: (changed) => watchSharedFiles(environment, changed, 1_000),
  });
}

/** Keys in the environment of the editor. */
export function hasKeys({ variables }: Environment): boolean {
  return [variables['AWS_ACCESS_KEY_ID'], variables['AWS_SECRET_ACCESS_KEY']].every(
    (one) => one !== undefined && one.trim() !== '',
  );
}

/** `account 111122223333 · role, through base · eu-central-1 · asks for a code`. */
export function describeProfile(profile: ProfileChoice, now: number): string {
  const { accountId, source, region, signIn, problem, asksForCode } = profile;
  return [
    ...(accountId === undefined ? [] : [`account ${accountId}`]),
    cleanLine(source, 200),
    ...(region === undefined ? [] : [cleanLine(region, 40)]),
    ...(signIn.kind === 'signed-in' ? [`signed in for ${minutesInWords(signIn.until - now)}`] : []),
    ...(signIn.kind === 'signed-out' ? ['not signed in'] : []),
    ...(asksForCode ? ['asks for a code'] : []),
    ...(problem === undefined ? [] : [`cannot work: ${cleanLine(problem, 200)}`]),
  ].join(' · ');
}

function minutesInWords(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

// What KMS says of the keys that an account sees.
import type { FakeAccount, FakeKey } from './account.ts';
import { type Answer, type ApiError, type Call, jsonAnswer } from './answer.ts';

export function describeKey(account: FakeAccount, call: Call): Answer | ApiError {
  const { KeyId: asked = '' } = JSON.parse(call.body) as { KeyId?: string };
  const key = account.keys.find((one) => one.region === call.region && namesOf(one, account).includes(asked));
  if (key) {
    const { id, state, deletedAt, managedByAws = false } = key;
    return jsonAnswer({
      KeyMetadata: {
        AWSAccountId: key.account ?? account.id,
        Arn: arnOf(key, account, `key/${id}`),
        KeyId: id,
        KeyManager: managedByAws ? 'AWS' : 'CUSTOMER',
        KeyState: state,
        Enabled: state === 'Enabled',
        DeletionDate: deletedAt === undefined ? undefined : Date.parse(deletedAt) / 1000,
      },
    });
  }
  const [, , , , owner = account.id] = asked.split(':');
  if (owner !== account.id) {
    // Nobody is told which keys others have.
    const message = `User: ${call.caller?.arn ?? ''} is not authorized to perform: kms:DescribeKey on resource: ${asked}`;
    return { code: 'AccessDeniedException', status: 400, message };
  }
  return { code: 'NotFoundException', status: 400, message: `Key '${asked}' does not exist` };
}

/** Short names are those of the caller's own account. */
function namesOf(key: FakeKey, account: FakeAccount): readonly string[] {
  const arns = [arnOf(key, account, `key/${key.id}`), ...(key.alias ? [arnOf(key, account, key.alias)] : [])];
  if (key.account !== undefined && key.account !== account.id) return arns;
  return [...arns, key.id, ...(key.alias ? [key.alias] : [])];
}

function arnOf({ account, region }: FakeKey, { id, partition }: FakeAccount, resource: string): string {
  return `arn:${partition}:kms:${region}:${account ?? id}:${resource}`;
}

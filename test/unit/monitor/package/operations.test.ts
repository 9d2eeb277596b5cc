import assert from 'node:assert/strict';
import { unpackedFunction, type UnpackedFunction } from '../../../support/lambdaProcess/lambdaProcess.ts';

/** What changes nothing is called so, in every service that is asked. */
const READS = /^(Get|List|Describe|Head)[A-Z]/;

/** All else that the code could ask for, and why it is there. None of them changes what an account has in S3. */
const OTHERS: Readonly<Record<string, string>> = {
  CreateLogStream: 'claims a run, in the log group of the reports',
  PutLogEvents: 'writes a report, there',
  Invoke: 'starts scan for a change of the account',
  Publish: 'tells of new findings, to the topic of the stack',
  AssumeRole: 'credentials of a profile: there is none in Lambda',
  AssumeRoleWithWebIdentity: 'credentials of a profile',
  CreateToken: 'credentials of a profile that signs in',
  CreateOAuth2Token: 'credentials of a profile that signs in',
  CreateOAuth2TokenWithIAM: 'credentials of a profile that signs in',
  CreateSession: 'the S3 client has it for objects of directory buckets; here sessions are switched off',
};

/**
 * Of these only the schema is there, in a file that deploying shares: without its command nothing can be sent, and the
 * roles have no right to any of them.
 */
const SCHEMA_ONLY = ['UpdateFunctionCode'];

interface Operations {
  /** By the class of their command. */
  readonly commands: ReadonlySet<string>;
  /** By the schema, without which no command could be sent. */
  readonly schemas: ReadonlySet<string>;
}

function operationsIn(code: string): Operations {
  const commands = [...code.matchAll(/"([A-Z]\w*)Command"/g)].map(([, name = '']) => name);
  // An operation is the number 9, its service and its name, both as variables with short names.
  const schemas = [...code.matchAll(/\[9,[\w$]+,([\w$]+),/g)].map(([, variable = '']) => {
    const value = new RegExp(`[,; ]${variable.replaceAll('$', '\\$')}="(\\w+)"`).exec(code)?.[1];
    assert.ok(value !== undefined, `the name of an operation is somewhere else: ${variable}`);
    return value;
  });
  return { commands: new Set(commands), schemas: new Set(schemas) };
}

/** Operations that are neither a read nor one of the few others. */
function unexpected({ commands, schemas }: Operations): readonly string[] {
  const bare = new Set([...schemas].filter((name) => !SCHEMA_ONLY.includes(name)));
  return [...new Set([...commands, ...bare])].filter((name) => !READS.test(name) && !Object.hasOwn(OTHERS, name));
}

describe('what the code of the function could ask for', function () {
  this.timeout(120_000);
  let code: UnpackedFunction;
  let found: readonly Operations[];

  before(async () => {
    code = await unpackedFunction();
    found = [...code.entries].filter(([name]) => /\.c?js$/.test(name)).map(([, text]) => operationsIn(text.toString()));
  });
  after(() => code.dispose());

  it('is reads, and a few others by name: nothing that puts, deletes or creates anything in S3', () => {
    const commands = new Set(found.flatMap((one) => [...one.commands]));
    for (const name of ['GetBucketAcl', 'ListBuckets', 'DescribeKey', 'PutLogEvents', 'GetParameter']) {
      assert.ok(commands.has(name), `${name} is found, or nothing is`);
    }
    assert.deepEqual(found.flatMap(unexpected), []);
  });

  it('is all found: each command has its schema, in its own file or in a shared one', () => {
    const commands = found.flatMap((one) => [...one.commands]);
    const schemas = new Set(found.flatMap((one) => [...one.schemas]));
    assert.deepEqual(
      commands.filter((name) => !schemas.has(name)),
      [],
    );
    const bare = [...schemas].filter((name) => !commands.includes(name) && !READS.test(name));
    assert.deepEqual(bare, SCHEMA_ONLY);
  });

  it('has no other that is not there any more', () => {
    const all = new Set(found.flatMap((one) => [...one.schemas]));
    assert.deepEqual(
      Object.keys(OTHERS).filter((name) => !all.has(name)),
      [],
    );
  });

  it('would be noticed', () => {
    const written = 'var a=1,xy="PutBucketPolicy";const z=[9,n,xy,0,()=>q];s(this,"PutBucketPolicyCommand")';
    assert.deepEqual(unexpected(operationsIn(written)), ['PutBucketPolicy']);
    assert.deepEqual(unexpected(operationsIn('f(this,"DeleteBucketCommand")')), ['DeleteBucket']);
  });
});

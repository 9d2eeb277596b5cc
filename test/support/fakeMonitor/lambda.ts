// Lambda, by its paths.
import { type FakeFunction, type FakeResources, type Made, sha256 } from './resources.ts';
import { Refusal } from './wire.ts';

export interface LambdaAnswer {
  readonly status?: number;
  readonly body: object;
}

export class FakeLambda {
  /** Of the account. */
  concurrency = { limit: 1_000, unreserved: 1_000 };
  /** What the hash of uploaded code is said to be, in place of the real one. */
  saidHash: string | undefined;
  /** How the update of the code ends. */
  updateEnds: 'Successful' | 'Failed' = 'Successful';
  readonly #resources: FakeResources;

  constructor(resources: FakeResources) {
    this.#resources = resources;
  }

  /** @returns what it is called in IAM, and what it answers */
  route(method: string, path: string, body: Buffer): { readonly operation: string; readonly run: () => LambdaAnswer } {
    const parts = path.split('/').map(decodeURIComponent);
    const [, , kind = '', name = '', rest = ''] = parts;
    const operation = (called: string, run: () => LambdaAnswer) => ({ operation: called, run });
    if (kind === 'account-settings') return operation('GetAccountSettings', () => this.#accountSettings());
    if (kind === 'event-source-mappings') {
      return operation('GetEventSourceMapping', () => ({ body: this.#mapping(name) }));
    }
    if (kind === 'functions') {
      switch (`${method} ${rest}`) {
        case 'GET ':
          return operation('GetFunction', () => ({ body: { Configuration: this.#configuration(name) } }));
        case 'GET configuration':
          return operation('GetFunctionConfiguration', () => ({ body: this.#configuration(name) }));
        case 'GET concurrency':
          return operation('GetFunctionConcurrency', () => ({
            body: { ReservedConcurrentExecutions: this.#function(name).properties['ReservedConcurrentExecutions'] },
          }));
        case 'GET policy':
          return operation('GetPolicy', () => ({ body: { Policy: this.#policy(name) } }));
        case 'GET event-invoke-config':
          return operation('GetFunctionEventInvokeConfig', () => ({ body: this.#invokeConfig(name) }));
        case 'PUT code':
          return operation('UpdateFunctionCode', () => ({ body: this.#updateCode(name, body) }));
        case 'POST invocations':
          return operation('InvokeFunction', () => {
            this.#function(name).invoked.push(JSON.parse(body.toString('utf8')));
            return { status: 202, body: {} };
          });
      }
    }
    return operation(`${method} ${path}`, () => {
      throw new Refusal('UnknownOperationException', `${method} ${path}`, 404);
    });
  }

  #function(nameOrArn: string): FakeFunction {
    const name = nameOrArn.split(':').at(-1) ?? '';
    const found = this.#resources.functions.get(name);
    if (!found) throw new Refusal('ResourceNotFoundException', `Function not found: ${name}`, 404);
    return found;
  }

  #configuration(name: string): object {
    const one = this.#function(name);
    if (one.updating > 0) one.updating -= 1;
    const { properties } = one;
    return {
      FunctionName: one.physicalId,
      FunctionArn: one.arn,
      Runtime: properties['Runtime'],
      Handler: properties['Handler'],
      MemorySize: properties['MemorySize'],
      Timeout: properties['Timeout'],
      CodeSha256: one.codeSha256,
      State: 'Active',
      LastUpdateStatus: one.updating > 0 ? 'InProgress' : one.zip === undefined ? 'Successful' : this.updateEnds,
      ...(this.updateEnds === 'Failed' ? { LastUpdateStatusReason: 'The code cannot be used.' } : {}),
    };
  }

  #updateCode(name: string, body: Buffer): object {
    const one = this.#function(name);
    const { ZipFile } = JSON.parse(body.toString('utf8')) as { readonly ZipFile: string };
    one.zip = Buffer.from(ZipFile, 'base64');
    one.codeSha256 = this.saidHash ?? sha256(one.zip);
    one.updating = 2;
    return { CodeSha256: one.codeSha256, LastUpdateStatus: 'InProgress' };
  }

  #policy(name: string): string {
    const { physicalId, arn } = this.#function(name);
    const own = [...this.#resources.permissions.values()].filter(
      ({ properties }) => properties['FunctionName'] === physicalId || properties['FunctionName'] === arn,
    );
    if (own.length === 0) throw new Refusal('ResourceNotFoundException', 'No policy is associated.', 404);
    return JSON.stringify({
      Version: '2012-10-17',
      Id: 'default',
      Statement: own.map(({ physicalId: Sid, properties }) => ({
        Sid,
        Effect: 'Allow',
        Principal: { Service: properties['Principal'] },
        Action: properties['Action'],
        Resource: arn,
        Condition: {
          StringEquals: { 'AWS:SourceAccount': properties['SourceAccount'] },
          ArnLike: { 'AWS:SourceArn': properties['SourceArn'] },
        },
      })),
    });
  }

  #invokeConfig(name: string): object {
    const { physicalId } = this.#function(name);
    const found = [...this.#resources.invokeConfigs.values()].find(
      ({ properties }) => properties['FunctionName'] === physicalId,
    );
    if (!found) throw new Refusal('ResourceNotFoundException', 'The function has none.', 404);
    return { ...found.properties, LastModified: 1_790_000_000 };
  }

  #mapping(uuid: string): object {
    const found: Made | undefined = this.#resources.mappings.get(uuid);
    if (!found) throw new Refusal('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
    const { Enabled, FunctionName, ...properties } = found.properties;
    const FunctionArn = this.#function(String(FunctionName)).arn;
    const State = Enabled === false || Enabled === 'false' ? 'Disabled' : 'Enabled';
    return { ...properties, FunctionArn, UUID: uuid, State };
  }

  #accountSettings(): LambdaAnswer {
    const { limit, unreserved } = this.concurrency;
    return { body: { AccountLimit: { ConcurrentExecutions: limit, UnreservedConcurrentExecutions: unreserved } } };
  }
}

// The services that the watcher is put together of and read with, in the protocols of the real SDK: an addition to the
// fake account, behind the same URL.
import type { Answer } from '../fakeAws/answer.ts';
import type { OtherRequest, OtherServices } from '../fakeAws/fakeAws.ts';
import { FakeCloudFormation } from './cloudFormation.ts';
import { JSON_SERVICES } from './jsonServices.ts';
import { FakeLambda } from './lambda.ts';
import { FakeLogs } from './logs.ts';
import { FakeResources } from './resources.ts';
import { type Fields, jsonOf, jsonRefusal, queryOf, queryRefusal, Refusal } from './wire.ts';

/** By the name of IAM, e.g. `logs:GetLogEvents`; `*` at the end stands for all that begin so. */
export interface MonitorFault {
  readonly action: string;
  /** `lost`: it is done, and the answer does not arrive. */
  readonly kind: 'denied' | 'throttled' | 'dead' | 'lost' | 'error';
  /** Of the error; default `InternalFailure`. */
  readonly code?: string;
  readonly message?: string;
  readonly times?: number;
  /** Matching requests that are answered as always, before. */
  readonly after?: number;
}

export interface FakeMonitorOptions {
  readonly accountId?: string;
  readonly partition?: string;
  readonly region?: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

const PREFIXES: Readonly<Record<string, string>> = {
  cloudformation: 'cloudformation',
  lambda: 'lambda',
  logs: 'logs',
  events: 'events',
  sqs: 'sqs',
  monitoring: 'cloudwatch',
  budgets: 'budgets',
};

/** Of one region: whoever asks another one finds nothing there. */
export class FakeMonitor implements OtherServices {
  readonly region: string;
  readonly logs: FakeLogs;
  readonly resources: FakeResources;
  readonly lambda: FakeLambda;
  readonly cloudFormation: FakeCloudFormation;
  readonly metrics = new Map<string, readonly number[]>();
  /** Of each metric in an answer that is one. */
  metricStatus = 'Complete';
  /** All that has arrived, by the name of IAM. */
  readonly asked: string[] = [];
  /** Told before each answer. */
  onAsked: (action: string) => void = () => undefined;
  /** Of the fake that this belongs to. */
  url = 'http://127.0.0.1';
  readonly #faults: { readonly fault: MonitorFault; seen: number }[] = [];

  constructor({
    accountId = '111122223333',
    partition = 'aws',
    region = 'us-east-1',
    now = Date.now,
  }: FakeMonitorOptions) {
    this.region = region;
    const account = { id: accountId, partition };
    this.logs = new FakeLogs(now);
    this.resources = new FakeResources({ ...account, region }, this.logs);
    this.lambda = new FakeLambda(this.resources);
    this.cloudFormation = new FakeCloudFormation({
      account,
      region,
      resources: this.resources,
      now,
      url: () => this.url,
    });
  }

  /** The newest that matches a request strikes it. @returns ends it */
  fail(fault: MonitorFault): () => void {
    const rule = { fault, seen: 0 };
    this.#faults.unshift(rule);
    return () => {
      const at = this.#faults.indexOf(rule);
      if (at >= 0) this.#faults.splice(at, 1);
    };
  }

  count(action: string): number {
    return this.asked.filter((one) => one === action).length;
  }

  serves(service: string): boolean {
    return Object.hasOwn(PREFIXES, service);
  }

  answer(request: OtherRequest): Promise<Answer | undefined> {
    return Promise.resolve(this.#answer(request));
  }

  #answer(request: OtherRequest): Answer | undefined {
    const { service } = request;
    const query = service === 'cloudformation';
    const refusal = query ? queryRefusal : jsonRefusal;
    try {
      const { operation, run } = this.#operation(request);
      const action = `${PREFIXES[service] ?? service}:${operation}`;
      this.asked.push(action);
      this.onAsked(action);
      const fault = this.#strikes(action);
      if (fault?.kind === 'lost') run();
      if (fault?.kind === 'dead' || fault?.kind === 'lost') return undefined;
      if (fault !== undefined) throw refusedBy(fault, action, query, request);
      return run();
    } catch (error) {
      if (error instanceof Refusal) return refusal(error);
      throw error;
    }
  }

  #operation(request: OtherRequest): { readonly operation: string; readonly run: () => Answer } {
    const { service, region, method, url, header, body } = request;
    if (service === 'cloudformation') {
      const form = new URLSearchParams(body.toString('utf8'));
      const operation = form.get('Action') ?? '';
      if (region === this.region) return { operation, run: () => this.cloudFormation.answer(operation, form) };
      return { operation, run: () => elsewhere(operation, form) };
    }
    if (service === 'lambda') {
      const { operation, run } = this.lambda.route(method, url.pathname.replace(/\/$/, ''), body);
      return { operation, run: () => lambdaAnswer(run()) };
    }
    const operation = header('x-amz-target')?.split('.').at(-1) ?? '';
    const input = JSON.parse(body.toString('utf8') || '{}') as Fields;
    if (service === 'logs') return { operation, run: () => jsonOf(this.logs.answer(operation, input)) };
    const read = JSON_SERVICES[service]?.[operation];
    const run = (): Answer => {
      if (!read) throw new Refusal('UnknownOperationException', operation);
      return jsonOf(read(this.resources, input, { metrics: this.metrics, metricStatus: this.metricStatus }));
    };
    return { operation: service === 'budgets' ? 'ViewBudget' : operation, run };
  }

  #strikes(action: string): MonitorFault | undefined {
    for (const rule of this.#faults) {
      const { fault } = rule;
      const matches = fault.action.endsWith('*')
        ? action.startsWith(fault.action.slice(0, -1))
        : fault.action === action;
      if (!matches) continue;
      rule.seen += 1;
      const after = fault.after ?? 0;
      if (rule.seen <= after || rule.seen > after + (fault.times ?? Infinity)) continue;
      return fault;
    }
    return undefined;
  }
}

function refusedBy(fault: MonitorFault, action: string, query: boolean, { caller }: OtherRequest): Refusal {
  switch (fault.kind) {
    case 'denied': {
      const message = `User: ${caller.arn} is not authorized to perform: ${action} on resource: * because no identity-based policy allows the ${action} action`;
      return new Refusal(query ? 'AccessDenied' : 'AccessDeniedException', message, query ? 403 : 400);
    }
    case 'throttled':
      return new Refusal(query ? 'Throttling' : 'ThrottlingException', 'Rate exceeded');
    default:
      return new Refusal(fault.code ?? 'InternalFailure', fault.message ?? 'It failed.', fault.code ? 400 : 500);
  }
}

function elsewhere(operation: string, form: URLSearchParams): Answer {
  if (operation === 'DescribeStacks' && form.get('StackName') === null) return queryOf(operation, { Stacks: {} });
  throw new Refusal('ValidationError', `Stack with id ${form.get('StackName') ?? ''} does not exist`);
}

function lambdaAnswer({ status = 200, body }: { readonly status?: number; readonly body: object }): Answer {
  return { ...jsonOf(body), status, contentType: 'application/json' };
}

// How the services of the watcher speak.
import { xmlDocument, type XmlValue } from '../fakeAws/xml.ts';
import type { Answer } from '../fakeAws/answer.ts';

/** What a service says in place of an answer. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export type Fields = Readonly<Record<string, unknown>>;

export function jsonOf(body: object): Answer {
  return { status: 200, contentType: 'application/x-amz-json-1.1', body: JSON.stringify(body) };
}

export function jsonRefusal({ code, message, status }: Refusal): Answer {
  return {
    status,
    contentType: 'application/x-amz-json-1.1',
    headers: { 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message, Message: message }),
  };
}

const QUERY_NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

export function queryOf(action: string, result: XmlValue): Answer {
  const body = { [`${action}Result`]: result, ResponseMetadata: { RequestId: 'fake' } };
  return { status: 200, contentType: 'text/xml', body: xmlDocument(`${action}Response`, QUERY_NAMESPACE, body) };
}

export function queryRefusal({ code, message, status }: Refusal): Answer {
  const body = { Error: { Type: 'Sender', Code: code, Message: message }, RequestId: 'fake' };
  return { status, contentType: 'text/xml', body: xmlDocument('ErrorResponse', QUERY_NAMESPACE, body) };
}

/** `Parameters.member.1.ParameterKey=…` as a list of records. */
export function membersOf(form: URLSearchParams, name: string): readonly Readonly<Record<string, string>>[] {
  const found = new Map<number, Record<string, string>>();
  for (const [key, value] of form) {
    const [, index, field] = new RegExp(`^${name}\\.member\\.(\\d+)(?:\\.(\\w+))?$`).exec(key) ?? [];
    if (index === undefined) continue;
    const record = found.get(Number(index)) ?? {};
    record[field ?? ''] = value;
    found.set(Number(index), record);
  }
  return [...found].sort(([a], [b]) => a - b).map(([, record]) => record);
}

// CloudWatch Logs: groups with their streams.
import { type Fields, Refusal } from './wire.ts';

export interface FakeStream {
  readonly createdAt: number;
  readonly events: { readonly timestamp: number; readonly message: string }[];
}

export interface FakeGroup {
  readonly streams: Map<string, FakeStream>;
  retentionDays: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Of everything so many on a page, so that there are pages. */
const PAGE = 20;
/** Bytes of one answer. */
const LARGEST_ANSWER = 1_048_576;

export class FakeLogs {
  readonly groups = new Map<string, FakeGroup>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  make(name: string, retentionDays?: number, tags: Readonly<Record<string, string>> = {}): FakeGroup {
    if (this.groups.has(name)) throw new Refusal('ResourceAlreadyExistsException', `${name} already exists`);
    const group = { streams: new Map<string, FakeStream>(), retentionDays, tags };
    this.groups.set(name, group);
    return group;
  }

  answer(operation: string, input: Fields): object {
    if (operation === 'DescribeLogGroups') return this.#describe(text(input['logGroupNamePrefix']));
    const group = this.groups.get(text(input['logGroupName']));
    if (!group) throw new Refusal('ResourceNotFoundException', 'The specified log group does not exist.');
    const name = text(input['logStreamName']);
    switch (operation) {
      case 'CreateLogStream':
        if (group.streams.has(name)) throw new Refusal('ResourceAlreadyExistsException', 'It already exists.');
        group.streams.set(name, { createdAt: this.#now(), events: [] });
        return {};
      case 'PutLogEvents':
        stream(group, name).events.push(...(input['logEvents'] as FakeStream['events']));
        return {};
      case 'GetLogEvents':
        return events(stream(group, name), input);
      case 'DescribeLogStreams':
        return streams(group, input);
      default:
        throw new Refusal('UnknownOperationException', operation);
    }
  }

  #describe(prefix: string): object {
    const logGroups = [...this.groups]
      .filter(([name]) => name.startsWith(prefix))
      .map(([logGroupName, { retentionDays }]) => ({ logGroupName, retentionInDays: retentionDays }));
    return { logGroups };
  }
}

function stream(group: FakeGroup, name: string): FakeStream {
  const found = group.streams.get(name);
  if (!found) throw new Refusal('ResourceNotFoundException', 'The specified log stream does not exist.');
  return found;
}

/** Tokens say from where on, and in which direction: `f/12`, `b/12`. */
function events({ events: all }: FakeStream, input: Fields): object {
  const limit = typeof input['limit'] === 'number' ? input['limit'] : 10_000;
  const [, direction, place] = /^([fb])\/(\d+)$/.exec(text(input['nextToken'])) ?? [];
  const forwards = direction === undefined ? input['startFromHead'] === true : direction === 'f';
  let from = place === undefined ? (forwards ? 0 : all.length) : Number(place);
  let to = from;
  let room = LARGEST_ANSWER;
  while (to - from < limit) {
    const next = forwards ? all[to] : all[from - 1];
    if (next === undefined || (room -= Buffer.byteLength(next.message)) < 0) break;
    if (forwards) to += 1;
    else from -= 1;
  }
  return {
    events: all.slice(from, to).map((event) => ({ ...event, ingestionTime: event.timestamp })),
    nextForwardToken: `f/${to}`,
    nextBackwardToken: `b/${from}`,
  };
}

function streams(group: FakeGroup, input: Fields): object {
  const from = Number(text(input['nextToken']) || '0');
  const names = [...group.streams.keys()].filter((name) => name.startsWith(text(input['logStreamNamePrefix']))).sort();
  if (input['descending'] === true) names.reverse();
  const logStreams = names
    .slice(from, from + PAGE)
    .map((name) => ({ logStreamName: name, creationTime: group.streams.get(name)?.createdAt }));
  return { logStreams, ...(from + PAGE < names.length ? { nextToken: String(from + PAGE) } : {}) };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

// What an object was told by its own methods and does not show otherwise: a response its content type,
// a parser its features. The rules ask for it when the object is used.
import type { CallSite } from '../rules/rule.ts';
import type { Value } from './value.ts';
import { withSlot } from './joining.ts';
import { constant, LITERAL, onlyString } from './value.ts';

/** The slot of a response that holds what it was told of its content. */
export const CONTENT_TYPE = 'content-type';

/** What was told, and what the call gives back. */
interface Told {
  readonly container: Value;
  readonly result: Value;
}

const RESPONSE = /^(?:js\.(?:response|context(?:\.res(?:ponse)?)?)|fastify\.reply(?:\.raw)?|hapi\.response\(\))$/;
/** Methods that give the response back without telling it anything of its content. */
const CHAINED = new Set(['status', 'code', 'vary', 'links', 'location', 'cookie', 'clearCookie', 'removeHeader']);
/** What is only ever saved to disk does no harm to a page. */
const SAVED = constant('application/octet-stream');

/** @returns undefined when the call tells the object nothing */
export function toldBy(site: CallSite, receiver: Value): Told | undefined {
  if (site.family === 'python') return toldInPython(site, receiver);
  if (site.name === 'setFeature') return feature(site, receiver);
  if (receiver.path === undefined || !RESPONSE.test(receiver.path)) return undefined;
  const container = afterCall(site, receiver);
  return container === undefined ? undefined : { container, result: container };
}

function afterCall(site: CallSite, response: Value): Value | undefined {
  const [first, second] = site.args.map((argument) => argument.value);
  switch (site.name) {
    case 'type':
    case 'contentType':
      return first === undefined ? undefined : withSlot(response, CONTENT_TYPE, first);
    case 'attachment':
      return withSlot(response, CONTENT_TYPE, SAVED);
    case 'setHeader':
    case 'header':
    case 'set':
    case 'append':
    case 'appendHeader':
      if (second !== undefined) return withHeader(response, onlyString(first), second);
      return first?.slots === undefined ? undefined : withHeaders(response, first);
    case 'headers':
    case 'setHeaders':
      return first === undefined ? undefined : withHeaders(response, first);
    case 'writeHead': {
      const headers = site.args.map((argument) => argument.value).find((value) => value.slots !== undefined);
      return headers === undefined ? response : withHeaders(response, headers);
    }
    default:
      return CHAINED.has(site.name) ? response : undefined;
  }
}

function withHeader(response: Value, name: string | undefined, value: Value): Value {
  const header = name?.toLowerCase();
  if (header === 'content-disposition' && value.text?.startsWith('attachment') === true)
    return withSlot(response, CONTENT_TYPE, SAVED);
  return header === CONTENT_TYPE ? withSlot(response, CONTENT_TYPE, value) : response;
}

function withHeaders(response: Value, headers: Value): Value {
  let told = response;
  for (const [name, value] of headers.slots ?? []) told = withHeader(told, name, value);
  return told;
}

/** `set_header` of Tornado and `send_header` of http.server tell the handler itself. */
function toldInPython(site: CallSite, receiver: Value): Told | undefined {
  if (site.name === 'setFeature') return feature(site, receiver);
  if (site.name !== 'set_header' && site.name !== 'send_header' && site.name !== 'add_header') return undefined;
  const [first, second] = site.args.map((argument) => argument.value);
  if (second === undefined) return undefined;
  return { container: withHeader(receiver, onlyString(first), second), result: LITERAL };
}

/** `parser.setFeature(feature_external_ges, True)`: the names of features are constants, of a module or spelled out. */
function feature(site: CallSite, receiver: Value): Told | undefined {
  const [first, second] = site.args.map((argument) => argument.value);
  const spelled = onlyString(first) ?? first?.path;
  const name = spelled === undefined ? undefined : /[^/.]+$/.exec(spelled)?.[0];
  if (name === undefined || second === undefined) return undefined;
  return { container: withSlot(receiver, name, second), result: LITERAL };
}

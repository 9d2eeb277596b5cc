import { onlyConstant, onlyString } from '../flow/value.ts';
import type { Expression } from '../ir.ts';
import { lastName } from '../irWalk.ts';
import { hit, isEnvironment, isOn, SENT, SERVER_NAME, STACKS } from './debugHits.ts';
import { argumentExpression } from './literals.ts';
import type { AssignSite, CallSite, FactHit, PropertySite } from './rule.ts';

const NODE_SERVERS = ['express', 'fastify', 'koa', 'restify', '@hapi/hapi', 'hapi', '@nestjs/core', 'connect'];
const RESPONSE_NAME = /^(?:res|resp|response|reply|rep|status|code|ctx|context|c|h)$/;

export function javaScriptCall(site: CallSite): FactHit | undefined {
  switch (site.name) {
    case 'errorhandler':
    case 'errorHandler':
      return site.path === 'errorhandler' || site.path === 'express.errorHandler'
        ? hit('medium', 'Error pages with the stack', STACKS)
        : undefined;
    case 'set': {
      const key = onlyString(site.args[0]?.value);
      if (key === 'env' && onlyString(site.args[1]?.value) === 'development' && SERVER_NAME.test(site.receiverName))
        return hit('medium', 'Express runs as in development', STACKS);
      return key === 'showStackError' && onlyConstant(site.args[1]?.value) === true
        ? hit('medium', 'Error pages with the stack', STACKS)
        : undefined;
    }
    case 'send':
    case 'json':
    case 'end':
    case 'write':
      return RESPONSE_NAME.test(site.receiverName) ? stackSent(site) : undefined;
    default:
      return undefined;
  }
}

/** `res.send(err.stack)`, `res.json({ error: err.stack })` */
function stackSent(site: CallSite): FactHit | undefined {
  const written = argumentExpression(site, 0);
  if (written === undefined || !holdsStack(written)) return undefined;
  return { ...hit('low', 'Stack of an error is sent to the client', SENT, site.args[0]), cwe: [209, 215] };
}

function holdsStack(expression: Expression): boolean {
  switch (expression.kind) {
    case 'member':
      return (
        expression.property === 'stack' &&
        /^(?:e|ex|err|error|exception|exc|reason)$|(?:Err|Error)$/.test(lastName(expression.object))
      );
    case 'object':
      return expression.entries.some((entry) => holdsStack(entry.value));
    case 'binary':
      return holdsStack(expression.first) || expression.rest.some((step) => holdsStack(step.right));
    case 'text':
      return expression.parts.some(holdsStack);
    case 'logical':
      return expression.operator !== 'and' && expression.parts.some(holdsStack);
    default:
      return false;
  }
}

export function javaScriptAssign(site: AssignSite): FactHit | undefined {
  const { property, value } = site;
  if (property === 'NODE_ENV' && isEnvironment(site.object?.path) && onlyString(value) === 'development')
    return NODE_SERVERS.some((module) => site.file.mentions(module))
      ? hit('low', 'Server runs as in development, whatever the environment says', STACKS)
      : undefined;
  if (property === 'body' && /^(?:ctx|context)$/.test(site.objectName) && holdsStack(site.valueRange))
    return { ...hit('low', 'Stack of an error is sent to the client', SENT), cwe: [209, 215] };
  return undefined;
}

const GRAPHQL = [
  'typeDefs',
  'resolvers',
  'schema',
  'autoSchemaFile',
  'driver',
  'gateway',
  'introspection',
  'playground',
];

export function javaScriptProperty(site: PropertySite): FactHit | undefined {
  const { key, value } = site;
  switch (key) {
    case 'includeStacktraceInErrorResponses':
      return isOn(value, site.valueRange) ? hit('low', 'Error answers with the stack', STACKS) : undefined;
    case 'debug':
      return isOn(value, site.valueRange) && GRAPHQL.some((one) => site.siblings.has(one))
        ? hit('low', 'Error answers with the stack', STACKS)
        : undefined;
    case 'productionBrowserSourceMaps':
      return isOn(value, site.valueRange)
        ? hit(
            'informational',
            'Source maps are delivered to everybody',
            'With the maps everybody reads the original source of the pages, comments included.',
          )
        : undefined;
    default:
      return undefined;
  }
}

import type { Severity } from '../../../findings/severity.ts';
import type { Value } from '../flow/value.ts';
import { anyMember } from '../flow/joining.ts';
import { onlyConstant, onlyString } from '../flow/value.ts';
import type { Expression } from '../ir.ts';
import { lastName } from '../irWalk.ts';
import { hit, isEnvironment, isOn, PAGE, SENT, SERVER_NAME } from './debugHits.ts';
import { argumentExpression } from './literals.ts';
import type { ArgumentValue, AssignSite, CallSite, FactHit, ReturnSite } from './rule.ts';
import { argumentOf } from './rule.ts';

const CONSOLE = `${PAGE} Werkzeug's debugger also has a console in which whoever gets past its PIN runs Python on the server.`;
function keyword(site: CallSite, name: string): ArgumentValue | undefined {
  const given = site.args.find((argument) => argument.name === name);
  if (given !== undefined) return isOn(given.value, argumentExpression(site, 99, name)) ? given : undefined;
  // `Application(handlers, **settings)`
  const spread = site.args.find((argument) => argument.spread && isOn(argument.value.slots?.get(name), undefined));
  return spread;
}

const FLASK_LIKE =
  /^(?:flask|quart|dash|sanic|bottle|flask_socketio|connexion|apiflask|flask_openapi3?|flask_appbuilder)\b/;
/** Applications that take `debug=True` and then answer with the traceback. */
const PY_APPLICATIONS =
  /^(?:fastapi\.(?:applications\.)?FastAPI|starlette\.applications\.Starlette|tornado\.web\.Application|litestar\.(?:app\.)?Litestar|falcon\.asgi\.App|responder\.API)$/;

export function pythonCall(site: CallSite): FactHit | undefined {
  const path = site.path ?? '';
  switch (site.name) {
    case 'run':
    case 'run_server':
    case 'run_debug':
      return served(site, path);
    case 'run_simple': {
      const given = keyword(site, 'use_debugger') ?? keyword(site, 'use_evalex');
      return given === undefined ? undefined : consoleHit(site, given);
    }
    case 'DebuggedApplication':
      return path.startsWith('werkzeug.debug') ? consoleHit(site, undefined) : undefined;
    case 'debug':
      return path === 'bottle.debug' && onlyConstant(site.args[0]?.value) !== false
        ? hit('medium', 'Debug mode is switched on', PAGE)
        : undefined;
    case 'update':
    case 'from_mapping': {
      const given = lastName(receiverOf(site)) === 'config' ? keyword(site, 'DEBUG') : undefined;
      return given === undefined ? undefined : hit('medium', 'Debug mode is switched on', CONSOLE, given);
    }
    case 'setdefault':
      return isEnvironment(site.receiverPath)
        ? environmentHit(onlyString(site.args[0]?.value), site.args[1]?.value, 'low')
        : undefined;
    default: {
      if (!PY_APPLICATIONS.test(path)) return undefined;
      const given = keyword(site, 'debug') ?? keyword(site, 'serve_traceback');
      return given === undefined ? undefined : hit('medium', 'Debug mode is switched on', PAGE, given);
    }
  }
}

function receiverOf(site: CallSite): Expression | undefined {
  return site.node.callee.kind === 'member' ? site.node.callee.object : undefined;
}

/** `app.run(debug=True)` and its relatives; `asyncio.run(main(), debug=True)` is something else. */
function served(site: CallSite, path: string): FactHit | undefined {
  if (path === 'uvicorn.run') {
    const given = keyword(site, 'reload') ?? keyword(site, 'debug');
    return given === undefined
      ? undefined
      : hit(
          'informational',
          'Server is started for development',
          'The server watches the files and restarts by itself, which is for development: it costs time and, with debug, shows tracebacks.',
          given,
        );
  }
  if (!FLASK_LIKE.test(path) && !(site.receiver !== undefined && SERVER_NAME.test(site.receiverName))) return undefined;
  const given = keyword(site, 'debug') ?? keyword(site, 'use_debugger') ?? thirdArgument(site, path);
  return given === undefined ? undefined : consoleHit(site, given);
}

/** Flask's own order: host, port, debug. */
function thirdArgument(site: CallSite, path: string): ArgumentValue | undefined {
  const third = path.startsWith('flask.Flask()') ? argumentOf(site, 2) : undefined;
  return third !== undefined && onlyConstant(third.value) === true ? third : undefined;
}

function consoleHit(site: CallSite, argument: ArgumentValue | undefined): FactHit {
  const host =
    onlyString(site.args.find((one) => one.name === 'host' || one.name === 'hostname')?.value) ??
    onlyString(site.args[0]?.value);
  const open = host === '0.0.0.0' || host === '::';
  return hit(
    open ? 'high' : 'medium',
    open ? 'Debugger on an address that everybody can reach' : 'Debug mode is switched on',
    CONSOLE,
    argument,
  );
}

/** `FLASK_DEBUG=1`, `FLASK_ENV=development` */
function environmentHit(name: string | undefined, value: Value | undefined, severity: Severity): FactHit | undefined {
  if (name === 'FLASK_DEBUG' || name === 'QUART_DEBUG')
    return isOn(value, undefined) ? hit(severity, 'Debug mode is switched on', CONSOLE) : undefined;
  if (name === 'FLASK_ENV' || name === 'QUART_ENV')
    return onlyString(value) === 'development' ? hit(severity, 'Debug mode is switched on', CONSOLE) : undefined;
  return undefined;
}

const DJANGO_SETTINGS = [
  'INSTALLED_APPS',
  'ALLOWED_HOSTS',
  'ROOT_URLCONF',
  'MIDDLEWARE',
  'WSGI_APPLICATION',
  'MIDDLEWARE_CLASSES',
];

export function pythonAssign(site: AssignSite): FactHit | undefined {
  const { property, value } = site;
  if (property === 'DEBUG') {
    if (!isOn(value, site.valueRange)) return undefined;
    if (site.object !== undefined)
      return site.objectName === 'config' || /^flask\.Flask\(\)\.config$/.test(site.object.path ?? '')
        ? hit('medium', 'Debug mode is switched on', CONSOLE)
        : undefined;
    // A script may call anything DEBUG: the settings of Django are known by their company, Flask's by their class.
    const isDjango = DJANGO_SETTINGS.filter((name) => site.file.mentions(name)).length > 1;
    const isConfiguration = site.surroundings.some((name) => /Config(?:uration)?$/.test(name));
    return isDjango || isConfiguration
      ? {
          ...hit('medium', 'Debug mode is switched on', isDjango ? PAGE : CONSOLE),
          confidence: isDjango ? 'high' : 'medium',
        }
      : undefined;
  }
  if (property === 'debug')
    return site.object !== undefined &&
      isOn(value, site.valueRange) &&
      (FLASK_LIKE.test(site.object.path ?? '') || SERVER_NAME.test(site.objectName))
      ? hit('medium', 'Debug mode is switched on', CONSOLE)
      : undefined;
  return isEnvironment(site.object?.path) ? environmentHit(property, value, 'medium') : undefined;
}

/** A view that answers with `traceback.format_exc()`. */
export function pythonReturned(site: ReturnSite): FactHit | undefined {
  if (site.family !== 'python' || !(site.isHandler || site.fn.decorators.some(isRoute))) return undefined;
  const holds = (value: Value, depth = 3): boolean =>
    isTraceback(value) ||
    (depth > 0 && (value.madeBy?.args.some((argument) => holds(argument.value, depth - 1)) ?? false)) ||
    (depth > 0 &&
      (value.slots !== undefined || value.rest !== undefined) &&
      membersOf(value).some((one) => holds(one, depth - 1)));
  if (!holds(site.value)) return undefined;
  return { ...hit('low', 'Traceback is sent to the client', SENT), cwe: [209, 215] };
}

/** `@app.route('/')`: a view without parameters is one, too. */
function isRoute(decorator: Expression): boolean {
  return (
    decorator.kind === 'call' &&
    decorator.callee.kind === 'member' &&
    /^(?:route|get|post|put|delete|patch)$/.test(decorator.callee.property)
  );
}

function membersOf(value: Value): readonly Value[] {
  return value.slots === undefined ? [anyMember(value)] : [...value.slots.values()];
}

function isTraceback(value: Value): boolean {
  return value.path === 'traceback.format_exc()' || value.path === 'traceback.format_exception()';
}

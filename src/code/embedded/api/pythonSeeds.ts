// What the parameters of a function hold when a framework calls it.
import type { CallExpression, ClassIr, Expression, FunctionIr, Parameter } from '../ir.ts';
import type { FunctionContext, ParameterSeed, Registration, SourceApi } from './languageApi.ts';

type Seeds = readonly (ParameterSeed | undefined)[];

const CLIENT: SourceApi = { kind: 'remote', label: 'controlled by the client' };
const LAMBDA_EVENT: SourceApi = { kind: 'remote', label: 'sent by the caller of the Lambda function' };

const SENT: ParameterSeed = { source: CLIENT };
const SENT_TEXT: ParameterSeed = { source: { ...CLIENT, text: true } };
const EVENT: ParameterSeed = { source: LAMBDA_EVENT, path: 'lambda.event' };
const GIVEN: ParameterSeed = { trusted: true };
const REQUEST: ParameterSeed = { path: 'django.request' };

const ROUTE_DECORATOR =
  /^(route|get|post|put|delete|patch|head|options|websocket|api_route|api_view|view|view_config|expose|action)$/;
const HTTP_METHOD =
  /^(get|post|put|patch|delete|head|options|dispatch|list|create|retrieve|update|destroy|partial_update|on_(get|post|put|patch|delete))$/;
const VIEW_BASE = /(View|ViewSet|Resource|Handler|Controller|Endpoint)$/;
/** What the instance of a class answers to, by the class's base. */
const INSTANCES: readonly (readonly [base: RegExp, path: string])[] = [
  [/(^|\.)(Base|Simple)HTTPRequestHandler$/, 'http.handler'],
  [/(^|\.)(RequestHandler|WebSocketHandler)$/, 'tornado.handler'],
  [/(View|ViewSet|Mixin)$/, 'django.view'],
];

/** Types whose values cannot carry text of the client's choosing. */
const SAFE_TYPE =
  /^(builtins\.)?(int|float|bool|complex|None)$|^(uuid\.)?UUID[1-5]?$|^(datetime\.)?(datetime|date|time|timedelta)$|^(decimal\.)?Decimal$|(^|\.)(PositiveInt|NegativeInt|NonNegativeInt|PositiveFloat|StrictInt|StrictBool|StrictFloat|conint|confloat|EmailStr)$/;
const SAFE_ENUM = /(^|\.)(Enum|IntEnum|StrEnum)$/;
/** As safe as what they hold. */
const HOLDER =
  /(^|\.)(Optional|Union|List|list|Set|set|FrozenSet|frozenset|Tuple|tuple|Sequence|Iterable|Collection|Annotated|Final|ClassVar)$/;
/** What a framework injects. */
const INJECTED_TYPE =
  /(Session|AsyncSession|Response|BackgroundTasks|Depends|Security|Connection|Engine|Database|Settings|Cursor|Client)$/;
const INJECTOR = /(^|\.)(Depends|Security|Provide|inject)$/;
const MODEL_BASE = /(^|\.)(BaseModel|SQLModel|BaseSettings|Struct)$/;
/** What a framework makes of JSON as it comes; of other types (str, a model) the values are checked. */
const STRUCTURE_TYPE = /(^|\.)(dict|Dict|Mapping|MutableMapping|list|List|Any|object|JSON)$/;
const REQUEST_TYPE = /(^|\.)(Request|HttpRequest|HTTPConnection|WSGIRequest)$/;
const WEBSOCKET_TYPE = /(^|\.)WebSocket$/;
/** Requests of clients, which go out. */
const OUTGOING_TYPE =
  /^(urllib|urllib2|requests|httpx|scrapy|aiohttp\.client|google\.auth|botocore|playwright|selenium)\b|(^|\.)PreparedRequest$/;
const EVENT_TYPE = /^aws_lambda_powertools\.utilities\.(data_classes|parser)\b/;

/** See LanguageApi.seeds. */
export function pythonSeeds(fn: FunctionIr, context: FunctionContext): Seeds {
  if (isLambdaHandler(fn)) return [EVENT];
  if (fn.parameters[0]?.name === 'environ' && fn.parameters[1]?.name === 'start_response')
    return [{ path: 'wsgi.environ' }];
  const bases = context.cls?.bases.map((base) => context.pathOf(base) ?? spelling(base)) ?? [];
  const instance = INSTANCES.find(([base]) => bases.some((path) => base.test(path)));
  const self: ParameterSeed | undefined = instance === undefined ? undefined : { path: instance[1] };
  const route = routeOf(fn, context);
  const first = fn.receiver ? 1 : 0;
  const inView = route !== undefined || (HTTP_METHOD.test(fn.name) && bases.some((path) => VIEW_BASE.test(path)));
  return fn.parameters.map((parameter, index) => {
    if (index === 0 && fn.receiver) return self;
    const byType = requestOf(parameter, context);
    if (byType !== undefined) return byType;
    if (inView) return clientParameter(parameter, route ?? '', context);
    if (parameter.name === 'request' && index === first) return isOutgoing(parameter, context) ? undefined : REQUEST;
    // Falcon's responders.
    return parameter.name === 'req' && index === first && /^on_\w+$/.test(fn.name) ? REQUEST : undefined;
  });
}

/** AWS hands a Lambda function its event and context; the names are the documented convention. */
function isLambdaHandler(fn: FunctionIr): boolean {
  const [first, second] = fn.parameters;
  if (fn.parameters.length !== 2) return false;
  return fn.name === 'lambda_handler' || (first?.name === 'event' && /^_?(context|ctx)$|^_+$/.test(second?.name ?? ''));
}

function routeOf(fn: FunctionIr, context: FunctionContext): string | undefined {
  for (const decorator of fn.decorators) {
    const call = decorator.kind === 'call' ? decorator : undefined;
    const name = lastNameOf(call?.callee);
    if (call === undefined || !ROUTE_DECORATOR.test(name) || !isRoute(call, name)) continue;
    // `@mock.patch('module.name')` looks the same but for its argument.
    const route = textOf(call.args[0]?.value);
    if (context.pathOf(call.callee)?.startsWith('unittest.') === true) continue;
    if (name === 'patch' && !route.startsWith('/')) continue;
    return route;
  }
  return undefined;
}

/** `@app.get(…)`; of bare names only those that are a framework's own. */
function isRoute(call: CallExpression, name: string): boolean {
  return call.callee.kind === 'member' || name === 'api_view' || name === 'action' || name === 'view_config';
}

function lastNameOf(expression: Expression | undefined): string {
  return expression?.kind === 'member' ? expression.property : expression?.kind === 'name' ? expression.name : '';
}

function textOf(expression: Expression | undefined): string {
  return expression?.kind === 'constant' && typeof expression.value === 'string' ? expression.value : '';
}

/** How a type is spelled, without its arguments. */
function spelling(expression: Expression | undefined): string {
  switch (expression?.kind) {
    case 'name':
      return expression.name;
    case 'member':
      return `${spelling(expression.object)}.${expression.property}`;
    case 'call':
      return spelling(expression.callee);
    case 'index':
      return spelling(expression.object);
    case 'constant':
      return textOf(expression);
    default:
      return '';
  }
}

function pathOf(expression: Expression | undefined, context: FunctionContext): string {
  if (expression === undefined) return '';
  return (expression.kind === 'index' ? undefined : context.pathOf(expression)) ?? spelling(expression);
}

/** The alternatives and parts of a type: `str | None`, `Optional[str]`, `Annotated[str, Query()]`. */
function partsOf(type: Expression | undefined): readonly Expression[] {
  if (type === undefined) return [];
  if (type.kind === 'binary') return [type.first, ...type.rest.map((step) => step.right)].flatMap(partsOf);
  if (type.kind !== 'index' || !HOLDER.test(spelling(type.object))) return [type];
  const { index } = type;
  if (index === undefined) return [type];
  if (index.kind !== 'array') return partsOf(index);
  const given = index.elements.map((element) => element.value);
  return spelling(type.object).endsWith('Annotated') ? given.slice(0, 1).flatMap(partsOf) : given.flatMap(partsOf);
}

/** The first injector in `= Depends(f)` or in `Annotated[T, Depends(f)]`. */
function injectorOf(parameter: Parameter): CallExpression | undefined {
  const { annotation, value } = parameter;
  const index = annotation?.kind === 'index' && annotation.index?.kind === 'array' ? annotation.index : undefined;
  const candidates = [value, ...(index?.elements.map((element) => element.value) ?? [])];
  for (const candidate of candidates)
    if (candidate?.kind === 'call' && INJECTOR.test(spelling(candidate.callee))) return candidate;
  return undefined;
}

function isSafeType(type: Expression | undefined, context: FunctionContext): boolean {
  const parts = partsOf(type);
  return (
    parts.length > 0 &&
    parts.every((part) => {
      if (part.kind === 'constant' && part.value === null) return true;
      if (SAFE_TYPE.test(spelling(part)) || /(^|\.)Literal$/.test(spelling(part))) return true;
      return context.classOf(part)?.bases.some((base) => SAFE_ENUM.test(spelling(base))) === true;
    })
  );
}

function isOutgoing({ annotation }: Parameter, context: FunctionContext): boolean {
  return partsOf(annotation).some((part) => OUTGOING_TYPE.test(pathOf(part, context)));
}

function requestOf(parameter: Parameter, context: FunctionContext): ParameterSeed | undefined {
  for (const part of partsOf(parameter.annotation)) {
    const path = pathOf(part, context);
    if (OUTGOING_TYPE.test(path)) return undefined;
    if (/(^|\.)(HttpRequest|WSGIRequest)$/.test(path) || /^rest_framework\b.*\.Request$/.test(path)) return REQUEST;
    if (REQUEST_TYPE.test(path)) return { path: 'starlette.request' };
    if (WEBSOCKET_TYPE.test(path)) return { path: 'starlette.websocket' };
    if (EVENT_TYPE.test(path)) return EVENT;
  }
  return undefined;
}

/** A parameter of a function that answers a request. */
function clientParameter(parameter: Parameter, route: string, context: FunctionContext): ParameterSeed | undefined {
  const { name = '' } = parameter;
  if (isNumberIn(route, name)) return GIVEN;
  const injector = injectorOf(parameter);
  if (injector !== undefined) {
    const wanted = injector.args[0]?.value;
    return wanted === undefined ? undefined : { resultOf: wanted };
  }
  const types = partsOf(parameter.annotation);
  if (isSafeType(parameter.annotation, context)) return GIVEN;
  if (types.some((type) => INJECTED_TYPE.test(spelling(type)))) return undefined;
  if (name === 'request' || name === 'req') return isOutgoing(parameter, context) ? undefined : REQUEST;
  const model = types.map((type) => context.classOf(type)).find((cls) => cls !== undefined);
  const members = model === undefined ? undefined : safeMembersOf(model, context);
  const isStructure = [parameter.annotation, ...types].some((type) => STRUCTURE_TYPE.test(spelling(type)));
  const sent = isStructure ? SENT : SENT_TEXT;
  return members === undefined ? sent : { ...sent, members };
}

/** A converter in the path of a route lets only numbers through. */
function isNumberIn(route: string, name: string): boolean {
  return name !== '' && new RegExp(`<(int|float|uuid):${name}>|\\{${name}:(int|float|uuid)\\}`).test(route);
}

/** The fields of a model that its validation makes harmless. */
function safeMembersOf(model: ClassIr, context: FunctionContext): ReadonlyMap<string, ParameterSeed> | undefined {
  if (!model.bases.some((base) => MODEL_BASE.test(pathOf(base, context)))) return undefined;
  const safe = (model.fields ?? []).filter((field) => isSafeType(field.annotation, context));
  return new Map(safe.map((field) => [field.name, GIVEN]));
}

const DJANGO_ROUTE = /^django\.(urls|conf\.urls)\.(path|re_path|url)$/;
const ROUTE_CALL = /^(add_url_rule|add_api_route|add_route|add_get|add_post|add_put|add_delete|add_patch)$/;
const ROUTE_PATH = /^(starlette\.routing\.(Route|WebSocketRoute)|aiohttp\.web\.(get|post|put|delete|patch|route))$/;

/** See LanguageApi.registrationSeeds. */
export function pythonRegistrationSeeds(
  { name, path = '', route }: Registration,
  fn: FunctionIr,
  context: FunctionContext,
): Seeds | undefined {
  if (INJECTOR.test(path) || INJECTOR.test(name))
    return fn.parameters.map((parameter) => requestOf(parameter, context) ?? clientParameter(parameter, '', context));
  const isDjango = DJANGO_ROUTE.test(path);
  if (!isDjango && !ROUTE_CALL.test(name) && !ROUTE_PATH.test(path)) return undefined;
  return fn.parameters.map((parameter, index) => {
    if (index === 0 && (isDjango || ROUTE_PATH.test(path) || parameter.name === 'request')) return REQUEST;
    return requestOf(parameter, context) ?? clientParameter(parameter, route ?? '', context);
  });
}

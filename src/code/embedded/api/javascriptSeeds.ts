// What the parameters of a function hold when a framework calls it. Frameworks tell handlers apart by where
// they are registered and by position; people, and this file where nothing else tells, by types and names.
import type { Expression, FunctionIr, Parameter, Pattern } from '../ir.ts';
import { archiveSeeds } from './archives.ts';
import { messageSeeds } from './browser.ts';
import type { FunctionContext, ParameterSeed, Registration, SourceApi } from './languageApi.ts';

type Seeds = readonly (ParameterSeed | undefined)[];

const CLIENT: SourceApi = { kind: 'remote', label: 'controlled by the client' };
const LAMBDA_EVENT: SourceApi = { kind: 'remote', label: 'sent by the caller of the Lambda function' };

const REQUEST: ParameterSeed = { path: 'js.request' };
const CONTEXT: ParameterSeed = { path: 'js.context' };
const PAGE: ParameterSeed = { path: 'js.page' };
const EVENT: ParameterSeed = { source: LAMBDA_EVENT, path: 'lambda.event' };
const SENT: ParameterSeed = { source: CLIENT };
const SENT_TEXT: ParameterSeed = { source: { ...CLIENT, text: true } };
const RESPONSE: ParameterSeed = { path: 'js.response', serves: true };
const REPLY: ParameterSeed = { path: 'fastify.reply', serves: true };
/** Handed in by the framework, and no client's. */
const GIVEN: ParameterSeed = { trusted: true };
const HANDLER: Seeds = [REQUEST, RESPONSE];
const FASTIFY_HANDLER: Seeds = [REQUEST, REPLY];
const ERROR_HANDLER: Seeds = [undefined, REQUEST, RESPONSE];

const REQUEST_NAME = /^_?(req|request)$/;
const RESPONSE_NAME = /^_?(res|resp|response|reply|rep|h)$/;
const HELPER_RESPONSE = /^(res|response|reply)$/;
const CONTEXT_NAME = /^(ctx|context|c)$/;
const LAMBDA_CONTEXT_NAME = /^_?(context|ctx)$|^_+$/;
const NEXT_NAME = /^_?next$/;
const ERROR_NAME = /^_?(err|error|e)$/;

const HTTP_EXPORT = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ALL)$/;
const LOADER_EXPORT = /^(getServerSideProps|getStaticProps|getInitialProps|loader|action|load|onRequest\w*)$/;
const HANDLER_NAME = /^(lambda_?)?handler$/i;

/** Requests that come in, by type; `Request` alone is also what a browser's `fetch` takes, but as a parameter it comes in. */
const REQUEST_TYPE =
  /(^|[./])(Request|FastifyRequest|NextRequest|NextApiRequest|NextApiRequestQuery|IncomingMessage|Http2ServerRequest|VercelRequest|NowRequest|HttpRequest|BunRequest|JsonRequest)$/;
/** `AuthenticatedRequest`, `RequestWithUser`: what people build on them. */
const REQUEST_LIKE_TYPE = /(^|\.)(\w+Request|RequestWith\w+|Req|\w+Req)$/;
/** Requests that go out, and what describes them. */
const OUTGOING_TYPE =
  /(^|[./])(ClientRequest|XMLHttpRequest|\w*AxiosRequestConfig|RequestInit|RequestInfo|RequestOptions|\w*RequestConfig|KyRequest|HttpClientRequest|PreparedRequest)$/;
const CONTEXT_TYPE =
  /(^|[./])(Context|ParameterizedContext|RouterContext|ExtendableContext|KoaContext|HonoContext|APIContext|GetServerSidePropsContext|NextPageContext|LoaderFunctionArgs|ActionFunctionArgs|LoaderArgs|ActionArgs|RequestEvent|EventContext)$/;
/** Events of AWS that carry what somebody outside the program chose. */
const EVENT_TYPE =
  /(^|[./])(APIGateway\w*Event\w*|ALBEvent|LambdaFunctionURLEvent\w*|S3\w*Event|SQSEvent|SNSEvent|SESEvent|KinesisStreamEvent|KinesisFirehose\w*Event|DynamoDBStreamEvent|MSKEvent|SelfManagedKafkaEvent|AppSyncResolverEvent|CloudFront\w*Event|CloudWatchLogsEvent|EventBridgeEvent|IoTEvent|IoTCustomAuthorizerEvent|LexEvent|LexV2Event|ConnectContactFlowEvent|AmplifyGraphQlResolverEvent|\w+TriggerEvent|(SQS|SNS|S3|SES|Kinesis\w*|DynamoDB)(Event)?Record|S3BatchEvent)$/;

/** What a function of such a type gets; by the last name of the type. */
const FUNCTION_TYPES: ReadonlyMap<string, Seeds> = new Map<string, Seeds>([
  ['RequestHandler', HANDLER],
  ['RequestParamHandler', [REQUEST, RESPONSE, undefined, SENT_TEXT]],
  ['ErrorRequestHandler', ERROR_HANDLER],
  ['RequestListener', HANDLER],
  ['RouteHandler', HANDLER],
  ['RouteHandlerMethod', FASTIFY_HANDLER],
  ['preHandlerHookHandler', FASTIFY_HANDLER],
  ['onRequestHookHandler', FASTIFY_HANDLER],
  ['NextApiHandler', HANDLER],
  ['NextMiddleware', [REQUEST]],
  ['VercelApiHandler', HANDLER],
  ['HttpFunction', HANDLER],
  ['HttpHandler', [REQUEST]],
  ['Middleware', [CONTEXT]],
  ['MiddlewareHandler', [CONTEXT]],
  ['RouterMiddleware', [CONTEXT]],
  ['GetServerSideProps', [CONTEXT]],
  ['LoaderFunction', [CONTEXT]],
  ['ActionFunction', [CONTEXT]],
  ['APIRoute', [CONTEXT]],
]);
/** `APIGatewayProxyHandlerV2`, `S3Handler`, `Handler<SQSEvent>`; those of the clock carry nothing of anybody's. */
const LAMBDA_FUNCTION_TYPE =
  /^(APIGateway\w*|ALB|LambdaFunctionURL|S3\w*|SQS|SNS|SES|Kinesis\w*|DynamoDBStream|MSK|AppSyncResolver|CloudFront\w*|EventBridge|IoT|Lex\w*|ConnectContactFlow)?Handler(V2)?$/;

/** `@Query('id') id`: NestJS, routing-controllers, tsoa, type-graphql, inversify. */
const CLIENT_DECORATOR =
  /^(Query|QueryParams?|Params?|PathParam|Path|Body|BodyParam|BodyProp|FormField|Headers?|HeaderParams?|Cookies?|CookieParams?|UploadedFiles?|RawBody|HostParam|Ip|MessageBody|Payload|Args?|requestParam|queryParam|requestBody|requestHeaders|cookies)$/;
/** Of these what can only be text. */
const TEXT_DECORATOR =
  /^(Params?|PathParam|Path|Headers?|HeaderParams?|Cookies?|CookieParams?|HostParam|Ip|requestParam|requestHeaders|cookies)$/;
const REQUEST_DECORATOR = /^(Req|Request|request)$/;
const CONTEXT_DECORATOR = /^(Ctx|Context)$/;
/** Pipes of NestJS that let nothing through that could mean anything to an interpreter. */
const STRICT_PIPE = /(^|\.)Parse(Int|Float|Bool|UUID|Enum|Date)Pipe(\(\))?$/;

const ROUTE_METHOD = /^(get|post|put|patch|delete|del|all|head|options|opts|use|route|any|on)$/;
/** Whatever the path is spelled like, these take handlers. */
const ROUTER =
  /^(express|fastify|koa-router|@koa\/router|hono|polka|restify|itty-router|router)(\.\w+)?\(\)(\.\w+\(\))*\.(get|post|put|patch|delete|del|all|use)$/;
const CHAINED_ROUTE = /\.route\(\)(\.\w+\(\))*\.(get|post|put|patch|delete|all)$/;
/** In the description of a route, `fastify.route({ url, handler })`, these are functions that get the request. */
const HANDLER_KEY = /^(handler|handle|preHandler|onRequest|preValidation)$/;
const SERVER = /^(http|https|http2)\.(createServer|createSecureServer|Server)$/;
const SERVER_EVENTS = /^(http|https|http2)\.(createServer|createSecureServer|Server)\(\)\.(on|once|addListener)$/;
/** Interceptors of a client see requests that go out. */
const OUTGOING = /(^|\.)interceptors\.(request|response)\.use$/;

/** See LanguageApi.seeds. */
export function javaScriptSeeds(fn: FunctionIr, context: FunctionContext): Seeds {
  const byFunctionType = functionTypeSeeds(fn);
  if (byFunctionType !== undefined) return byFunctionType;
  const byName = nameSeeds(fn, context);
  return fn.parameters.map((parameter, index) => parameterSeed(parameter, fn, context) ?? byName[index]);
}

/** The last name of a type without its type arguments. */
function typeName(type: Expression | undefined): string {
  switch (type?.kind) {
    case 'name':
      return type.name;
    case 'member':
      return type.property;
    case 'index':
      return typeName(type.object);
    default:
      return '';
  }
}

function functionTypeSeeds({ type }: FunctionIr): Seeds | undefined {
  const name = typeName(type);
  if (name === '') return undefined;
  const known = FUNCTION_TYPES.get(name);
  if (known !== undefined) return known;
  if (!LAMBDA_FUNCTION_TYPE.test(name)) return undefined;
  // `Handler` alone is a type of many a library: its event has to be one of AWS.
  const argument = type?.kind === 'index' ? type.index : undefined;
  return name !== 'Handler' || EVENT_TYPE.test(typeName(argument)) ? [EVENT] : undefined;
}

/** What a parameter says of itself, by decorators and type. */
function parameterSeed(parameter: Parameter, fn: FunctionIr, context: FunctionContext): ParameterSeed | undefined {
  for (const decorator of parameter.decorators ?? []) {
    const call = decorator.kind === 'call' ? decorator : undefined;
    const name = typeName(call?.callee ?? decorator);
    if (REQUEST_DECORATOR.test(name)) return REQUEST;
    if (CONTEXT_DECORATOR.test(name)) return CONTEXT;
    if (!CLIENT_DECORATOR.test(name)) continue;
    const strict = call?.args.some(({ value }) => STRICT_PIPE.test(context.pathOf(value) ?? ''));
    return strict === true ? GIVEN : TEXT_DECORATOR.test(name) ? SENT_TEXT : SENT;
  }
  const type = typeName(parameter.annotation);
  const path = typePath(parameter.annotation, context) ?? type;
  if (type === '') return undefined;
  if (path === 'aws-lambda.Context') return GIVEN;
  if (RESPONSE_TYPE.test(path)) return RESPONSE_NAME.test(parameter.name ?? '') ? responseOf(parameter) : undefined;
  if (REQUEST_TYPE.test(path)) return REQUEST;
  if (EVENT_TYPE.test(path)) return EVENT;
  return CONTEXT_TYPE.test(path) && isContext(parameter, path, fn) ? CONTEXT : undefined;
}

const RESPONSE_TYPE = /(^|[./])(Response|NextApiResponse|FastifyReply|ServerResponse|VercelResponse)$/;
const CONTEXT_MODULE = /^(koa|@koa|koa-router|hono|oak|@oak|elysia|egg)\b/;

/** Many a library has a type named `Context`. */
function isContext({ name, pattern }: Parameter, path: string, { parameters }: FunctionIr): boolean {
  if (!/(^|[./])Context$/.test(path) || CONTEXT_MODULE.test(path)) {
    return pattern.kind === 'objectPattern' || /^(ctx|context|c|args|event)$/i.test(name ?? '');
  }
  const alone = parameters.length === 1 || NEXT_NAME.test(parameters[1]?.name ?? '');
  return path === 'Context' && alone && CONTEXT_NAME.test(name ?? '');
}

function typePath(type: Expression | undefined, context: FunctionContext): string | undefined {
  return type === undefined ? undefined : context.pathOf(type.kind === 'index' ? type.object : type);
}

/** A type that says that a parameter is not what its name may make one think. */
function isOtherwise(parameter: Parameter | undefined): boolean {
  const type = typeName(parameter?.annotation);
  if (type === '' || /^(any|unknown|object|Record)$/.test(type)) return false;
  return OUTGOING_TYPE.test(type) || !(REQUEST_TYPE.test(type) || REQUEST_LIKE_TYPE.test(type));
}

function nameSeeds(fn: FunctionIr, context: FunctionContext): Seeds {
  const [first, second] = fn.parameters;
  if (first === undefined) return [];
  const firstName = first.name ?? '';
  const secondName = second?.name ?? '';
  if (isServerAction(fn, context)) return fn.parameters.map(() => SENT);
  if (fn.exported && HTTP_EXPORT.test(fn.name))
    return [first.pattern.kind === 'objectPattern' ? CONTEXT : REQUEST, CONTEXT];
  if (fn.exported && LOADER_EXPORT.test(fn.name)) return [CONTEXT];
  if (isLambda(fn)) return [EVENT];
  // Azure hands in its context first.
  if (CONTEXT_NAME.test(firstName) && REQUEST_NAME.test(secondName)) return [undefined, REQUEST];
  const at = ERROR_NAME.test(firstName) && REQUEST_NAME.test(secondName) ? 1 : 0;
  const request = fn.parameters[at];
  const response = fn.parameters[at + 1];
  const hasResponse = RESPONSE_NAME.test(response?.name ?? '');
  const before = Array<undefined>(at).fill(undefined);
  const isRequest =
    (REQUEST_NAME.test(request?.name ?? '') && !isOtherwise(request)) ||
    (hasResponse &&
      (request?.pattern.kind === 'objectPattern' || REQUEST_LIKE_TYPE.test(typeName(request?.annotation))));
  if (isRequest) return [...before, REQUEST, responseOf(response)];
  if (CONTEXT_NAME.test(firstName) && NEXT_NAME.test(secondName)) return [CONTEXT];
  if (fn.exported && isPage(first)) return [PAGE];
  // Helpers of handlers are handed the response: by its name they are known.
  return fn.parameters.map((parameter) =>
    HELPER_RESPONSE.test(parameter.name ?? '') ? responseOf(parameter) : undefined,
  );
}

/** Where text goes that is sent back: what text means to them is not the same. */
function responseOf(parameter: Parameter | undefined): ParameterSeed {
  const name = parameter?.name ?? '';
  if (/^_?rep(ly)?$/.test(name) || typeName(parameter?.annotation) === 'FastifyReply') return REPLY;
  return name === 'h' ? { path: 'hapi.h', serves: true } : RESPONSE;
}

/** A function that Next.js lets browsers call: it says so, or its file does. */
function isServerAction(fn: FunctionIr, { directives }: FunctionContext): boolean {
  const says = fn.body.some(
    (statement) =>
      statement.kind === 'expression' &&
      statement.expression.kind === 'constant' &&
      statement.expression.value === 'use server',
  );
  return says || (fn.exported && directives.has('use server'));
}

/** AWS hands over the event and a context; the names are the documented convention. */
function isLambda(fn: FunctionIr): boolean {
  const [first, second] = fn.parameters;
  const name = first?.name ?? '';
  if (fn.parameters.length > 3) return false;
  const hasContext = LAMBDA_CONTEXT_NAME.test(second?.name ?? '');
  if (name === 'event' && hasContext) return true;
  if (!fn.exported || !HANDLER_NAME.test(fn.name)) return false;
  if (second !== undefined && !hasContext && second.pattern.kind !== 'objectPattern') return false;
  return first?.pattern.kind === 'objectPattern'
    ? keysOf(first.pattern).some((key) => EVENT_KEY.test(key))
    : !REQUEST_NAME.test(name) && !CONTEXT_NAME.test(name);
}

const EVENT_KEY =
  /^(body|queryStringParameters|multiValueQueryStringParameters|pathParameters|headers|rawPath|rawQueryString|requestContext|Records|detail|arguments)$/;

/** A page of Next.js gets the path and the query of its address. */
function isPage(parameter: Parameter): boolean {
  return parameter.pattern.kind === 'objectPattern'
    ? keysOf(parameter.pattern).some((key) => key === 'searchParams' || key === 'params')
    : /^(props|pageProps)$/.test(parameter.name ?? '');
}

function keysOf(pattern: Extract<Pattern, { kind: 'objectPattern' }>): string[] {
  return pattern.entries.flatMap(({ key }) => (key === undefined ? [] : [key]));
}

/** See LanguageApi.registrationSeeds. */
export function javaScriptRegistrationSeeds(registration: Registration, fn: FunctionIr): Seeds | undefined {
  const { name, path = '', route, key } = registration;
  const { parameters } = fn;
  const [first, second] = parameters;
  if (OUTGOING.test(path)) return [];
  if (SERVER.test(path) || (SERVER_EVENTS.test(path) && route === 'request')) return HANDLER;
  const handed = messageSeeds(name, route) ?? archiveSeeds(name, route);
  if (handed !== undefined) return handed;
  if (path === '@middy/core') return [EVENT];
  if (path.startsWith('firebase-functions') && name === 'onCall') return [SENT];
  if (name === 'param' && route !== undefined && parameters.length >= 4)
    return [REQUEST, RESPONSE, undefined, SENT_TEXT];
  if (!ROUTE_METHOD.test(name)) return undefined;
  const isContext = CONTEXT_NAME.test(first?.name ?? '') || CONTEXT_TYPE.test(typeName(first?.annotation));
  const isRoute =
    key === undefined
      ? route?.startsWith('/') === true || CHAINED_ROUTE.test(path) || ROUTER.test(path)
      : HANDLER_KEY.test(key);
  // `app.use(async (ctx) => …)`: nothing else is used with a context and nothing more.
  if (!isRoute) return name === 'use' && isContext && parameters.length === 1 ? [CONTEXT] : undefined;
  if (isContext || (NEXT_NAME.test(second?.name ?? '') && parameters.length === 2)) return [CONTEXT];
  if (parameters.length === 4) return [undefined, REQUEST, responseOf(parameters[2])];
  return [REQUEST, /^fastify\b/.test(path) ? REPLY : responseOf(second)];
}

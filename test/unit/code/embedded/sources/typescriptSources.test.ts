import { javaScript } from './bodies.ts';
import { describeSources } from './sourceTests.ts';

/** Each makes `value` out of something that a client sends; what follows is a sink. By what tells it. */
const CLIENT: Readonly<Record<string, readonly string[]>> = {
  'the type of a request': [
    'import express, { Request, Response } from "express"; export const f = (q: Request, s: Response) => { const value = q.query.a;',
    'import type { Request as R } from "express"; export const f = (q: R) => { const value = q.body.a;',
    'import * as express from "express"; export function f(q: express.Request, s: express.Response): void { const value = q.params["a"];',
    'import { Request } from "express"; export function f(q: Request<{ id: string }, {}, Body>) { const value = q.params.id;',
    'import { Request } from "express"; export function f(q: Request & { user: User }) { const value = q.query.a;',
    'import { Request } from "express"; export function f(q: Request | undefined) { const value = q?.query.a;',
    'import { Request } from "express"; class C { private show = async (q: Request, s: unknown): Promise<void> => { const value = q.query.a;',
    'import { FastifyRequest } from "fastify"; export const f = async (q: FastifyRequest<{ Querystring: Q }>) => { const value = q.query.a;',
    'import { NextRequest } from "next/server"; export function middleware(q: NextRequest) { const value = q.nextUrl.searchParams.get("a");',
    'import type { NextApiRequest } from "next"; export default function show(q: NextApiRequest, s: any) { const value = q.query.a;',
    'import { IncomingMessage } from "node:http"; function f(message: IncomingMessage) { const value = message.url!;',
    'import http from "http"; function f(message: http.IncomingMessage) { const value = message.headers["x-a"] as string;',
    'import { IncomingMessage } from "http"; async function f(message: IncomingMessage) { for await (const value of message) {',
    'interface AuthRequest extends Request { user: User } export const f = (q: AuthRequest, res: Response) => { const value = q.query.a;',
    'export async function POST(q: Request): Promise<Response> { const { value } = (await q.json()) as Body;',
    'import { Context } from "koa"; export async function f(ctx: Context) { const value = ctx.query.a as string;',
    'import { ParameterizedContext } from "koa"; export async function f(ctx: ParameterizedContext<State>) { const value = ctx.request.body.a;',
    'import { Context } from "hono"; export const f = (c: Context) => { const value = c.req.query("a");',
    'import { Context, Hono } from "hono"; const app = new Hono(); app.get("/x", (k: Context) => { const value = k.req.param("a");',
    'import type { GetServerSidePropsContext } from "next"; export async function load2(context: GetServerSidePropsContext) { const value = context.query.a;',
    'import type { LoaderFunctionArgs } from "@remix-run/node"; export const show = async ({ request, params }: LoaderFunctionArgs) => { const value = params.id;',
  ],
  'the type of an event': [
    'import { APIGatewayProxyEvent } from "aws-lambda"; export const show = async (e: APIGatewayProxyEvent) => { const value = e.queryStringParameters?.a;',
    'import type { APIGatewayProxyEventV2 } from "aws-lambda"; export async function show({ body }: APIGatewayProxyEventV2) { const value = JSON.parse(body ?? "{}").a;',
    'import { S3Event } from "aws-lambda"; export const onUpload = async (s: S3Event): Promise<void> => { const value = s.Records[0]!.s3.object.key;',
    'import { SQSEvent, SQSRecord } from "aws-lambda"; async function one(r: SQSRecord) { const value = r.body;',
    'import * as lambda from "aws-lambda"; export const show = async (e: lambda.SNSEvent) => { const value = e.Records[0]?.Sns.Message;',
    'import { EventBridgeEvent } from "aws-lambda"; export const show = async (e: EventBridgeEvent<"a", Detail>) => { const value = e.detail.name;',
  ],
  'the type of a function': [
    'import { RequestHandler } from "express"; export const f: RequestHandler = (q, s) => { const value = q.query.a;',
    'import express from "express"; export const f: express.RequestHandler<P> = async (q) => { const value = q.body.a;',
    'import { ErrorRequestHandler } from "express"; const f: ErrorRequestHandler = (problem, q, s, next) => { const value = q.originalUrl;',
    'import type { NextApiHandler } from "next"; const f: NextApiHandler = async (q, s) => { const value = q.query.a;',
    'import type { GetServerSideProps } from "next"; export const load2: GetServerSideProps = async ({ query }) => { const value = query.a;',
    'import type { GetServerSideProps } from "next"; export const load2 = (async ({ query }) => { const value = query.a; USE }) satisfies GetServerSideProps; (() => { const value = "a";',
    'import { RequestListener } from "http"; const f: RequestListener = (q, s) => { const value = q.url;',
    'import { APIGatewayProxyHandler } from "aws-lambda"; export const show: APIGatewayProxyHandler = async (e) => { const value = e.body;',
    'import { S3Handler } from "aws-lambda"; export const show: S3Handler = async ({ Records }) => { const value = Records[0].s3.object.key;',
    'import { Handler, SQSEvent } from "aws-lambda"; export const show: Handler<SQSEvent> = async (e) => { const value = e.Records[0].body;',
    'class C { show: RequestHandler = (q, s) => { const value = q.query.a;',
  ],
  NestJS: [
    nest('@Get("x") find(@Query() q: FindDto) { const value = q.name;'),
    nest('@Get("x") find(@Query("a") value: string) {'),
    nest('@Get("x/:id") find(@Param("id") value: string): string {'),
    nest('@Get("x/:id") find(@Param() params: { id: string }) { const value = params.id;'),
    nest('@Post() create(@Body() dto: CreateDto) { const value = dto.name;'),
    nest('@Post() create(@Body("name") value: string) {'),
    nest('@Post() create(@Body(new ValidationPipe()) { name: value }: CreateDto) {'),
    nest('@Get() find(@Headers("x-a") value: string) {'),
    nest('@Get() find(@Headers() headers: Record<string, string>) { const value = headers["x-a"];'),
    nest('@Get() find(@Req() q: any) { const value = q.query.a;'),
    nest('@Get() find(@Request() q) { const value = q.cookies.a;'),
    nest('@Get() @UseGuards(AuthGuard) async find(@Res() res: Response, @Query("a") value?: string): Promise<void> {'),
    nest(
      '@Post() @UseInterceptors(FileInterceptor("f")) save(@UploadedFile() file: Express.Multer.File) { const value = file.originalname;',
    ),
    nest('@Get() find(@Query("page") value: number) {'),
    nest('constructor(private readonly shell: Shell) {} @Get() find(@Query("a") a: string) { const value = a.trim();'),
    '@Resolver() class R { @Query(() => [Cat]) cats(@Args("name") value: string) {',
    '@WebSocketGateway() class G { @SubscribeMessage("a") on(@MessageBody() data: Data) { const value = data.name;',
    '@JsonController() class C { @Get("/x") find(@QueryParam("a") value: string) {',
    '@Controller() class C { @MessagePattern("a") on(@Payload() data: any) { const value = data.name;',
  ],
  'the frame around it': [
    'router.post("/x", async (q: any, s: any): Promise<void> => { const { a: value } = q.body as Body;',
    'fastify.get<{ Querystring: Q }>("/x", async (q, r) => { const value = q.query.a;',
    'fastify.route<{ Params: P }>({ method: "GET", url: "/x", handler: async (q) => { const value = q.params.a;',
    'export async function save(state: State, formData: FormData): Promise<State> { "use server"; const value = formData.get("a") as string;',
    'export default async function Page({ searchParams }: { searchParams: Promise<{ a: string }> }) { const value = (await searchParams).a;',
    'export default function Page(props: Props): JSX.Element { const value = props.params.slug;',
    'export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }) { const { id: value } = await params;',
  ],
};

function nest(method: string): string {
  return `import { Controller } from "@nestjs/common"; @Controller("x") export class C { ${method}`;
}

/** What only looks like one. */
const NO_CLIENT: Readonly<Record<string, string>> = {
  'a number that a pipe has made': nest('@Get(":id") find(@Param("id", ParseIntPipe) value: number) {'),
  'a pipe with options': nest('@Get(":id") find(@Param("id", new ParseUUIDPipe({ version: "4" })) value: string) {'),
  'a member of an enumeration that a pipe has checked': nest(
    '@Get() find(@Query("a", new ParseEnumPipe(Kind)) value: Kind) {',
  ),
  'the user of the session': nest('@Get() find(@Session() session: S) { const value = session.name;'),
  'a service that is injected': nest(
    'constructor(@Inject("name") private readonly name: string) {} @Get() find() { const value = this.name;',
  ),
  'a request that goes out':
    'import { ClientRequest } from "http"; function f(req: ClientRequest) { const value = req.path;',
  'the configuration of a request that goes out':
    'export function f(req: InternalAxiosRequestConfig) { const value = req.url;',
  'a type of another kind': 'export function f(request: SearchOptions) { const value = request.query;',
  'an event of a page': 'export const handler = (e: MouseEvent, other: string) => { const value = e.type;',
  'an event of the clock': 'export const show: ScheduledHandler = async (e) => { const value = e.id;',
  'the context of a Lambda function':
    'import { Context } from "aws-lambda"; export const show = async (e: Something, context: Context) => { const value = context.awsRequestId;',
  'a context of React': 'export function use(context: Context<string>, name: string) { const value = context.query;',
};

describe('sources in TypeScript', () => {
  describeSources('typescript', javaScript, CLIENT, NO_CLIENT);
});

import assert from 'node:assert/strict';
import { analyse } from '../engineForTests.ts';
import { python } from './bodies.ts';

/** Each makes `value` out of something that a client sends; what follows is a sink. By framework. */
const CLIENT: Readonly<Record<string, readonly string[]>> = {
  Flask: [
    'from flask import request\ndef f():\n    value = request.args.get("a")',
    'from flask import request\ndef f():\n    value = request.form["a"]',
    'from flask import request\ndef f():\n    value = request.values.getlist("a")[0]',
    'from flask import request\ndef f():\n    value = request.cookies.get("a", "b")',
    'from flask import request as r\ndef f():\n    value = r.headers["X-A"]',
    'import flask\ndef f():\n    value = flask.request.headers.get("a")',
    'from flask import request\ndef f():\n    value = request.get_json()["a"]["b"]',
    'from flask import request\ndef f():\n    value = request.get_json(force=True, silent=True).get("a")',
    'from flask import request\ndef f():\n    value = request.json.get("a")',
    'from flask import request\ndef f():\n    value = request.get_data().decode()',
    'from flask import request\ndef f():\n    value = request.get_data(as_text=True)',
    'from flask import request\ndef f():\n    value = request.data',
    'from flask import request\ndef f():\n    value = request.stream.read()',
    'from flask import request\ndef f():\n    value = request.files["f"].filename',
    'from flask import request\ndef f():\n    value = request.full_path',
    'from flask import request\ndef f():\n    value = request.remote_user',
    'from flask import request\ndef f():\n    value = request.view_args["a"]',
    'from flask import request\ndef f():\n    for value in request.form.keys():',
    'from flask import request\ndef f():\n    for key, value in request.args.items():',
    'from flask import request\ndef f():\n    value = {**request.args}["a"]',
    'from flask import request\ndef f():\n    value = request.args.to_dict(flat=True)["a"]',
    'from flask import request\ndef f():\n    body = request.get_json()\n    value = body["a"]',
    '@app.route("/x/<value>")\ndef f(value):\n    pass',
    '@app.route("/x/<path:value>", methods=["POST"])\ndef f(value):\n    pass',
    '@bp.get("/x/<string:value>")\nasync def f(value):\n    pass',
    'def f(value):\n    USE\napp.add_url_rule("/x/<value>", view_func=f)',
    'from flask.views import MethodView\nclass V(MethodView):\n  def get(self, value):\n    pass',
    'from flask_restful import Resource\nclass R(Resource):\n  def put(self, value):\n    pass',
    'from flask import request, Blueprint\nbp = Blueprint("a", __name__)\n@bp.route("/x")\ndef f():\n    value = request.args["a"]',
  ],
  Django: [
    'def f(request):\n    value = request.GET["a"]',
    'def f(request, pk):\n    value = request.POST.get("a")',
    'def f(request):\n    value = request.POST.getlist("a")[0]',
    'def f(request):\n    value = request.COOKIES["a"]',
    'def f(request):\n    value = request.META.get("HTTP_X_A")',
    'def f(request):\n    value = request.headers["X-A"]',
    'def f(request):\n    value = request.FILES["f"].name',
    'def f(request):\n    value = request.path_info',
    'def f(request):\n    value = request.get_full_path()',
    'import json\ndef f(request):\n    value = json.loads(request.body)["a"]',
    'import json\ndef f(request):\n    value = json.loads(request.body.decode("utf-8"))["a"]',
    'from django.views import View\nclass V(View):\n  def post(self, request):\n    value = request.POST["a"]',
    'from django.views import View\nclass V(View):\n  def get(self, request, *args, **kwargs):\n    value = kwargs["a"]',
    'from django.views.generic import TemplateView\nclass V(TemplateView):\n  def get_context_data(self, **kwargs):\n    value = self.request.GET["a"]',
    'from django.views.generic import ListView\nclass V(ListView):\n  def get_queryset(self):\n    value = self.kwargs["slug"]',
    'from django.views.generic import ListView\nclass V(ListView):\n  def get_queryset(self):\n    value = self.request.GET.get("q")',
    'from rest_framework.views import APIView\nclass V(APIView):\n  def put(self, request, pk):\n    value = request.data["a"]',
    'from rest_framework.views import APIView\nclass V(APIView):\n  def get(self, request):\n    value = request.query_params.get("a")',
    'from rest_framework import viewsets\nclass V(viewsets.ModelViewSet):\n  def get_queryset(self):\n    value = self.request.query_params.get("a")',
    'from rest_framework.decorators import action\nclass V(ViewSet):\n  @action(detail=True)\n  def run(self, request, pk=None):\n    value = pk',
    'from rest_framework.decorators import api_view\n@api_view(["POST"])\ndef f(request):\n    value = request.data["a"]',
    'from django.http import HttpRequest\ndef f(r: HttpRequest):\n    value = r.GET["a"]',
    'from django.urls import path\ndef f(request, value):\n    USE\nurlpatterns = [path("x/<str:value>/", f)]',
  ],
  FastAPI: [
    '@app.get("/x")\nasync def f(value: str = "a"):\n    pass',
    '@app.get("/x/{value}")\nasync def f(value):\n    pass',
    '@app.get("/x")\ndef f(value: str | None = None):\n    pass',
    '@app.get("/x")\ndef f(value: Optional[str] = Query(None)):\n    pass',
    '@app.get("/x")\ndef f(value: Annotated[str, Query(max_length=50)] = "a"):\n    pass',
    '@app.get("/x")\ndef f(value: str = Header()):\n    pass',
    '@app.get("/x")\ndef f(value: str = Cookie(None)):\n    pass',
    '@app.post("/x")\ndef f(value: str = Form(...)):\n    pass',
    '@app.post("/x")\ndef f(value: str = Body(embed=True)):\n    pass',
    '@app.post("/x")\ndef f(file: UploadFile):\n    value = file.filename',
    '@app.post("/x")\nasync def f(file: bytes = File()):\n    value = file.decode()',
    '@app.get("/x")\ndef f(names: list[str] = Query()):\n    value = names[0]',
    '@router.post("/x")\nasync def f(item: Item):\n    value = item.name',
    '@router.post("/x")\nasync def f(item: Item):\n    value = item.model_dump()["name"]',
    '@router.post("/x")\nasync def f(item: dict):\n    value = item["name"]',
    'from pydantic import BaseModel\nclass Item(BaseModel):\n    name: str\n    count: int\n@router.post("/x")\nasync def f(item: Item):\n    value = item.name',
    'from fastapi import Request\n@app.get("/x")\nasync def f(request: Request):\n    value = (await request.json())["a"]',
    'from fastapi import Request\n@app.get("/x")\nasync def f(r: Request):\n    value = r.query_params["a"]',
    'from fastapi import Request\nasync def f(r: Request):\n    value = (await r.form())["a"]',
    '@app.websocket("/x")\nasync def f(websocket: WebSocket):\n    value = await websocket.receive_text()',
    'from fastapi import Depends\ndef name(q: str = ""):\n    return q\n@app.get("/x")\ndef f(value: str = Depends(name)):\n    pass',
    'from fastapi import Depends\ndef common(q: str = ""):\n    return {"q": q}\n@app.get("/x")\ndef f(common: Annotated[dict, Depends(common)]):\n    value = common["q"]',
  ],
  'AWS Lambda': [
    'def handler(event, context):\n    value = event["body"]',
    'import json\ndef lambda_handler(event, context):\n    value = json.loads(event["body"])["a"]',
    'def lambda_handler(evt, ctx):\n    value = evt["queryStringParameters"]["a"]',
    'def on_upload(event, _context):\n    value = event["Records"][0]["s3"]["object"]["key"]',
    'def main(event, _):\n    value = event.get("pathParameters", {}).get("id")',
    'def handler(event, context):\n    for record in event["Records"]:\n        value = record["body"]',
    'def handler(event: dict, context: object) -> dict:\n    value = event["headers"]["x-a"]',
    'from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent\ndef run(e: APIGatewayProxyEvent, c):\n    value = e.body',
    'from aws_lambda_powertools.event_handler import APIGatewayRestResolver\napp = APIGatewayRestResolver()\n@app.get("/x/<value>")\ndef f(value):\n    pass',
    'from aws_lambda_powertools.event_handler import APIGatewayRestResolver\napp = APIGatewayRestResolver()\n@app.get("/x")\ndef f():\n    value = app.current_event.get_query_string_value("a")',
    'from chalice import Chalice\napp = Chalice("a")\n@app.route("/x")\ndef f():\n    value = app.current_request.query_params["a"]',
  ],
  others: [
    'from starlette.requests import Request\nasync def f(request: Request):\n    value = request.query_params["a"]',
    'async def f(request):\n    value = request.match_info["a"]',
    'from aiohttp import web\nasync def f(request: web.Request):\n    value = (await request.post())["a"]',
    'class H(RequestHandler):\n  def get(self):\n    value = self.get_argument("a")',
    'import tornado.web\nclass H(tornado.web.RequestHandler):\n  def post(self):\n    value = self.request.body',
    'from bottle import request\ndef f():\n    value = request.query.a',
    'from http.server import BaseHTTPRequestHandler\nclass H(BaseHTTPRequestHandler):\n  def do_GET(self):\n    value = self.path',
    'from http.server import BaseHTTPRequestHandler\nclass H(BaseHTTPRequestHandler):\n  def do_POST(self):\n    value = self.rfile.read(int(self.headers["Content-Length"])).decode()',
    'class R:\n  def on_get(self, req, resp):\n    value = req.get_param("a")',
    'def application(environ, start_response):\n    value = environ["QUERY_STRING"]',
  ],
};

/** What only looks like one. */
const NO_CLIENT: Readonly<Record<string, string>> = {
  'a number in a Flask route': '@app.route("/x/<int:value>")\ndef f(value):\n    pass',
  'a number in FastAPI': '@app.get("/x")\nasync def f(value: int):\n    pass',
  'a number with a description in FastAPI':
    '@app.get("/x")\nasync def f(value: Annotated[int, Query(gt=0)] = 1):\n    pass',
  'an optional number in FastAPI': '@app.get("/x")\nasync def f(value: Optional[int] = Query(None)):\n    pass',
  'one of a fixed list in FastAPI': '@app.get("/x")\nasync def f(value: Literal["a", "b"]):\n    pass',
  'a member of an enumeration in FastAPI':
    'from enum import Enum\nclass Kind(str, Enum):\n    a = "a"\n@app.get("/x")\nasync def f(kind: Kind):\n    value = kind.value',
  'a number of a model in FastAPI':
    'from pydantic import BaseModel\nclass Item(BaseModel):\n    name: str\n    count: int = 1\n@router.post("/x")\nasync def f(item: Item):\n    value = item.count',
  'a number in a Django route':
    'from django.urls import path\ndef f(request, value):\n    USE\nurlpatterns = [path("x/<int:value>/", f)]',
  'the session of a Flask user': 'from flask import session\ndef f():\n    value = session["a"]',
  'the user of Django': 'def f(request):\n    value = request.user.username',
  'what FastAPI injects':
    '@app.get("/x")\nasync def f(settings: Annotated[Settings, Depends(get_settings)]):\n    value = settings.name',
  'a request that goes out': 'from urllib.request import Request\ndef f(request: Request):\n    value = request.data',
  'a request that somebody prepared':
    'import requests\ndef f(request: requests.PreparedRequest):\n    value = request.body',
  'an event of a window': 'def on_click(event):\n    value = event.widget',
  'a handler of signals': 'def handler(signum, frame):\n    value = frame.name',
  'an event of a loop': 'def handler(event, loop):\n    value = event.name',
};

/** Nothing to say at all. */
const HARMLESS: Readonly<Record<string, string>> = {
  'the environment': 'import os\ndef f():\n    value = os.environ["A"]',
  'a constant': 'def f():\n    value = "a"',
  'a configuration in capitals': 'from settings import VALUE\ndef f():\n    value = VALUE',
  'a number in a Flask route': '@app.route("/x/<int:value>")\ndef f(value):\n    pass',
  'a number in FastAPI': '@app.get("/x")\nasync def f(value: int):\n    pass',
};

describe('sources in Python', () => {
  for (const [framework, sources] of Object.entries(CLIENT)) {
    describe(framework, () => {
      for (const source of sources) {
        it(source, async () => {
          const { status, findings } = await analyse('python', python(source));
          assert.deepEqual(
            [status, ...findings.map((finding) => finding.severity)],
            ['complete', 'critical'],
            python(source),
          );
        });
      }
    });
  }

  describe('proves nothing for', () => {
    for (const [name, source] of Object.entries(NO_CLIENT)) {
      it(name, async () => {
        const { status, findings } = await analyse('python', python(source));
        assert.equal(status, 'complete');
        assert.deepEqual(
          findings.map((finding) => finding.severity).filter((one) => one === 'critical'),
          [],
        );
      });
    }
  });

  describe('is silent on', () => {
    for (const [name, source] of Object.entries(HARMLESS)) {
      it(name, async () => {
        assert.deepEqual((await analyse('python', python(source))).findings, []);
      });
    }
  });

  it('does not take the arguments of the program for proof', async () => {
    const { findings } = await analyse('python', 'import os, sys\nos.system("run " + sys.argv[1])\n');
    assert.deepEqual(
      findings.map((finding) => finding.severity),
      ['medium'],
    );
    assert.match(findings[0]?.explanation ?? '', /whoever starts the program/);
  });
});

import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const REFLECTED_XSS_PYTHON: readonly Sample[] = [
  vulnerable(
    'python',
    'high',
    'f-string returned by a Flask view',
    `
      from flask import Flask, request

      app = Flask(__name__)

      @app.route('/hello')
      def hello():
          name = request.args.get('name', 'stranger')
          return f'<h1>Good evening, {name}!</h1>'  # FINDING
    `,
  ),
  vulnerable(
    'python',
    'high',
    'path parameter in a message with a status',
    `
      from flask import Blueprint

      shelf = Blueprint('shelf', __name__)

      @shelf.route('/jars/<label>')
      def jar(label):
          return 'There is no jar called %s' % label, 404  # FINDING
    `,
  ),
  vulnerable(
    'python',
    'high',
    'response whose type is never set',
    `
      from flask import Flask, make_response, request

      app = Flask(__name__)

      @app.post('/preview')
      def preview():
          draft = request.form['draft']
          response = make_response('<article>' + draft + '</article>', 200)  # FINDING
          response.headers['X-Preview'] = 'yes'
          return response
    `,
  ),
  vulnerable(
    'python',
    'high',
    'page built line by line in a method view',
    `
      from flask import request
      from flask.views import MethodView

      class Basket(MethodView):
          def post(self):
              lines = ['<ul>']
              for fruit in request.form.getlist('fruit'):
                  lines.append('<li>' + fruit + '</li>')
              lines.append('</ul>')
              return '\\n'.join(lines)  # FINDING
    `,
  ),
  vulnerable(
    'python',
    'high',
    'page for an address that leads nowhere',
    `
      from flask import Flask, request

      app = Flask(__name__)

      @app.errorhandler(404)
      def not_found(error):
          return '<p>Nothing grows at {}</p>'.format(request.url), 404  # FINDING
    `,
  ),
  vulnerable(
    'python',
    'high',
    'Django response with the default type',
    `
      from django.http import HttpResponse

      def search(request):
          term = request.GET.get('q', '')
          return HttpResponse('Results for ' + term)  # FINDING
    `,
  ),
  vulnerable(
    'python',
    'high',
    'Django error page, through a function',
    `
      from django.http import HttpResponseBadRequest

      def complaint(field, value):
          return '<b>{}</b> is no valid {}'.format(value, field)

      def order(request):
          amount = request.POST['amount']
          return HttpResponseBadRequest(complaint('amount', amount))  # FINDING
    `,
  ),
  vulnerable(
    'python',
    'high',
    'HTML class of FastAPI',
    `
      from fastapi import FastAPI
      from fastapi.responses import HTMLResponse

      app = FastAPI()

      @app.get('/greet', response_class=HTMLResponse)
      async def greet(name: str):
          return f'<p>Hello {name}</p>'  # FINDING
    `,
  ),
  vulnerable(
    'python',
    'high',
    'aiohttp response that is said to be HTML',
    `
      from aiohttp import web

      async def show(request):
          colour = request.query['colour']
          return web.Response(text='<body bgcolor=' + colour + '>', content_type='text/html')  # FINDING
    `,
  ),
  vulnerable(
    'python',
    'high',
    'Tornado writes text as HTML',
    `
      import tornado.web

      class EchoHandler(tornado.web.RequestHandler):
          def get(self):
              self.write('You said ' + self.get_argument('words'))  # FINDING
    `,
  ),
  vulnerable(
    'python',
    'high',
    'Lambda result with an HTML header',
    `
      def handler(event, context):
          query = event.get('queryStringParameters') or {}
          return {
              'statusCode': 200,
              'headers': {'Content-Type': 'text/html; charset=utf-8'},
              'body': '<h2>' + query['title'] + '</h2>',  # FINDING
          }
    `,
  ),
  vulnerable(
    'python',
    'high',
    'declared to be safe markup',
    `
      from flask import render_template, request
      from markupsafe import Markup

      def banner():
          text = Markup('<em>' + request.args['note'] + '</em>')  # FINDING
          return render_template('banner.html', text=text)
    `,
  ),
  vulnerable(
    'python',
    'medium',
    'JSON text without the type of JSON',
    `
      import json
      from flask import Flask, request

      app = Flask(__name__)

      @app.route('/echo')
      def echo():
          return json.dumps({'words': request.args['words']})  # FINDING
    `,
  ),
  vulnerable(
    'python',
    'medium',
    'parameter in markup that is declared to be safe',
    `
      from django.utils.safestring import mark_safe

      def badge(label):
          return mark_safe('<span class="badge">' + label + '</span>')  # FINDING
    `,
  ),
  vulnerable(
    'python',
    'medium',
    'format_html with a format that is built',
    `
      from django.utils.html import format_html

      def link(obj):
          return format_html(f'<a href="/beds/{obj.slug}">bed</a>')  # FINDING
    `,
  ),
  safe(
    'python',
    'escaped before it is built in',
    `
      import html
      from flask import Flask, request
      from markupsafe import escape

      app = Flask(__name__)

      @app.route('/hello')
      def hello():
          name = escape(request.args['name'])
          town = html.escape(request.args['town'])
          return f'<h1>{name} of {town}</h1>'
    `,
  ),
  safe(
    'python',
    'templates and data',
    `
      from flask import Flask, jsonify, render_template, request

      app = Flask(__name__)

      @app.route('/page')
      def page():
          return render_template('page.html', name=request.args['name'])

      @app.route('/data')
      def data():
          return jsonify(name=request.args['name'])

      @app.route('/object')
      def answer():
          return {'name': request.args['name'], 'ok': True}
    `,
  ),
  safe(
    'python',
    'messages that are said to be plain text',
    `
      from flask import Flask, Response, make_response, request

      app = Flask(__name__)

      @app.route('/plain')
      def plain():
          response = make_response('no such jar: ' + request.args['label'])
          response.mimetype = 'text/plain'
          return response

      @app.route('/csv')
      def table():
          return Response(request.args['row'] + ';1', mimetype='text/csv')

      @app.route('/tuple')
      def told():
          return request.args['label'], 404, {'Content-Type': 'text/plain'}
    `,
  ),
  safe(
    'python',
    'numbers and values of a fixed list',
    `
      from flask import Flask, request

      app = Flask(__name__)
      COLOURS = {'r': 'red', 'g': 'green'}

      @app.route('/jars/<int:number>')
      def jar(number):
          count = int(request.args.get('count', 1))
          colour = COLOURS.get(request.args.get('colour'), 'blue')
          size = request.args.get('size', 's')
          if size not in ('s', 'm', 'l'):
              return 'no such size', 400
          return f'<p>{number} times {count} in {colour} and {size}</p>'
    `,
  ),
  safe(
    'python',
    'Django with escaping, JSON and plain text',
    `
      from django.http import HttpResponse, JsonResponse
      from django.utils.html import escape, format_html

      def show(request):
          return HttpResponse('<p>' + escape(request.GET['q']) + '</p>')

      def formatted(request):
          return HttpResponse(format_html('<p>{}</p>', request.GET['q']))

      def data(request):
          return JsonResponse({'q': request.GET['q']})

      def message(request):
          return HttpResponse('no ' + request.GET['q'], content_type='text/plain')
    `,
  ),
  safe(
    'python',
    'FastAPI answers with JSON',
    `
      from fastapi import FastAPI
      from fastapi.responses import JSONResponse, PlainTextResponse

      app = FastAPI()

      @app.get('/echo')
      def echo(words: str):
          return f'<p>{words}</p>'

      @app.get('/plain')
      def plain(words: str):
          return PlainTextResponse('<p>' + words)

      @app.get('/data')
      def data(words: str):
          return JSONResponse({'words': words})
    `,
  ),
  safe(
    'python',
    'rows of a table and errors',
    `
      from flask import Flask, request
      from orchard import trees

      app = Flask(__name__)

      @app.route('/tree')
      def tree():
          try:
              return trees.describe(request.args['id'])
          except KeyError as error:
              return 'not found: ' + str(error), 404
    `,
  ),
  safe(
    'python',
    'Tornado and Lambda with data and plain text',
    `
      import tornado.web

      class EchoHandler(tornado.web.RequestHandler):
          def get(self):
              self.write({'words': self.get_argument('words')})

          def post(self):
              self.set_header('Content-Type', 'text/plain')
              self.write('You said ' + self.get_argument('words'))

      def handler(event, context):
          words = event['queryStringParameters']['words']
          return {'statusCode': 200, 'body': '<p>' + words}
    `,
  ),
  safe(
    'python',
    'markup that escapes what is filled in, and markup that is fixed',
    `
      from flask import Flask, request
      from markupsafe import Markup
      from django.utils.safestring import mark_safe

      app = Flask(__name__)
      RULE = mark_safe('<hr>')

      @app.route('/note')
      def note():
          return Markup('<em>{}</em>').format(request.args['note'])
    `,
  ),
  safe(
    'python',
    'text replaced so that no tag can begin',
    `
      from flask import Flask, request

      app = Flask(__name__)

      def encoded(text):
          return text.replace('&', '&amp;').replace('<', '&lt;').replace('"', '&quot;')

      @app.route('/note')
      def note():
          text = request.args['note']
          if '<' not in text:
              return '<i>' + text + '</i>'
          return '<p>' + encoded(text) + '</p>'
    `,
  ),
];

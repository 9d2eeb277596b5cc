import type { SampleFamily } from './sample.ts';
import { safe, vulnerable } from './sample.ts';
import { TEMPLATE_INJECTION_SCRIPTS } from './templateInjectionScripts.ts';

export const TEMPLATE_INJECTION_SAMPLES: SampleFamily = {
  ruleId: 'template-injection',
  samples: [
    vulnerable(
      'python',
      'critical',
      'Flask template with input built in',
      `
      from flask import Flask, render_template_string, request

      app = Flask(__name__)

      @app.route('/hello')
      def hello():
          name = request.args.get('name', 'stranger')
          page = '<h1>Hello ' + name + '</h1>{% include "footer.html" %}'
          return render_template_string(page)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'template of Jinja chosen by the client',
      `
      from flask import request
      from jinja2 import Template

      def preview():
          return Template(request.form['template']).render(items=[1, 2, 3])  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'environment in a field, text through a method',
      `
      from django.http import JsonResponse
      from jinja2 import Environment

      class Letters:
          def __init__(self):
              self.env = Environment(autoescape=True)

          def render(self, text):
              return self.env.from_string('Dear {{ name }},\\n' + text).render(name='all')  # FINDING

      letters = Letters()

      def letter(request):
          return JsonResponse({'text': letters.render(request.POST['text'])})
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'Mako, with a path parameter',
      `
      from bottle import route
      from mako.template import Template
      from flask import Flask

      app = Flask(__name__)

      @app.route('/greet/<who>')
      def greet(who):
          return Template(text='hello %s!' % who).render()  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'Tornado template',
      `
      import tornado.template
      import tornado.web

      class PreviewHandler(tornado.web.RequestHandler):
          def post(self):
              draft = tornado.template.Template(self.get_body_argument('draft'))  # FINDING
              self.finish(draft.generate(title='draft'))
    `,
    ),
    vulnerable(
      'python',
      'high',
      'Django template',
      `
      from django.http import HttpResponse
      from django.template import Context, Template

      def mail(request):
          letter = Template('Hello {{ user }}, ' + request.POST['text'])  # FINDING
          return HttpResponse(letter.render(Context({'user': 'you'})), content_type='text/plain')
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'sandboxed environment',
      `
      from flask import request
      from jinja2.sandbox import SandboxedEnvironment

      def preview():
          env = SandboxedEnvironment()
          return {'text': env.from_string(request.json['template']).render()}  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'template built from a parameter',
      `
      import jinja2

      def greeting(title):
          return jinja2.Template('<h1>' + title + '</h1> {{ body }}')  # FINDING
    `,
    ),
    safe(
      'python',
      'input in the context of a constant template',
      `
      from flask import Flask, render_template, render_template_string, request
      from jinja2 import Template

      app = Flask(__name__)
      PAGE = '<h1>Hello {{ name }}</h1>'

      @app.route('/hello')
      def hello():
          return render_template_string(PAGE, name=request.args['name'])

      @app.route('/file')
      def named():
          return render_template('hello.html', name=request.args['name'])

      @app.route('/letter')
      def letter():
          return {'text': Template('Dear {{ name }}').render(name=request.args['name'])}
    `,
    ),
    safe(
      'python',
      'templates of the program',
      `
      from jinja2 import Environment, FileSystemLoader, Template

      env = Environment(loader=FileSystemLoader('templates'), autoescape=True)
      PARTS = {'short': 'Hi {{ name }}', 'long': 'Dear {{ name }}'}

      def mail(kind, name):
          text = PARTS[kind] + '\\n{{ footer }}'
          return env.from_string(text).render(name=name)

      def load(path):
          with open(path) as file:
              return Template(file.read())
    `,
    ),
    safe(
      'python',
      'one of two constants',
      `
      from flask import Flask, render_template_string, request

      app = Flask(__name__)

      @app.route('/hello')
      def hello():
          layout = request.args.get('layout')
          if layout not in ('wide', 'narrow'):
              layout = 'wide'
          return render_template_string('<main class="' + layout + '">{{ text }}</main>', text='hi')
    `,
    ),
    safe(
      'python',
      'templates without logic',
      `
      import string
      from flask import request

      def preview():
          text = string.Template('Hello $name')
          return {'text': text.substitute(name=request.args['name'])}
    `,
    ),
    ...TEMPLATE_INJECTION_SCRIPTS,
  ],
};

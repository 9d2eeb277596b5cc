import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const INSECURE_COOKIE_PYTHON: readonly Sample[] = [
  vulnerable(
    'python',
    'medium',
    'Flask cookie of a session without anything',
    `
    from flask import make_response, redirect

    def login(user):
        response = make_response(redirect('/'))
        response.set_cookie('session_id', user.session_id)  # FINDING
        return response
  `,
  ),
  vulnerable(
    'python',
    'medium',
    'Django cookie that scripts may read',
    `
    from django.http import HttpResponse

    def enter(request):
        response = HttpResponse('ok')
        response.set_cookie('auth_token', issue(request.user), secure=True, httponly=False, samesite='Lax')  # FINDING
        return response
  `,
  ),
  vulnerable(
    'python',
    'low',
    'FastAPI cookie that is not Secure',
    `
    from fastapi import Response

    def remember(response: Response, user):
        response.set_cookie(key='remember_me', value=user.handle, httponly=True)  # FINDING
  `,
  ),
  vulnerable(
    'python',
    'low',
    'cookie of something else that is switched to insecure',
    `
    def choose(response, region):
        response.set_cookie('region', region, secure=False)  # FINDING
  `,
  ),
  vulnerable(
    'python',
    'informational',
    'session without SameSite',
    `
    from flask import make_response

    def login(user):
        response = make_response('hello')
        response.set_cookie('session', user.sid, secure=True, httponly=True)  # FINDING
        return response
  `,
  ),
  vulnerable(
    'python',
    'medium',
    'setting of Django',
    `
    INSTALLED_APPS = ['django.contrib.sessions']
    MIDDLEWARE = []
    SESSION_COOKIE_SECURE = False  # FINDING
    SESSION_COOKIE_HTTPONLY = True
  `,
  ),
  vulnerable(
    'python',
    'medium',
    'setting of Flask, with others',
    `
    from flask import Flask

    app = Flask(__name__)
    app.config.update(SESSION_COOKIE_HTTPONLY=False, PERMANENT_SESSION_LIFETIME=600)  # FINDING
  `,
  ),
  vulnerable(
    'python',
    'medium',
    'session middleware of Starlette',
    `
    import os
    from starlette.applications import Starlette
    from starlette.middleware.sessions import SessionMiddleware

    app = Starlette()
    app.add_middleware(SessionMiddleware, secret_key=os.environ['SESSION_KEY'], https_only=False)  # FINDING
  `,
  ),
  vulnerable(
    'python',
    'medium',
    'header of a Lambda function',
    `
    def handler(event, context):
        token = issue(event['user'])
        return {
            'statusCode': 200,
            'headers': {
                'Set-Cookie': f'session={token}; Path=/',  # FINDING
            },
        }
  `,
  ),
  safe(
    'python',
    'everything set',
    `
    from flask import make_response

    def login(user):
        response = make_response('hello')
        response.set_cookie('session', user.sid, secure=True, httponly=True, samesite='Lax', max_age=3600)
        return response
  `,
  ),
  safe(
    'python',
    'taken from the settings and the environment',
    `
    import os
    from django.conf import settings

    DEBUG = True
    SESSION_COOKIE_SECURE = not DEBUG
    CSRF_COOKIE_SECURE = os.environ.get('TLS') == '1'

    def login(response, user):
        options = {'httponly': True, 'secure': settings.SESSION_COOKIE_SECURE, 'samesite': 'Strict'}
        response.set_cookie('session', user.sid, **options)
  `,
  ),
  safe(
    'python',
    'cookie that is taken away',
    `
    def logout(response):
        response.set_cookie('session', '', max_age=0)
        response.set_cookie('auth_token', 'gone', expires=0)
        response.delete_cookie('sid')
  `,
  ),
  safe(
    'python',
    'what a page has to know',
    `
    def prefer(response, form):
        response.set_cookie('theme', form.theme)
        response.set_cookie('language', form.language, httponly=False)
        response.set_cookie('csrftoken', form.csrf, secure=True, httponly=False)
  `,
  ),
  safe(
    'python',
    'where nobody attacks',
    `
    import os
    from flask import Flask

    app = Flask(__name__)

    class DevelopmentConfig:
        SESSION_COOKIE_SECURE = False

    if os.environ.get('FLASK_ENV') == 'development':
        app.config['SESSION_COOKIE_SECURE'] = False
  `,
  ),
];

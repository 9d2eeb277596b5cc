import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const PERMISSIVE_CORS_PYTHON: readonly Sample[] = [
  vulnerable(
    'python',
    'high',
    'origin that is sent back with credentials',
    `
    from flask import request

    @app.after_request
    def allow(response):
        response.headers['Access-Control-Allow-Origin'] = request.headers.get('Origin')  # FINDING
        response.headers['Access-Control-Allow-Credentials'] = 'true'
        return response
  `,
  ),
  vulnerable(
    'python',
    'medium',
    'origin of a Lambda event that is sent back',
    `
    def handler(event, context):
        origin = event['headers'].get('origin', '*')
        return {
            'statusCode': 200,
            'headers': {'Access-Control-Allow-Origin': origin},  # FINDING
        }
  `,
  ),
  vulnerable(
    'python',
    'high',
    'Flask-CORS with credentials',
    `
    from flask import Flask
    from flask_cors import CORS

    app = Flask(__name__)
    CORS(app, supports_credentials=True)  # FINDING
  `,
  ),
  vulnerable(
    'python',
    'high',
    'FastAPI with credentials for everybody',
    `
    from fastapi import FastAPI
    from fastapi.middleware.cors import CORSMiddleware

    app = FastAPI()
    app.add_middleware(CORSMiddleware, allow_origins=['*'], allow_credentials=True)  # FINDING
  `,
  ),
  vulnerable(
    'python',
    'high',
    'settings of Django',
    `
    INSTALLED_APPS = ['corsheaders']
    CORS_ALLOW_CREDENTIALS = True
    CORS_ALLOW_ALL_ORIGINS = True  # FINDING
  `,
  ),
  vulnerable(
    'python',
    'low',
    'pattern without an end',
    `
    from flask import Flask
    from flask_cors import CORS

    app = Flask(__name__)
    CORS(app, resources={r'/api/*': {'origins': [r'https://.*\\.shop\\.example']}})  # FINDING
  `,
  ),
  vulnerable(
    'python',
    'informational',
    'everybody without credentials',
    `
    from flask import make_response

    def answer(text):
        response = make_response(text)
        response.headers.add('Access-Control-Allow-Origin', '*')  # FINDING
        return response
  `,
  ),
  vulnerable(
    'python',
    'medium',
    'the origin null',
    `
    CORS_ALLOWED_ORIGINS = ['https://shop.example', 'null']  # FINDING
  `,
  ),
  safe(
    'python',
    'looked up in a list',
    `
    from flask import request

    ALLOWED = {'https://shop.example', 'https://admin.shop.example'}

    def allow(response):
        origin = request.headers.get('Origin')
        if origin in ALLOWED:
            response.headers['Access-Control-Allow-Origin'] = origin
            response.headers['Access-Control-Allow-Credentials'] = 'true'
            response.headers['Vary'] = 'Origin'
        return response
  `,
  ),
  safe(
    'python',
    'list of libraries',
    `
    import os
    from fastapi import FastAPI
    from fastapi.middleware.cors import CORSMiddleware
    from flask_cors import CORS

    app = FastAPI()
    app.add_middleware(
        CORSMiddleware,
        allow_origins=['https://shop.example'],
        allow_origin_regex=r'https://[a-z]+\\.shop\\.example',
        allow_credentials=True,
    )
    CORS(legacy, origins=os.environ['ORIGINS'].split(','), supports_credentials=True)
  `,
  ),
  safe(
    'python',
    'settings of Django',
    `
    CORS_ALLOW_CREDENTIALS = True
    CORS_ALLOW_ALL_ORIGINS = False
    CORS_ALLOWED_ORIGINS = ['https://shop.example']
    CORS_ALLOWED_ORIGIN_REGEXES = [r'^https://\\w+\\.shop\\.example$']
  `,
  ),
  safe(
    'python',
    'one origin from the settings',
    `
    import os

    def handler(event, context):
        return {'statusCode': 200, 'headers': {'Access-Control-Allow-Origin': os.environ['FRONTEND']}}
  `,
  ),
];

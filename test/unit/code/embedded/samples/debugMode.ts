import type { SampleFamily } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const DEBUG_MODE_SAMPLES: SampleFamily = {
  ruleId: 'debug-mode',
  samples: [
    vulnerable(
      'python',
      'medium',
      'Flask started with the debugger',
      `
      from flask import Flask

      app = Flask(__name__)

      if __name__ == '__main__':
          app.run(debug=True)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'high',
      'debugger for everybody',
      `
      from flask import Flask

      app = Flask(__name__)
      app.run(host='0.0.0.0', port=8080, debug=True)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'settings of Django',
      `
      import os

      SECRET_KEY = os.environ['SECRET_KEY']
      DEBUG = True  # FINDING
      ALLOWED_HOSTS = ['shop.example']
      INSTALLED_APPS = ['django.contrib.admin', 'shop']
      ROOT_URLCONF = 'shop.urls'
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'setting of a Flask application',
      `
      from flask import Flask

      def create_app():
          app = Flask(__name__)
          app.config['DEBUG'] = True  # FINDING
          return app
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'FastAPI with tracebacks',
      `
      from fastapi import FastAPI

      app = FastAPI(title='shop', debug=True)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'Tornado, with settings that are handed on',
      `
      import tornado.web

      settings = dict(debug=True, autoreload=False)
      application = tornado.web.Application([(r'/', Home)], **settings)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'debugger of Werkzeug',
      `
      from werkzeug.serving import run_simple

      def start(application):
          run_simple('localhost', 4000, application, use_reloader=True, use_debugger=True)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'environment that the program sets itself',
      `
      import os

      os.environ['FLASK_DEBUG'] = '1'  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'low',
      'traceback as an answer',
      `
      import traceback
      from flask import Flask, jsonify

      app = Flask(__name__)

      @app.route('/report')
      def report():
          try:
              return jsonify(build())
          except Exception:
              return jsonify(error=traceback.format_exc()), 500  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'informational',
      'uvicorn that reloads',
      `
      import uvicorn

      if __name__ == '__main__':
          uvicorn.run('shop.main:app', port=8000, reload=True)  # FINDING
    `,
    ),
    safe(
      'python',
      'what the environment says',
      `
      import os
      from flask import Flask

      app = Flask(__name__)
      DEBUG = os.environ.get('DEBUG') == '1'

      if __name__ == '__main__':
          app.run(debug=DEBUG)
    `,
    ),
    safe(
      'python',
      'started by hand for development',
      `
      import os
      from flask import Flask

      app = Flask(__name__)

      def run_dev_server():
          app.run(debug=True)

      if os.getenv('APP_ENV') == 'development':
          app.run(debug=True)
      elif os.getenv('APP_ENV') != 'production':
          app.debug = True
    `,
    ),
    safe(
      'python',
      'configurations of which one is for development',
      `
      class Config:
          DEBUG = False

      class DevelopmentConfig(Config):
          DEBUG = True

      class TestingConfig(Config):
          DEBUG = True
    `,
    ),
    safe(
      'python',
      'a script that has a switch of its own',
      `
      import asyncio
      import traceback

      DEBUG = True

      async def main():
          try:
              await work()
          except Exception:
              print(traceback.format_exc())

      asyncio.run(main(), debug=True)
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'error pages of Express',
      `
      const express = require('express');
      const errorhandler = require('errorhandler');

      const app = express();
      app.use(errorhandler()); // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'Express as in development',
      `
      const express = require('express');

      const app = express();
      app.set('env', 'development'); // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'low',
      'server that sets its own environment',
      `
      process.env.NODE_ENV = 'development'; // FINDING

      const fastify = require('fastify')();
      fastify.listen({ port: 3000 });
    `,
    ),
    vulnerable(
      'javascript',
      'low',
      'stack as an answer',
      `
      app.use((err, req, res, next) => {
        res.status(500).json({ message: err.message, stack: err.stack }); // FINDING
      });
    `,
    ),
    vulnerable(
      'javascript',
      'low',
      'answers of Apollo with the stack',
      `
      const { ApolloServer } = require('@apollo/server');

      const server = new ApolloServer({
        typeDefs,
        resolvers,
        includeStacktraceInErrorResponses: true, // FINDING
      });
    `,
    ),
    vulnerable(
      'javascript',
      'informational',
      'source maps for everybody',
      `
      module.exports = {
        reactStrictMode: true,
        productionBrowserSourceMaps: true, // FINDING
      };
    `,
    ),
    safe(
      'javascript',
      'error pages for development alone',
      `
      const express = require('express');
      const errorhandler = require('errorhandler');

      const app = express();
      if (process.env.NODE_ENV !== 'production') {
        app.use(errorhandler());
      }
      if (app.get('env') === 'development') app.use(errorhandler({ log: false }));
      process.env.NODE_ENV === 'development' && app.use(errorhandler());
    `,
    ),
    safe(
      'javascript',
      'stack where it helps',
      `
      app.use((err, req, res, next) => {
        logger.error(err.stack);
        res.status(500).json({
          message: 'Something went wrong',
          stack: process.env.NODE_ENV === 'production' ? undefined : err.stack,
        });
      });
    `,
    ),
    safe(
      'javascript',
      'early return in production',
      `
      const errorhandler = require('errorhandler');

      module.exports = (app) => {
        if (process.env.NODE_ENV === 'production') return;
        app.use(errorhandler());
      };
    `,
    ),
    safe(
      'javascript',
      'script that builds',
      `
      process.env.NODE_ENV = 'development';

      const webpack = require('webpack');
      webpack({ mode: 'development', devtool: 'source-map', debug: true });
    `,
    ),
    vulnerable(
      'typescript',
      'low',
      'GraphQL module of Nest',
      `
      import { Module } from '@nestjs/common';
      import { GraphQLModule } from '@nestjs/graphql';
      import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';

      @Module({
        imports: [
          GraphQLModule.forRoot<ApolloDriverConfig>({
            driver: ApolloDriver,
            autoSchemaFile: true,
            debug: true, // FINDING
          }),
        ],
      })
      export class AppModule {}
    `,
    ),
    vulnerable(
      'typescript',
      'medium',
      'error pages of Express',
      `
      import express, { type Express } from 'express';
      import errorhandler from 'errorhandler';

      export function build(): Express {
        const app: Express = express();
        app.use(errorhandler({ log: true })); // FINDING
        return app;
      }
    `,
    ),
    vulnerable(
      'typescript',
      'low',
      'stack as an answer',
      `
      import type { FastifyReply, FastifyRequest } from 'fastify';

      export function onError(error: Error, _request: FastifyRequest, reply: FastifyReply): void {
        void reply.code(500).send(\`failed: \${error.stack}\`); // FINDING
      }
    `,
    ),
    safe(
      'typescript',
      'error pages for development alone',
      `
      import type { Express } from 'express';
      import errorhandler from 'errorhandler';

      const isProduction: boolean = process.env.NODE_ENV === 'production';

      export function finish(app: Express): void {
        if (!isProduction) app.use(errorhandler());
      }
    `,
    ),
    safe(
      'typescript',
      'an option of the environment',
      `
      import { ApolloServer } from '@apollo/server';

      export const server = new ApolloServer<Context>({
        typeDefs,
        resolvers,
        includeStacktraceInErrorResponses: process.env.NODE_ENV === 'development',
      });
    `,
    ),
    safe(
      'typescript',
      'message of its own',
      `
      import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
      import type { Response } from 'express';

      @Catch()
      export class Failures implements ExceptionFilter<Error> {
        catch(error: Error, host: ArgumentsHost): void {
          const response = host.switchToHttp().getResponse<Response>();
          this.logger.error(error.stack);
          response.status(500).json({ message: 'Something went wrong' });
        }
      }
    `,
    ),
  ],
};

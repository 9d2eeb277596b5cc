import type { SampleFamily } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const JWT_VERIFICATION_SAMPLES: SampleFamily = {
  ruleId: 'jwt-verification',
  samples: [
    vulnerable(
      'python',
      'critical',
      'token of a request without a look at its signature',
      `
      import jwt
      from flask import request

      def current_user():
          token = request.headers['Authorization'].split(' ')[1]
          claims = jwt.decode(token, options={'verify_signature': False})  # FINDING
          return claims['sub']
    `,
    ),
    vulnerable(
      'python',
      'high',
      'verification switched off as in old versions',
      `
      import jwt

      def read(token, key):
          return jwt.decode(token, key, verify=False)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'high',
      'the algorithm none',
      `
      import jwt

      def read(token, key):
          return jwt.decode(token, key, algorithms=['HS256', 'none'])  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'high',
      'algorithm that the token names',
      `
      import jwt

      def read(token, key):
          header = jwt.get_unverified_header(token)
          return jwt.decode(token, key, algorithms=[header['alg']])  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'high',
      'claims of python-jose',
      `
      from jose import jwt

      def roles(token):
          return jwt.get_unverified_claims(token).get('roles', [])  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'tokens that never end',
      `
      import jwt

      def read(token, key):
          return jwt.decode(token, key, algorithms=['RS256'], options={'verify_exp': False})  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'low',
      'algorithms that nobody fixes',
      `
      from jose import jwt

      def read(token, key):
          return jwt.decode(token, key, audience='shop')  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'high',
      'token without a signature',
      `
      import jwt

      def issue(user):
          return jwt.encode({'sub': user.id}, None, algorithm='none')  # FINDING
    `,
    ),
    safe(
      'python',
      'verified with what is fixed',
      `
      import jwt
      from flask import request

      def current_user(key):
          token = request.headers['Authorization'].split(' ')[1]
          return jwt.decode(token, key, algorithms=['RS256'], audience='shop')['sub']
    `,
    ),
    safe(
      'python',
      'issuer that is read before the key is known',
      `
      import jwt
      from flask import request

      def current_user(keys):
          token = request.cookies['token']
          issuer = jwt.decode(token, options={'verify_signature': False})['iss']
          key_id = jwt.get_unverified_header(token)['kid']
          return jwt.decode(token, keys[issuer][key_id], algorithms=['ES256'])
    `,
    ),
    safe(
      'python',
      'other things that are decoded',
      `
      import base64
      from authlib.jose import jwt

      def read(blob, token, key):
          claims = jwt.decode(token, key)
          claims.validate()
          return base64.b64decode(blob).decode('utf-8'), claims

      def header(text):
          return text.decode('ascii', 'none')
    `,
    ),
    safe(
      'python',
      'algorithms of the settings',
      `
      import jwt
      from django.conf import settings

      def read(token):
          options = {'verify_signature': True, 'require': ['exp']}
          return jwt.decode(token, settings.JWT_KEY, algorithms=settings.JWT_ALGORITHMS, options=options)
    `,
    ),
    vulnerable(
      'javascript',
      'critical',
      'decode for verify',
      `
      const jwt = require('jsonwebtoken');

      function authenticate(req, res, next) {
        const token = req.headers.authorization.split(' ')[1];
        req.user = jwt.decode(token); // FINDING
        next();
      }
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'decode of a token from somewhere',
      `
      import jwt from 'jsonwebtoken';

      export function rolesOf(token) {
        const claims = jwt.decode(token); // FINDING
        return claims.roles;
      }
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'the algorithm none',
      `
      const jwt = require('jsonwebtoken');

      const read = (token, key) => jwt.verify(token, key, { algorithms: ['RS256', 'none'] }); // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'tokens that never end',
      `
      const jwt = require('jsonwebtoken');

      function read(token, key) {
        return jwt.verify(token, key, { algorithms: ['HS256'], ignoreExpiration: true }); // FINDING
      }
    `,
    ),
    vulnerable(
      'javascript',
      'critical',
      'jose without verification',
      `
      import { decodeJwt } from 'jose';

      export async function GET(request) {
        const { sub } = decodeJwt(request.headers.get('x-token')); // FINDING
        return Response.json(await load(sub));
      }
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'jwt-simple that is told not to look',
      `
      const jwt = require('jwt-simple');

      const read = (token, key) => jwt.decode(token, key, true); // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'token without a signature',
      `
      const jwt = require('jsonwebtoken');

      const issue = (user) => jwt.sign({ sub: user.id }, '', { algorithm: 'none' }); // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'low',
      'middleware without algorithms',
      `
      const { expressjwt } = require('express-jwt');
      const jwks = require('jwks-rsa');

      app.use(expressjwt({ secret: jwks.expressJwtSecret({ jwksUri: process.env.JWKS }), audience: 'shop' })); // FINDING
    `,
    ),
    safe(
      'javascript',
      'verified with what is fixed',
      `
      const jwt = require('jsonwebtoken');
      const { expressjwt } = require('express-jwt');

      function authenticate(req, res, next) {
        const token = req.headers.authorization.split(' ')[1];
        req.user = jwt.verify(token, process.env.JWT_KEY, { algorithms: ['HS256'] });
        next();
      }

      app.use(expressjwt({ secret: process.env.JWT_KEY, algorithms: ['HS256'] }));
    `,
    ),
    safe(
      'javascript',
      'key that is looked up by the header',
      `
      const jwt = require('jsonwebtoken');

      async function authenticate(req, res, next) {
        const token = req.cookies.token;
        const { header } = jwt.decode(token, { complete: true });
        const key = await keyFor(header.kid);
        req.user = jwt.verify(token, key, { algorithms: ['RS256'] });
        next();
      }

      const keyId = (token) => jwt.decode(token, { complete: true }).header.kid;
    `,
    ),
    safe(
      'javascript',
      'name that a page shows',
      `
      import { jwtDecode } from 'jwt-decode';

      export function Greeting({ session }) {
        return 'Hello ' + jwtDecode(session.idToken).name;
      }
    `,
    ),
    safe(
      'javascript',
      'other things that are decoded',
      `
      const he = require('he');
      const polyline = require('@mapbox/polyline');

      const title = (row) => he.decode(row.title);
      const route = (row) => polyline.decode(row.path);
    `,
    ),
    vulnerable(
      'typescript',
      'critical',
      'guard that only reads',
      `
      import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
      import { JwtService } from '@nestjs/jwt';
      import type { Request } from 'express';

      @Injectable()
      export class AuthGuard implements CanActivate {
        constructor(private readonly jwtService: JwtService) {}

        attach(request: Request): void {
          const token = request.cookies['token'] as string;
          request.user = this.jwtService.decode<Claims>(token); // FINDING
        }
      }
    `,
    ),
    vulnerable(
      'typescript',
      'medium',
      'strategy that ignores the time',
      `
      import { Injectable } from '@nestjs/common';
      import { PassportStrategy } from '@nestjs/passport';
      import { ExtractJwt, Strategy } from 'passport-jwt';

      @Injectable()
      export class JwtStrategy extends PassportStrategy(Strategy) {
        constructor() {
          super({
            jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
            ignoreExpiration: true, // FINDING
            secretOrKey: process.env.JWT_KEY as string,
          });
        }
      }
    `,
    ),
    vulnerable(
      'typescript',
      'high',
      'token without a signature',
      `
      import { UnsecuredJWT } from 'jose';

      export const issue = (userId: string): string => new UnsecuredJWT({ userId }).encode(); // FINDING
    `,
    ),
    vulnerable(
      'typescript',
      'high',
      'no key',
      `
      import * as jwt from 'jsonwebtoken';

      export function read(token: string): jwt.JwtPayload {
        return jwt.verify(token, '') as jwt.JwtPayload; // FINDING
      }
    `,
    ),
    safe(
      'typescript',
      'verified with what is fixed',
      `
      import { jwtVerify, type JWTPayload } from 'jose';

      export async function read(token: string, key: Uint8Array): Promise<JWTPayload> {
        const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], issuer: 'shop' });
        return payload;
      }
    `,
    ),
    safe(
      'typescript',
      'strategy as it should be',
      `
      import { ExtractJwt, Strategy, type StrategyOptions } from 'passport-jwt';

      const options: StrategyOptions = {
        jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
        ignoreExpiration: false,
        secretOrKey: process.env.JWT_KEY as string,
        algorithms: ['HS256'],
      };

      export const strategy = new Strategy(options, (claims: Claims, done) => done(null, claims));
    `,
    ),
    safe(
      'typescript',
      'time of a token that the program has just got',
      `
      import { decodeJwt, jwtVerify } from 'jose';

      export async function expiry(issuer: Issuer): Promise<number> {
        const fresh: string = await issuer.getAccessToken();
        await jwtVerify(fresh, issuer.key);
        return decodeJwt(fresh).exp ?? 0;
      }
    `,
    ),
  ],
};

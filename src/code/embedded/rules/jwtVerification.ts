import { javaScriptCall, javaScriptProperty, javaScriptSinks } from './jwtJavaScript.ts';
import { pythonCall, pythonSinks } from './jwtPython.ts';
import type { TaintRule } from './rule.ts';

export const JWT_VERIFICATION: TaintRule = {
  kind: 'taint',
  id: 'jwt-verification',
  cwe: [347],
  title: 'Token of the client is trusted without verification',
  unprovenTitle: 'Token is read without verification',
  severity: { proven: 'critical', unproven: 'high' },
  severities: ['critical', 'high', 'medium', 'low'],
  explanation:
    'The token is read without a look at its signature: anybody can write one that is accepted, with whatever user and rights in it.',
  remediation:
    'Verify every token with the key of whoever issues it and with the algorithms written out: jwt.decode(token, key, algorithms=["RS256"], audience=…) in PyJWT, jwt.verify(token, key, { algorithms: ["RS256"] }) of jsonwebtoken, jwtVerify(token, key, { algorithms: […] }) of jose. Reading without verification is for choosing the key; what counts is read from the verified token.',
  sinkWords: 'a reader that does not look at the signature',
  sanitizers: { python: [], javascript: [] },
  sinks: (site) => (site.family === 'python' ? pythonSinks(site) : javaScriptSinks(site)),
  facts: {
    call: (site) => (site.family === 'python' ? pythonCall(site) : javaScriptCall(site)),
    property: (site) => (site.family === 'python' ? undefined : javaScriptProperty(site)),
  },
};

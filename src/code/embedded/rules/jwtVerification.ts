import type { FactRule } from './rule.ts';
import { javaScriptCall, javaScriptProperty } from './jwtJavaScript.ts';
import { pythonCall } from './jwtPython.ts';

export const JWT_VERIFICATION: FactRule = {
  kind: 'fact',
  id: 'jwt-verification',
  cwe: [347],
  title: 'Token is trusted without verification',
  severities: ['critical', 'high', 'medium', 'low'],
  explanation: 'A token is worth something only when its signature, its algorithm and its time are looked at.',
  remediation:
    'Verify every token with the key of whoever issues it and with the algorithms written out: jwt.decode(token, key, algorithms=["RS256"], audience=…) in PyJWT, jwt.verify(token, key, { algorithms: ["RS256"] }) of jsonwebtoken, jwtVerify(token, key, { algorithms: […] }) of jose. Reading without verification is for choosing the key; what counts is read from the verified token.',
  call: (site) => (site.family === 'python' ? pythonCall(site) : javaScriptCall(site)),
  property: (site) => (site.family === 'python' ? undefined : javaScriptProperty(site)),
};

import { PAGE } from './debugHits.ts';
import { javaScriptAssign, javaScriptCall, javaScriptProperty } from './debugModeJavaScript.ts';
import { pythonAssign, pythonCall, pythonReturned } from './debugModePython.ts';
import { isDevelopmentOnly } from './gates.ts';
import type { FactHit, FactRule, Place } from './rule.ts';

function unlessDevelopment(place: Place, found: FactHit | undefined): FactHit | undefined {
  return found === undefined || isDevelopmentOnly(place) ? undefined : found;
}

export const DEBUG_MODE: FactRule = {
  kind: 'fact',
  id: 'debug-mode',
  cwe: [489, 215],
  title: 'Debug mode is switched on',
  severities: ['high', 'medium', 'low', 'informational'],
  explanation: PAGE,
  remediation:
    'Leave debug mode off and let the environment of a developer switch it on: app.run(debug=os.environ.get("FLASK_DEBUG") == "1"), DEBUG = os.environ.get("DJANGO_DEBUG") == "1", if (process.env.NODE_ENV === "development") app.use(errorhandler()). Answer errors with a message of your own and write the stack to the log. In production start Python with a real server (gunicorn, uvicorn without reload) instead of app.run().',
  call: (site) => unlessDevelopment(site, site.family === 'python' ? pythonCall(site) : javaScriptCall(site)),
  assign: (site) => unlessDevelopment(site, site.family === 'python' ? pythonAssign(site) : javaScriptAssign(site)),
  property: (site) => (site.family === 'python' ? undefined : unlessDevelopment(site, javaScriptProperty(site))),
  returned: (site) => unlessDevelopment(site, pythonReturned(site)),
};

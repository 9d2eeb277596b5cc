import { INSECURE_COOKIE_JAVASCRIPT } from './insecureCookieJavaScript.ts';
import { INSECURE_COOKIE_PYTHON } from './insecureCookiePython.ts';
import { INSECURE_COOKIE_TYPESCRIPT } from './insecureCookieTypeScript.ts';
import type { SampleFamily } from './sample.ts';

export const INSECURE_COOKIE_SAMPLES: SampleFamily = {
  ruleId: 'insecure-cookie',
  samples: [...INSECURE_COOKIE_PYTHON, ...INSECURE_COOKIE_JAVASCRIPT, ...INSECURE_COOKIE_TYPESCRIPT],
};

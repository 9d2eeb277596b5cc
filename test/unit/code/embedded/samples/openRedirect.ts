import { OPEN_REDIRECT_JAVASCRIPT } from './openRedirectJavaScript.ts';
import { OPEN_REDIRECT_PYTHON } from './openRedirectPython.ts';
import { OPEN_REDIRECT_TYPESCRIPT } from './openRedirectTypeScript.ts';
import type { SampleFamily } from './sample.ts';

export const OPEN_REDIRECT_SAMPLES: SampleFamily = {
  ruleId: 'open-redirect',
  samples: [...OPEN_REDIRECT_PYTHON, ...OPEN_REDIRECT_JAVASCRIPT, ...OPEN_REDIRECT_TYPESCRIPT],
};

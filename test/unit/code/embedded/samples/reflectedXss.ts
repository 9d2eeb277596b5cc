import { REFLECTED_XSS_JAVASCRIPT } from './reflectedXssJavaScript.ts';
import { REFLECTED_XSS_PAGES } from './reflectedXssPages.ts';
import { REFLECTED_XSS_PYTHON } from './reflectedXssPython.ts';
import { REFLECTED_XSS_TYPESCRIPT } from './reflectedXssTypeScript.ts';
import type { SampleFamily } from './sample.ts';

export const REFLECTED_XSS_SAMPLES: SampleFamily = {
  ruleId: 'reflected-xss',
  samples: [...REFLECTED_XSS_PYTHON, ...REFLECTED_XSS_JAVASCRIPT, ...REFLECTED_XSS_TYPESCRIPT, ...REFLECTED_XSS_PAGES],
};

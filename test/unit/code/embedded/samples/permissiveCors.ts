import { PERMISSIVE_CORS_JAVASCRIPT } from './permissiveCorsJavaScript.ts';
import { PERMISSIVE_CORS_PYTHON } from './permissiveCorsPython.ts';
import { PERMISSIVE_CORS_TYPESCRIPT } from './permissiveCorsTypeScript.ts';
import type { SampleFamily } from './sample.ts';

export const PERMISSIVE_CORS_SAMPLES: SampleFamily = {
  ruleId: 'permissive-cors',
  samples: [...PERMISSIVE_CORS_PYTHON, ...PERMISSIVE_CORS_JAVASCRIPT, ...PERMISSIVE_CORS_TYPESCRIPT],
};

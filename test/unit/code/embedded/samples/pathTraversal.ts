import { PATH_TRAVERSAL_JAVASCRIPT } from './pathTraversalJavaScript.ts';
import { PATH_TRAVERSAL_PYTHON } from './pathTraversalPython.ts';
import { PATH_TRAVERSAL_TYPESCRIPT } from './pathTraversalTypeScript.ts';
import type { SampleFamily } from './sample.ts';

export const PATH_TRAVERSAL_SAMPLES: SampleFamily = {
  ruleId: 'path-traversal',
  samples: [...PATH_TRAVERSAL_PYTHON, ...PATH_TRAVERSAL_JAVASCRIPT, ...PATH_TRAVERSAL_TYPESCRIPT],
};

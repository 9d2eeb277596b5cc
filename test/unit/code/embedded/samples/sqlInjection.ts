import type { SampleFamily } from './sample.ts';
import { SQL_INJECTION_JAVASCRIPT } from './sqlInjectionJavaScript.ts';
import { SQL_INJECTION_PYTHON } from './sqlInjectionPython.ts';
import { SQL_INJECTION_TYPESCRIPT } from './sqlInjectionTypeScript.ts';

export const SQL_INJECTION_SAMPLES: SampleFamily = {
  ruleId: 'sql-injection',
  samples: [...SQL_INJECTION_PYTHON, ...SQL_INJECTION_JAVASCRIPT, ...SQL_INJECTION_TYPESCRIPT],
};

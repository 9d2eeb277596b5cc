import { SERVER_SIDE_REQUEST_JAVASCRIPT } from './serverSideRequestJavaScript.ts';
import { SERVER_SIDE_REQUEST_PYTHON } from './serverSideRequestPython.ts';
import { SERVER_SIDE_REQUEST_TYPESCRIPT } from './serverSideRequestTypeScript.ts';
import type { SampleFamily } from './sample.ts';

export const SERVER_SIDE_REQUEST_SAMPLES: SampleFamily = {
  ruleId: 'ssrf',
  samples: [...SERVER_SIDE_REQUEST_PYTHON, ...SERVER_SIDE_REQUEST_JAVASCRIPT, ...SERVER_SIDE_REQUEST_TYPESCRIPT],
};

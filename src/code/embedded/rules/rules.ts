import { CODE_EVALUATION } from './codeEvaluation.ts';
import { COMMAND_INJECTION } from './commandInjection.ts';
import { OPEN_REDIRECT } from './openRedirect.ts';
import { PATH_TRAVERSAL } from './pathTraversal.ts';
import type { Rule } from './rule.ts';
import { SERVER_SIDE_REQUEST } from './serverSideRequest.ts';
import { SQL_INJECTION } from './sqlInjection.ts';
import { TLS_VERIFICATION } from './tlsVerification.ts';
import { UNSAFE_DESERIALIZATION } from './unsafeDeserialization.ts';
import { UNSAFE_YAML } from './unsafeYaml.ts';
import { WEAK_HASH } from './weakHash.ts';

/** The rules that look at code; hard-coded secrets are found in the text itself, in any language. */
export const RULES: readonly Rule[] = [
  SQL_INJECTION,
  COMMAND_INJECTION,
  TLS_VERIFICATION,
  WEAK_HASH,
  CODE_EVALUATION,
  PATH_TRAVERSAL,
  SERVER_SIDE_REQUEST,
  OPEN_REDIRECT,
  UNSAFE_DESERIALIZATION,
  UNSAFE_YAML,
];

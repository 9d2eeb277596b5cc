import { CODE_EVALUATION_SAMPLES } from './codeEvaluation.ts';
import { COMMAND_INJECTION_SAMPLES } from './commandInjection.ts';
import { HARDCODED_SECRETS_SAMPLES } from './hardcodedSecrets.ts';
import { NOSQL_INJECTION_SAMPLES } from './nosqlInjection.ts';
import { PATH_TRAVERSAL_SAMPLES } from './pathTraversal.ts';
import { PROTOTYPE_POLLUTION_SAMPLES } from './prototypePollution.ts';
import { REFLECTED_XSS_SAMPLES } from './reflectedXss.ts';
import type { SampleFamily } from './sample.ts';
import { SQL_INJECTION_SAMPLES } from './sqlInjection.ts';
import { TEMPLATE_INJECTION_SAMPLES } from './templateInjection.ts';
import { TLS_VERIFICATION_SAMPLES } from './tlsVerification.ts';
import { WEAK_HASH_SAMPLES } from './weakHash.ts';
import { XML_EXTERNAL_ENTITIES_SAMPLES } from './xmlExternalEntities.ts';

export const FAMILIES: readonly SampleFamily[] = [
  SQL_INJECTION_SAMPLES,
  COMMAND_INJECTION_SAMPLES,
  HARDCODED_SECRETS_SAMPLES,
  TLS_VERIFICATION_SAMPLES,
  WEAK_HASH_SAMPLES,
  CODE_EVALUATION_SAMPLES,
  PATH_TRAVERSAL_SAMPLES,
  REFLECTED_XSS_SAMPLES,
  TEMPLATE_INJECTION_SAMPLES,
  NOSQL_INJECTION_SAMPLES,
  PROTOTYPE_POLLUTION_SAMPLES,
  XML_EXTERNAL_ENTITIES_SAMPLES,
];

import { CODE_EVALUATION_SAMPLES } from './codeEvaluation.ts';
import { COMMAND_INJECTION_SAMPLES } from './commandInjection.ts';
import { HARDCODED_SECRETS_SAMPLES } from './hardcodedSecrets.ts';
import { PATH_TRAVERSAL_SAMPLES } from './pathTraversal.ts';
import type { SampleFamily } from './sample.ts';
import { SQL_INJECTION_SAMPLES } from './sqlInjection.ts';
import { TLS_VERIFICATION_SAMPLES } from './tlsVerification.ts';
import { WEAK_HASH_SAMPLES } from './weakHash.ts';

export const FAMILIES: readonly SampleFamily[] = [
  SQL_INJECTION_SAMPLES,
  COMMAND_INJECTION_SAMPLES,
  HARDCODED_SECRETS_SAMPLES,
  TLS_VERIFICATION_SAMPLES,
  WEAK_HASH_SAMPLES,
  CODE_EVALUATION_SAMPLES,
  PATH_TRAVERSAL_SAMPLES,
];

import { AWS_PUBLIC_ACCESS_SAMPLES } from './awsPublicAccess.ts';
import { AWS_UNENCRYPTED_SAMPLES } from './awsUnencrypted.ts';
import { AWS_WILDCARD_IAM_SAMPLES } from './awsWildcardIam.ts';
import { CODE_EVALUATION_SAMPLES } from './codeEvaluation.ts';
import { COMMAND_INJECTION_SAMPLES } from './commandInjection.ts';
import { DEBUG_MODE_SAMPLES } from './debugMode.ts';
import { HARDCODED_SECRETS_SAMPLES } from './hardcodedSecrets.ts';
import { OPEN_REDIRECT_SAMPLES } from './openRedirect.ts';
import { INSECURE_COOKIE_SAMPLES } from './insecureCookie.ts';
import { INSECURE_RANDOMNESS_SAMPLES } from './insecureRandomness.ts';
import { JWT_VERIFICATION_SAMPLES } from './jwtVerification.ts';
import { PERMISSIVE_CORS_SAMPLES } from './permissiveCors.ts';
import { NOSQL_INJECTION_SAMPLES } from './nosqlInjection.ts';
import { PATH_TRAVERSAL_SAMPLES } from './pathTraversal.ts';
import { PROTOTYPE_POLLUTION_SAMPLES } from './prototypePollution.ts';
import { REFLECTED_XSS_SAMPLES } from './reflectedXss.ts';
import type { SampleFamily } from './sample.ts';
import { SERVER_SIDE_REQUEST_SAMPLES } from './serverSideRequest.ts';
import { SQL_INJECTION_SAMPLES } from './sqlInjection.ts';
import { TEMPLATE_INJECTION_SAMPLES } from './templateInjection.ts';
import { TLS_VERIFICATION_SAMPLES } from './tlsVerification.ts';
import { WEAK_CIPHER_SAMPLES } from './weakCipher.ts';
import { UNSAFE_DESERIALIZATION_SAMPLES } from './unsafeDeserialization.ts';
import { UNSAFE_YAML_SAMPLES } from './unsafeYaml.ts';
import { WEAK_HASH_SAMPLES } from './weakHash.ts';
import { XML_EXTERNAL_ENTITIES_SAMPLES } from './xmlExternalEntities.ts';

export const FAMILIES: readonly SampleFamily[] = [
  SQL_INJECTION_SAMPLES,
  COMMAND_INJECTION_SAMPLES,
  HARDCODED_SECRETS_SAMPLES,
  TLS_VERIFICATION_SAMPLES,
  WEAK_HASH_SAMPLES,
  WEAK_CIPHER_SAMPLES,
  INSECURE_RANDOMNESS_SAMPLES,
  INSECURE_COOKIE_SAMPLES,
  DEBUG_MODE_SAMPLES,
  PERMISSIVE_CORS_SAMPLES,
  JWT_VERIFICATION_SAMPLES,
  AWS_PUBLIC_ACCESS_SAMPLES,
  AWS_WILDCARD_IAM_SAMPLES,
  AWS_UNENCRYPTED_SAMPLES,
  CODE_EVALUATION_SAMPLES,
  PATH_TRAVERSAL_SAMPLES,
  REFLECTED_XSS_SAMPLES,
  SERVER_SIDE_REQUEST_SAMPLES,
  OPEN_REDIRECT_SAMPLES,
  UNSAFE_DESERIALIZATION_SAMPLES,
  UNSAFE_YAML_SAMPLES,
  TEMPLATE_INJECTION_SAMPLES,
  NOSQL_INJECTION_SAMPLES,
  PROTOTYPE_POLLUTION_SAMPLES,
  XML_EXTERNAL_ENTITIES_SAMPLES,
];

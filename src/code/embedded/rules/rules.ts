import { AWS_PUBLIC_ACCESS } from './awsPublicAccess.ts';
import { AWS_UNENCRYPTED } from './awsUnencrypted.ts';
import { AWS_WILDCARD_IAM } from './awsWildcardIam.ts';
import { COMMAND_INJECTION } from './commandInjection.ts';
import { INSECURE_COOKIE } from './insecureCookie.ts';
import { INSECURE_RANDOMNESS } from './insecureRandomness.ts';
import { DEBUG_MODE } from './debugMode.ts';
import { JWT_VERIFICATION } from './jwtVerification.ts';
import { PERMISSIVE_CORS } from './permissiveCors.ts';
import { CODE_EVALUATION } from './codeEvaluation.ts';
import { OPEN_REDIRECT } from './openRedirect.ts';
import { PATH_TRAVERSAL } from './pathTraversal.ts';
import { NOSQL_INJECTION } from './nosqlInjection.ts';
import { PROTOTYPE_POLLUTION } from './prototypePollution.ts';
import { REFLECTED_XSS } from './reflectedXss.ts';
import type { Rule } from './rule.ts';
import { SERVER_SIDE_REQUEST } from './serverSideRequest.ts';
import { SQL_INJECTION } from './sqlInjection.ts';
import { TEMPLATE_INJECTION } from './templateInjection.ts';
import { TLS_VERIFICATION } from './tlsVerification.ts';
import { WEAK_CIPHER } from './weakCipher.ts';
import { UNSAFE_DESERIALIZATION } from './unsafeDeserialization.ts';
import { UNSAFE_YAML } from './unsafeYaml.ts';
import { WEAK_HASH } from './weakHash.ts';
import { XML_EXTERNAL_ENTITIES } from './xmlExternalEntities.ts';

/** The rules that look at code; hard-coded secrets are found in the text itself, in any language. */
export const RULES: readonly Rule[] = [
  SQL_INJECTION,
  COMMAND_INJECTION,
  TLS_VERIFICATION,
  WEAK_HASH,
  WEAK_CIPHER,
  INSECURE_RANDOMNESS,
  INSECURE_COOKIE,
  DEBUG_MODE,
  PERMISSIVE_CORS,
  JWT_VERIFICATION,
  AWS_PUBLIC_ACCESS,
  AWS_WILDCARD_IAM,
  AWS_UNENCRYPTED,
  CODE_EVALUATION,
  PATH_TRAVERSAL,
  SERVER_SIDE_REQUEST,
  OPEN_REDIRECT,
  UNSAFE_DESERIALIZATION,
  UNSAFE_YAML,
  REFLECTED_XSS,
  TEMPLATE_INJECTION,
  NOSQL_INJECTION,
  PROTOTYPE_POLLUTION,
  XML_EXTERNAL_ENTITIES,
];

import { COMMAND_INJECTION } from './commandInjection.ts';
import { NOSQL_INJECTION } from './nosqlInjection.ts';
import { PROTOTYPE_POLLUTION } from './prototypePollution.ts';
import { REFLECTED_XSS } from './reflectedXss.ts';
import type { Rule } from './rule.ts';
import { SQL_INJECTION } from './sqlInjection.ts';
import { TEMPLATE_INJECTION } from './templateInjection.ts';
import { TLS_VERIFICATION } from './tlsVerification.ts';
import { WEAK_HASH } from './weakHash.ts';
import { XML_EXTERNAL_ENTITIES } from './xmlExternalEntities.ts';

/** The rules that look at code; hard-coded secrets are found in the text itself, in any language. */
export const RULES: readonly Rule[] = [
  SQL_INJECTION,
  COMMAND_INJECTION,
  TLS_VERIFICATION,
  WEAK_HASH,
  REFLECTED_XSS,
  TEMPLATE_INJECTION,
  NOSQL_INJECTION,
  PROTOTYPE_POLLUTION,
  XML_EXTERNAL_ENTITIES,
];

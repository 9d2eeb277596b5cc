/**
 * Folds CWE numbers into classes of problem. Two engines that report the same hole seldom agree on the
 * exact CWE; they agree on the class. A CWE that is not listed is a class of its own.
 */
export const PROBLEM_CLASSES = {
  'sql-injection': [89, 564],
  'nosql-injection': [943],
  'command-injection': [78, 77, 88],
  'code-injection': [94, 95, 96, 913, 1336, 470],
  'cross-site-scripting': [79, 80, 83, 87, 116, 81],
  'path-traversal': [22, 23, 35, 36, 73, 98, 99, 706, 434, 59, 377, 379],
  'request-forgery': [918],
  'unsafe-deserialization': [502],
  'xml-external-entity': [611, 776, 827, 91],
  'weak-hash': [328, 916, 759, 760],
  'weak-cryptography': [326, 327, 329, 310, 323, 321, 780, 1204],
  'token-verification': [347],
  'weak-randomness': [330, 331, 335, 336, 338, 340],
  'hardcoded-secret': [798, 259, 522, 256, 312, 540, 615, 547],
  'transport-security': [295, 296, 297, 300, 311, 319, 523, 599, 757],
  'open-redirect': [601],
  'insecure-cookie': [614, 1004, 1275, 315],
  'cross-site-request-forgery': [352],
  'cross-origin-policy': [942, 345, 346, 183],
  'ldap-injection': [90],
  'xpath-injection': [643],
  'resource-exhaustion': [1333, 400, 730, 185, 770, 834],
  'prototype-pollution': [1321, 915],
  'file-permissions': [276, 732, 277, 250, 668, 266, 269],
  'log-exposure': [117, 532],
  'header-injection': [93, 113, 134, 644],
  'information-exposure': [200, 209, 489, 215, 497, 548, 16],
  'access-control': [284, 285, 287, 289, 290, 306, 307, 384, 521, 613, 639, 640, 862, 863],
  'network-exposure': [605, 1327],
  'trust-boundary': [501],
} as const satisfies Readonly<Record<string, readonly number[]>>;

export type ProblemClass = keyof typeof PROBLEM_CLASSES;

const CLASS_BY_CWE: ReadonlyMap<number, string> = new Map(
  Object.entries(PROBLEM_CLASSES).flatMap(([name, cwes]) => cwes.map((cwe) => [cwe, name] as const)),
);

/** The class of what Gemini reports without a CWE. */
export const UNCLASSIFIED = 'review';

/** The class of what is masked before text leaves the machine. */
export const HARDCODED_SECRET = 'hardcoded-secret';

/** `cwe` is the number alone, e.g. 89. */
export function problemClassOf(cwe: number): string {
  return CLASS_BY_CWE.get(cwe) ?? `cwe-${cwe}`;
}

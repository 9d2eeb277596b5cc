// Which resources of a bucket a statement is about: the bucket itself, its objects, or both.
import type { ResourceType } from './actions.ts';
import type { PatternElement, PolicyDocument } from './policyDocument.ts';
import { coversPattern, hasVariable, hasWildcard, overlaps } from './wildcards.ts';

/** What is judged: one bucket by name, or, where no name is known, whatever the policy is about. */
export interface BucketScope {
  readonly bucket: string | undefined;
}

/**
 * @param bucket its name where it is known; else it is taken from the policy, if that speaks of one bucket only
 */
export function scopeOf(document: PolicyDocument, bucket: string | undefined): BucketScope {
  if (bucket !== undefined) return { bucket };
  const names = new Set<string | undefined>();
  for (const { resource } of document.statements) {
    for (const pattern of resource.patterns) {
      const tail = tailOf(pattern);
      if (tail === '*' || tail === undefined) continue;
      const name = tail.split('/')[0] ?? '';
      names.add(hasWildcard(name) || hasVariable(name) ? undefined : name);
    }
  }
  const [only] = names;
  return { bucket: names.size === 1 ? only : undefined };
}

/**
 * What stands behind `arn:aws:s3:::`: `bucket`, `bucket/key`. `*` for a pattern that is about everything;
 * undefined for what is no bucket or object.
 */
export function tailOf(pattern: string): string | undefined {
  const tail = /^arn:[^:]*:s3:::(.*)$/i.exec(pattern)?.[1];
  if (tail !== undefined) return tail;
  return hasWildcard(pattern) && overlaps(pattern, 'arn:*:s3:::*', false) ? '*' : undefined;
}

/** The resources of one type that an element is about, as patterns behind `arn:aws:s3:::`; empty when there are none. */
export function targetsOf(element: PatternElement, type: ResourceType, scope: BucketScope): readonly string[] {
  const whole = wholeOf(type, scope);
  if (element.negated) return excludesAll(element, whole, scope, type) ? [] : [whole];
  const targets = new Set<string>();
  for (const pattern of element.patterns) {
    const tail = tailOf(pattern)?.replace(/\$\{[^}]*\}/g, '*');
    if (tail === undefined) continue;
    if (scope.bucket === undefined) {
      if (fitsType(tail, type)) targets.add(tail);
    } else if (overlaps(tail, whole)) {
      // Of a bucket there is one; of objects no more than the pattern and the bucket have in common.
      targets.add(type === 'bucket' || coversPattern(tail, whole) ? whole : tail);
    }
  }
  return [...targets];
}

/** Whether the element is about all of these resources. Says yes only where that is certain. */
export function coversTargets(element: PatternElement, targets: readonly string[]): boolean {
  if (element.negated) {
    const tails = element.patterns.map(tailOf);
    return targets.every((target) => tails.every((tail) => tail === undefined || !overlaps(plain(tail), target)));
  }
  return targets.every((target) => element.patterns.some((pattern) => coversTail(pattern, target)));
}

/** Compares whole ARNs where the pattern is open before the name of the bucket: `arn:aws:s3:*logs*` is not everything. */
function coversTail(pattern: string, target: string): boolean {
  if (hasVariable(pattern)) return false;
  const tail = /^arn:[^:]*:s3:::(.*)$/i.exec(pattern)?.[1];
  if (tail !== undefined) return coversPattern(tail, target);
  const partition = /^arn:([^:*?]+):/i.exec(pattern)?.[1] ?? 'aws';
  return coversPattern(pattern, `arn:${partition}:s3:::${target}`);
}

function wholeOf(type: ResourceType, { bucket }: BucketScope): string {
  const name = bucket ?? '*';
  return type === 'bucket' ? name : `${name}/*`;
}

function excludesAll(element: PatternElement, whole: string, scope: BucketScope, type: ResourceType): boolean {
  return element.patterns.some((pattern) => {
    if (scope.bucket !== undefined) return coversTail(pattern, whole);
    return coversTail(pattern, '*') || (type === 'object' && coversTail(pattern, '*/*'));
  });
}

function fitsType(tail: string, type: ResourceType): boolean {
  if (type === 'object') return tail.includes('/') || tail.includes('*');
  return !tail.includes('/') || /^[^/]*\*/.test(tail);
}

function plain(tail: string): string {
  return tail.replace(/\$\{[^}]*\}/g, '*');
}

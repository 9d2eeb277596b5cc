import assert from 'node:assert/strict';
import type { AnalysisResponse } from '../../../../../src/code/embedded/protocol.ts';
import type { TextRange } from '../../../../../src/findings/finding.ts';
import { LineIndex } from '../../../../../src/findings/lineIndex.ts';
import { HARDCODED_SECRET } from '../../../../../src/findings/problemClass.ts';
import { maskSecrets } from '../../../../../src/outbound/masking.ts';
import { isDistinctive } from '../../../../../src/outbound/repeatedValues.ts';
import { detectSecrets } from '../../../../../src/outbound/secrets.ts';

/**
 * What must hold of every answer of the engine, whatever the text is.
 *
 * @throws AssertionError
 */
export async function assertHonest(text: string, path: string, response: AnalysisResponse): Promise<void> {
  assertStatus(text, response);
  const secrets = await detectSecrets(text, path);
  const masked = maskSecrets(text, secrets).text;
  assertPlaces(text, masked, response);
  const values = secrets.map(({ range }) => text.slice(range.start, range.end)).filter(isDistinctive);
  const said = stringsIn(response).join('\n');
  for (const value of values) assert.ok(!said.includes(value), 'a secret is shown');
}

function assertStatus(text: string, response: AnalysisResponse): void {
  const { status, reasons, coveredLines, totalLines } = response;
  assert.equal(totalLines, new LineIndex(text).lineCount);
  assert.ok(!reasons.some(({ kind }) => kind === 'engine-crashed'), JSON.stringify(reasons));
  if (status === 'complete') assert.deepEqual([reasons, coveredLines], [[], totalLines]);
  else {
    assert.equal(status, 'partial');
    assert.ok(reasons.length > 0, 'partial without a reason');
    assert.ok(coveredLines >= 0 && coveredLines < totalLines, `${coveredLines} of ${totalLines} lines, but partial`);
  }
}

function assertPlaces(
  text: string,
  masked: string,
  { findings, outline, notCode = [], comments = [] }: AnalysisResponse,
): void {
  for (const { range } of outline) assertInside(text, range);
  for (const range of [...notCode, ...comments]) assertInside(text, range);
  for (const { subject, evidence, trace, problemClass } of findings) {
    const { start, end } = subject.range;
    assertInside(text, subject.range);
    assertInside(text, subject.symbol.range);
    assert.ok(end > start, 'an empty place');
    for (const step of trace) assertInside(text, step.range);
    // The evidence of a secret is the line around it.
    if (problemClass === HARDCODED_SECRET) assert.ok(masked.includes(evidence.quote));
    else assert.equal(evidence.quote, masked.slice(start, end));
  }
  const fingerprints = findings.map(({ fingerprint }) => fingerprint);
  assert.equal(new Set(fingerprints).size, fingerprints.length, 'two findings with one fingerprint');
}

function assertInside(text: string, { start, end }: TextRange): void {
  assert.ok(start >= 0 && start <= end && end <= text.length, `${start} to ${end} of ${text.length}`);
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

import type { CodeFinding } from '../finding.ts';

/** Who says so, and how sure that is. */
export function provenanceInWords({ provenance, confidence, basis }: CodeFinding): string {
  const { engine, model, promptVersion } = provenance;
  const gemini = `Gemini (${model ?? 'model unknown'}${promptVersion === undefined ? '' : `, prompt ${promptVersion}`})`;
  const who: Readonly<Record<typeof engine, string>> = {
    embedded: 'the offline engine',
    gemini,
    both: `the offline engine and ${gemini}`,
    posture: 'the posture checks',
  };
  const kind = basis === 'fact' ? 'a fact of the text' : basis === 'taint' ? 'a flow of data' : "a model's reading";
  return `Found by ${who[engine]}. Confidence: ${confidence}; rests on ${kind}.`;
}

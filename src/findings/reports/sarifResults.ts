import type { Result, Suppression } from 'sarif';
import type { CodeFinding } from '../finding.ts';
import { cleanModelText } from '../modelText.ts';
import type { IgnoredBy, Refutation } from '../state.ts';
import { visibleCode } from './markdownText.ts';
import { FileLocations, type Artifacts } from './sarifArtifacts.ts';
import { LEVELS, SECURITY_SEVERITIES, sentence, weakness } from './sarifRules.ts';
import type { FileReport } from './scanReport.ts';

/** Rises when the way changes in which fingerprints are made. */
const FINGERPRINT = 'palisadeFinding/v1';

const LONGEST_TITLE = 200;
const LONGEST_TEXT = 4_000;

/** How a finding is in a report. */
type Place =
  | { readonly kind: 'shown' | 'unconfirmed' }
  | { readonly kind: 'ignored'; readonly by: IgnoredBy }
  | { readonly kind: 'refuted'; readonly refutation: Refutation };

/**
 * All findings of a file as results. Ignored and refuted ones are among them, suppressed with the reason: a
 * viewer hides them, and nothing is lost.
 */
export function resultsOf(file: FileReport, artifacts: Artifacts, ruleIndex: (id: string) => number): Result[] {
  const locations = new FileLocations(file, artifacts);
  const result = (finding: CodeFinding, place: Place): Result => ({
    ruleId: finding.ruleId,
    ruleIndex: ruleIndex(finding.ruleId),
    // Not found again, and not known to be gone: a person has to look.
    ...(place.kind === 'unconfirmed'
      ? { kind: 'review' as const, level: 'none' as const }
      : { level: LEVELS[finding.severity] }),
    message: { text: messageOf(finding) },
    locations: [locations.ofFinding(finding)],
    partialFingerprints: { [FINGERPRINT]: finding.fingerprint },
    ...codeFlowsOf(finding, locations),
    // Present on all results or on none (SARIF 2.1.0 §3.27.23).
    suppressions: suppressionsOf(place, locations),
    taxa: [...new Set(finding.cwe)].map(weakness),
    properties: propertiesOf(finding, file),
  });
  return [
    ...file.findings.map((finding) => result(finding, { kind: 'shown' })),
    ...(file.unconfirmed ?? []).map((finding) => result(finding, { kind: 'unconfirmed' })),
    ...file.ignored.map(({ finding, by }) => result(finding, { kind: 'ignored', by })),
    ...file.refuted.map(({ finding, refutation }) => result(finding, { kind: 'refuted', refutation })),
  ];
}

/**
 * Text of unknown origin for a plain message. `[text](1)` would be a link in one (SARIF 2.1.0 §3.11.6). Braces
 * stay single: they stand for arguments, and there are none.
 */
export function plainMessage(text: string, lines: 'one-line' | 'multi-line', longest = LONGEST_TEXT): string {
  return cleanModelText(text, longest, lines).replaceAll('](', '] (');
}

function messageOf({ title, explanation, remediation }: CodeFinding): string {
  return [
    sentence(plainMessage(title, 'one-line', LONGEST_TITLE)),
    plainMessage(explanation, 'multi-line'),
    `What to do: ${plainMessage(remediation, 'multi-line')}`,
  ].join('\n\n');
}

function codeFlowsOf({ trace }: CodeFinding, locations: FileLocations): Pick<Result, 'codeFlows'> {
  if (trace.length === 0) return {};
  const steps = trace.map((step, index) => ({
    location: locations.of(step.range, plainMessage(step.message, 'one-line')),
    // The way in and the place of the harm tell the most.
    importance: index === 0 || index === trace.length - 1 ? ('essential' as const) : ('important' as const),
  }));
  return { codeFlows: [{ threadFlows: [{ locations: steps }] }] };
}

function suppressionsOf(place: Place, locations: FileLocations): Suppression[] {
  switch (place.kind) {
    case 'shown':
    case 'unconfirmed':
      return [];
    case 'ignored': {
      const { scope, reason, date } = place.by;
      const justification = plainMessage(reason, 'multi-line');
      return [{ kind: 'external', status: 'accepted', justification, properties: { by: 'person', scope, date } }];
    }
    case 'refuted': {
      const { guard, guardRange, model } = place.refutation;
      return [
        {
          kind: 'external',
          status: 'accepted',
          justification: `Refuted by Gemini (${plainMessage(model, 'one-line', LONGEST_TITLE)}) with this code of the file: ${plainMessage(guard, 'one-line')}`,
          location: locations.of(guardRange),
          properties: { by: 'gemini', model: visibleCode(model) },
        },
      ];
    }
  }
}

function propertiesOf(finding: CodeFinding, { states }: FileReport): NonNullable<Result['properties']> {
  const { severity, confidence, basis, provenance, evidence, fingerprint } = finding;
  const state = states?.get(fingerprint);
  return {
    severity,
    'security-severity': SECURITY_SEVERITIES[severity],
    confidence,
    basis,
    engine: provenance.engine,
    ...(provenance.model === undefined ? {} : { model: visibleCode(provenance.model) }),
    ...(provenance.promptVersion === undefined ? {} : { promptVersion: visibleCode(provenance.promptVersion) }),
    masked: evidence.masked,
    ...(state === undefined ? {} : { lifecycle: state.lifecycle, freshness: state.freshness }),
  };
}

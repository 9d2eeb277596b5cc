// What Gemini is told of an account: which checks fail at how many different places, in our words and with made-up
// names. Names of buckets, account ids, ARNs and addresses never leave the account, and neither does evidence, which
// quotes policies: nobody can say of such text what is not in it.
import { compareSeverity } from '../../findings/severity.ts';
import { checkOf } from '../../s3/checks/catalogue.ts';
import type { ReportFinding } from '../report/reportShape.ts';
import type { Analysed } from '../run/ports.ts';

export interface Told {
  /** A line for each failure. */
  readonly text: string;
  /** In the order of the lines. */
  readonly findings: readonly ReportFinding[];
  /** Failures that are not in it. */
  readonly left: number;
  /** Puts the names back where the made-up ones stand. */
  readonly withNames: (text: string) => string;
}

/** The worst ones; a list that is longer says nothing more of what to do first. */
const MOST_TOLD = 200;

export function toldOf({ accountLook, buckets }: Analysed): Told {
  const ofAccount = failures(accountLook?.findings ?? []).map((finding) => ({ finding, kind: 'part' as const }));
  const ofBuckets = buckets.flatMap(({ findings }) =>
    failures(findings).map((finding) => ({ finding, kind: 'bucket' as const })),
  );
  const all = [...ofAccount, ...ofBuckets].sort((a, b) => compareSeverity(a.finding.severity, b.finding.severity));
  const told = all.slice(0, MOST_TOLD);
  const names = new Map<string, string>();
  const known = new Map<string, string>();
  const pseudonym = (kind: 'part' | 'bucket', resource: string): string => {
    const key = `${kind} ${resource}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = `${kind}-${known.size + 1}`;
    known.set(key, made);
    names.set(made, resource);
    return made;
  };
  const lines = told.map(({ finding: { resource, severity, checkId }, kind }) => {
    const rule = checkOf(checkId);
    // What is not one of our checks is not from us.
    return `${pseudonym(kind, resource)} | ${severity} | ${rule?.id ?? 'other'} | ${rule?.title ?? 'another check'}`;
  });
  return {
    text: lines.join('\n'),
    findings: told.map(({ finding }) => finding),
    left: all.length - told.length,
    withNames: (text) => text.replace(/\b(?:part|bucket)-\d+\b/g, (made) => names.get(made) ?? made),
  };
}

function failures(findings: readonly ReportFinding[]): readonly ReportFinding[] {
  return findings.filter(({ outcome }) => outcome === 'fail');
}

import type { Location } from 'sarif';
import type { ScanOutcome } from '../outcome.ts';
import { type DescribeReason, reasonInWords } from './reasonWords.ts';
import type { Artifacts } from './sarifArtifacts.ts';
import { plainMessage } from './sarifResults.ts';
import { sentence } from './sarifRules.ts';
import { type FileReport, isStale, PROVISO_WORDS, type ScanReport } from './scanReport.ts';

/** Something that has to be told besides findings. */
export interface Notice {
  readonly id: string;
  /** What the id stands for. */
  readonly meaning: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly text: string;
  readonly location?: Location;
  /** `configuration`: about the way the tool was set up, rather than about what it did. */
  readonly about: 'execution' | 'configuration';
}

const LEVELS: Readonly<Record<ScanOutcome['status'], Notice['level']>> = {
  complete: 'note',
  partial: 'warning',
  failed: 'error',
  cancelled: 'error',
};

/** Everything that limits what a report says: what failed, was cut off, left out or is old. */
export function noticesOf(report: ScanReport, artifacts: Artifacts, describe: DescribeReason): readonly Notice[] {
  const interrupted = 'The run was ended before it was done.';
  return [
    ...(report.interrupted ? [notice('interrupted', interrupted, 'error', interrupted)] : []),
    ...report.files.flatMap((file) => fileNotices(file, artifacts, describe)),
    ...report.skipped.map(({ path }) => {
      const text = `${plainMessage(path, 'one-line')}: a directory was named, and directories are not scanned.`;
      return notice('not-a-file', 'What was named is no file.', 'warning', text);
    }),
    ...report.warnings.map((warning): Notice => {
      const text = sentence(plainMessage(warning, 'one-line'));
      return { ...notice('warning', 'Something deserves attention.', 'warning', text), about: 'configuration' };
    }),
  ];
}

function notice(id: string, meaning: string, level: Notice['level'], text: string): Notice {
  return { id, meaning, level, text, about: 'execution' };
}

function fileNotices(file: FileReport, artifacts: Artifacts, describe: DescribeReason): readonly Notice[] {
  const { provisos = [] } = file;
  const { status, reasons } = file.outcome;
  const location = { physicalLocation: { artifactLocation: artifacts.locationOf(file.path) } };
  const path = plainMessage(file.path, 'one-line');
  const ofFile = (id: string, meaning: string, level: Notice['level'], words = meaning): Notice => ({
    ...notice(id, meaning, level, `${path}: ${plainMessage(words, 'one-line')}`),
    location,
  });
  const stale = file.findings.filter((finding) => isStale(file, finding)).length;
  return [
    ...reasons.map((reason) => {
      const { kind, engine } = reason;
      return ofFile(kind, describe({ kind, engine }).sentence, LEVELS[status], reasonInWords(reason, describe));
    }),
    ...(status !== 'complete' && reasons.length + provisos.length === 0
      ? [ofFile('not-scanned', 'The file was not scanned to its end.', LEVELS[status])]
      : []),
    ...provisos.map((proviso) =>
      ofFile(proviso, PROVISO_WORDS[proviso], proviso === 'earlier-window' ? 'note' : 'warning'),
    ),
    ...(stale > 0
      ? [ofFile('stale', 'Text of findings was changed since they were found.', 'warning', staleInWords(stale))]
      : []),
  ];
}

function staleInWords(count: number): string {
  return count === 1
    ? 'The text of 1 finding was changed since it was found.'
    : `The text of ${count} findings was changed since they were found.`;
}

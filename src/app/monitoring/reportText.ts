import { SEVERITIES } from '../../findings/severity.ts';
import type { Analysis, MonitorReport, ReportFinding, Trigger } from '../../monitor/report/reportShape.ts';
import { checkInWords, differenceSections, type FindingWords, type ReportWords } from './differenceText.ts';
import { atMost, type Block, entriesIn, type Entry, entryFor, type Page, type Section } from './page.ts';
import { scanOnlyIn } from './scanOnly.ts';
import type { ShownReport } from './shownReport.ts';
import { aboutUsd, amountInWords, durationInWords, plural, timeInWords, usdInWords } from './words.ts';

export const TRIGGERS: Readonly<Record<Trigger['kind'], string>> = {
  schedule: 'the schedule',
  manual: 'started by hand',
  change: 'a change of a bucket',
  'account-change': 'a change of the account',
};

/** A report for people: what was looked at, what is not as it was, what is wrong, and what that cost. */
export function reportPage(shown: ShownReport, given: FindingWords): Page {
  const { report, difference } = shown;
  const words: ReportWords = { ...given, scanOnly: scanOnlyIn(report) };
  return {
    title: `Palisade: ${report.kind === 'scan' ? 'scan of the account' : 'look at what changed'}`,
    sections: [
      ...entriesIn(undefined, headEntries(shown)),
      ...entriesIn('Coverage', coverageEntries(report, words)),
      ...differenceSections(difference, words),
      ...entriesIn(
        'Findings',
        atMost(
          shown.failing.map((one) => findingEntry(one, words)),
          words.most,
        ),
      ),
      ...entriesIn(
        'Could not be told',
        atMost(
          shown.unknown.map((one) => unknownEntry(one, words)),
          words.most,
        ),
      ),
      ...entriesIn(
        'Found earlier, and not verified in this run',
        atMost(
          shown.notVerified.map(({ severity, resource, checkId, evidence, foundAt }) => ({
            label: severity,
            tone: severity,
            text: `${resource}: does not hold: ${checkInWords(checkId, words.titleOf)}`,
            more: [evidence, `found ${timeInWords(foundAt)}`],
          })),
          words.most,
        ),
      ),
      ...analysisSections(report.analysis, shown, words),
      { title: 'Cost of the run', blocks: costBlocks(report) },
    ],
  };
}

/** The run in a sentence. Clean is said only when everything was looked at and could be told. */
export function resultInWords({ report, failing, unknown, notVerified, ignored, complete }: ShownReport): string {
  const found = failing.length === 0 ? 'Nothing found' : plural(failing.length, 'finding');
  if (report.status === 'failed') return `Failed: what was to be judged was not. ${found} until then.`;
  if (complete) {
    if (failing.length > 0) return `${found}; everything was looked at.`;
    if (ignored > 0) return 'Nothing found besides what is ignored; everything was looked at.';
    return report.kind === 'scan'
      ? 'Clean: everything was looked at, and nothing is wrong.'
      : 'Nothing is wrong with what changed, as far as one bucket tells.';
  }
  const { notRead } = report.coverage;
  const limits = [
    ...(unknown.length === 0 ? [] : [`${plural(unknown.length, 'check')} could not be told`]),
    ...(notVerified.length === 0 ? [] : [`${plural(notVerified.length, 'earlier failure')} not verified`]),
    ...(notRead.length === 0 ? [] : [`${plural(notRead.length, 'bucket')} not read`]),
  ].join(', ');
  return `${found}, but not everything could be looked at${limits === '' ? '' : ` (${limits})`}: this is no clean result.`;
}

function headEntries(shown: ShownReport): readonly Entry[] {
  const { report, failing, ignored, stream } = shown;
  const { account, trigger, failure } = report;
  const isClean = shown.complete && failing.length === 0;
  const counts = SEVERITIES.map(
    (severity) => `${failing.filter((one) => one.severity === severity).length} ${severity}`,
  );
  return [
    { label: 'Result', text: resultInWords(shown), tone: isClean ? 'good' : 'alarm' },
    ...(failure === null
      ? []
      : [{ label: 'FAILED', text: `${failure.message} (${failure.kind})`, tone: 'alarm' as const }]),
    { label: 'Findings', text: `${counts.join(', ')}${ignored === 0 ? '' : `; ${ignored} ignored`}` },
    ...(account === null
      ? []
      : [
          { label: 'Account', text: `${account.accountId} (${account.partition}, ${account.region})` },
          { label: 'Identity', text: account.arn },
        ]),
    { label: 'Run', text: report.runId },
    { label: 'Stream', text: stream },
    { label: 'Trigger', text: TRIGGERS[trigger.kind], more: eventLines(trigger) },
    {
      label: 'Event',
      text: `${timeInWords(report.eventAt)}; the report was ready ${durationInWords(report.lagMs)} later`,
    },
    {
      label: 'Read',
      text: `${timeInWords(report.startedAt)}, in ${durationInWords(Date.parse(report.finishedAt) - Date.parse(report.startedAt))}, with ${plural(report.calls, 'call')}`,
    },
    { label: 'Version', text: report.tool.version },
  ];
}

const MOST_EVENTS = 20;

function eventLines({ kind, events }: Trigger): readonly string[] {
  if (kind === 'schedule' || kind === 'manual') return [];
  const lines = events.slice(0, MOST_EVENTS).map(({ name, at, clockOff }) => {
    const off = clockOff === true ? ' (the event was ahead of the clock)' : '';
    return `${name ?? 'an event without a name'}, ${timeInWords(at)}${off}`;
  });
  return events.length > MOST_EVENTS ? [...lines, `and ${events.length - MOST_EVENTS} more`] : lines;
}

function coverageEntries(report: MonitorReport, { most }: FindingWords): readonly Entry[] {
  const { coverage, kind, accountLook, buckets, gone } = report;
  const looks = [...(accountLook === null ? [] : [accountLook]), ...buckets];
  const sum = (of: (look: (typeof looks)[number]) => number): number =>
    looks.reduce((total, look) => total + of(look), 0);
  const notMade = [...new Set(looks.flatMap((look) => look.notMade))];
  return [
    { label: 'Buckets', text: `${coverage.read} of ${coverage.listed} read` },
    ...(kind === 'scan' && !coverage.account
      ? [{ label: 'NOT READ', text: 'the account as such', tone: 'alarm' as const }]
      : []),
    ...(kind === 'scan' && !coverage.listWhole
      ? [{ label: 'NOT LISTED', text: 'the list of buckets is not whole: there may be more', tone: 'alarm' as const }]
      : []),
    ...atMost(
      coverage.notRead.map((text) => ({ label: 'NOT READ', text, tone: 'alarm' })),
      most,
    ),
    ...atMost(
      gone.map((name) => ({ label: 'gone', text: `${name}: it does not exist any more` })),
      most,
    ),
    {
      label: 'Checks',
      text: `${sum(({ passed }) => passed)} passed, ${coverage.unknown} unknown, ${sum(({ notApplicable }) => notApplicable)} not applicable`,
    },
    ...entryFor(
      'Not made',
      notMade.length === 0
        ? undefined
        : `${notMade.join(', ')}: they need all buckets, and the scan of the account makes them`,
    ),
    ...entryFor('Scan only', scanOnlyInWords(report)),
    ...coverage.unknownBy.map(({ api, action, error, cause, results, places }) => ({
      label: 'UNKNOWN',
      text: `${plural(results, 'check')} at ${plural(places, 'place')}: ${api}${action === '' ? '' : ` (${action})`}: ${error} (${cause})`,
      tone: 'alarm' as const,
    })),
  ];
}

/** What the watcher hears of no change to. */
function scanOnlyInWords({ scanOnly, account }: MonitorReport): string | undefined {
  const { buckets, checks } = scanOnly ?? { buckets: [], checks: [] };
  const said = [
    ...(buckets.length === 0
      ? []
      : [`${plural(buckets.length, 'bucket')} in other regions than ${account?.region ?? 'the watcher'}`]),
    ...(checks.length === 0 ? [] : [`some of what these rest on: ${checks.join(', ')}`]),
  ];
  return said.length === 0 ? undefined : `${said.join('; ')}. Of changes there only the 12-hour scan tells.`;
}

function findingEntry(finding: ReportFinding, words: ReportWords): Entry {
  const { severity, resource, checkId, evidence, confidence } = finding;
  const unsure = confidence === undefined ? '' : ' (how far is not certain)';
  return {
    label: severity,
    tone: severity,
    text: `${resource}: does not hold: ${checkInWords(checkId, words.titleOf)}`,
    more: [`${evidence}${unsure}`, ...waitsFor(finding, words)],
  };
}

function unknownEntry(finding: ReportFinding, words: ReportWords): Entry {
  const { severity, resource, checkId, evidence, missing = [] } = finding;
  return {
    label: 'unknown',
    tone: 'alarm',
    text: `${resource}: ${checkInWords(checkId, words.titleOf)}, ${severity} at worst`,
    more: [
      evidence,
      ...missing.map(
        ({ api, action, error, httpStatus }) =>
          `${api} (${action}): ${error}${httpStatus === undefined ? '' : `, HTTP ${httpStatus}`}`,
      ),
      ...waitsFor(finding, words),
    ],
  };
}

function waitsFor(finding: ReportFinding, { scanOnly }: ReportWords): readonly string[] {
  const waits = scanOnly(finding);
  return waits === undefined ? [] : [waits];
}

const NOT_ASKED: Readonly<Record<Extract<Analysis, { kind: 'not-asked' }>['why'], string>> = {
  off: 'Gemini is off',
  'nothing-failed': 'Gemini was not asked, as nothing fails',
  'not-complete': 'Gemini was not asked, as the run is not complete',
  'no-time': 'Gemini was not asked, as there was no time left',
};

/** What the model wrote is shown as text, and never followed. Steps for what is ignored are left out. */
function analysisSections(analysis: Analysis, { failing }: ShownReport, words: FindingWords): readonly Section[] {
  switch (analysis.kind) {
    case 'not-asked':
      return entriesIn('Analysis', [{ label: 'Analysis', text: NOT_ASKED[analysis.why] }]);
    case 'failed': {
      const detail = analysis.detail === undefined ? '' : `: ${analysis.detail}`;
      return entriesIn('Analysis', [
        {
          label: 'Analysis',
          text: `Gemini did not answer (${analysis.reason}${detail}); nothing else in this report hangs on it`,
        },
      ]);
    }
    case 'answer': {
      const { model, promptVersion, summary, steps, left } = analysis;
      const found = new Map(failing.map((one) => [one.fingerprint, one]));
      return entriesIn('Analysis by Gemini, which may be wrong', [
        { label: 'Model', text: `${model}, prompt ${promptVersion}` },
        { label: 'Summary', text: summary },
        ...steps.flatMap(({ fingerprint, why, step }) => {
          const finding = found.get(fingerprint);
          if (finding === undefined) return [];
          const about = `${finding.resource}: ${checkInWords(finding.checkId, words.titleOf)}`;
          return [{ label: 'Step', text: step, more: [about, why] }];
        }),
        ...entryFor('Not sent', left === 0 ? undefined : plural(left, 'finding')),
      ]);
    }
  }
}

function costBlocks({ cost: { usd, prices, items } }: MonitorReport): readonly Block[] {
  return [
    {
      kind: 'table',
      head: ['Item', 'Quantity', 'US dollars'],
      numbers: [2],
      rows: items.map((item) => [item.item, amountInWords(item.quantity, item.unit), usdInWords(item.usd)]),
    },
    {
      kind: 'entries',
      entries: [{ label: 'Run', text: `${aboutUsd(usd)}, at list prices read in ${prices}` }],
    },
  ];
}

import * as vscode from 'vscode';
import { costPage } from '../../app/monitoring/costText.ts';
import { isReported } from '../../app/monitoring/monitoringState.ts';
import { pageMarkdown } from '../../app/monitoring/pageMarkdown.ts';
import type { Page } from '../../app/monitoring/page.ts';
import { reportPage } from '../../app/monitoring/reportText.ts';
import { runInWords } from '../../app/monitoring/runsText.ts';
import { shownReport } from '../../app/monitoring/shownReport.ts';
import { statusPage } from '../../app/monitoring/statusText.ts';
import { timeInWords } from '../../app/monitoring/words.ts';
import type { MonitorTarget } from '../../monitor/monitorBundle.ts';
import type { MonitorReport } from '../../monitor/report/reportShape.ts';
import { cleanLine } from '../../outbound/cleaning.ts';
import { checkOf } from '../../s3/checks/catalogue.ts';
import { type MonitoringCommandId, streamOf } from '../monitoringCommandIds.ts';
import { type ActParts, copyPolicy, targetMeant, withProgress } from './monitoringActs.ts';
import { deployMonitoring, removeMonitoring } from './monitoringStack.ts';
import { MONITORING } from './monitoringTexts.ts';

type Handler = (argument: unknown) => Promise<void>;

/** Of each kind of finding, in a report as text. */
const MOST_IN_TEXT = 500;
const MOST_NUMBER = 10_000_000;

export function monitoringCommands(parts: ActParts): Readonly<Record<MonitoringCommandId, Handler>> {
  const { session } = parts;
  return {
    'palisade.showMonitoring': async () => {
      await vscode.commands.executeCommand('palisade.monitoring.focus');
    },
    'palisade.refreshMonitoring': async () => {
      if ((await targetMeant(parts)) !== undefined) await session.refresh();
    },
    'palisade.deployMonitoring': () => deployMonitoring(parts),
    'palisade.removeMonitoring': () => removeMonitoring(parts),
    'palisade.monitoringStatus': () => showStatus(parts),
    'palisade.runMonitoring': () => runNow(parts),
    'palisade.openMonitoringReport': async (argument) => {
      const read = await reportMeant(parts, streamOf(argument));
      if (read !== undefined) await openInPosture(parts, read.stream, read.report);
    },
    'palisade.showMonitoringReport': async (argument) => {
      const read = await reportMeant(parts, streamOf(argument));
      if (read === undefined) return;
      await parts.ignores.ensureAll();
      const shown = shownReport(read.stream, read.report, parts.store.buckets.ignores);
      const titleOf = (checkId: string): string | undefined => checkOf(checkId)?.title;
      await showPage(parts, 'Monitoring Report', reportPage(shown, { titleOf, most: MOST_IN_TEXT }));
    },
    'palisade.estimateMonitoringCost': () => estimate(parts),
    'palisade.copyMonitoringPolicy': () => copyPolicy(parts),
  };
}

async function showStatus(parts: ActParts): Promise<void> {
  const target = await targetMeant(parts);
  if (target === undefined) return;
  const status = await withProgress(parts, MONITORING.asking, (around) => parts.monitor.status(target, around));
  if (status !== undefined) await showPage(parts, 'Monitoring Status', statusPage(status));
}

async function runNow(parts: ActParts): Promise<void> {
  const { session, monitor, dialogs, report } = parts;
  const target = await targetMeant(parts);
  if (target === undefined) return;
  const started = await withProgress(parts, MONITORING.starting, (around) => monitor.run(target, around));
  if (started === undefined) return;
  const { stream } = started;
  const end = await dialogs.progress(MONITORING.started, (signal, tell) =>
    session.awaitRun(stream, signal, (seconds) => tell(MONITORING.waiting(seconds), 0)),
  );
  const told =
    end === 'reported'
      ? dialogs.tell('info', `Palisade: ${MONITORING.reported}`, [MONITORING.openReport])
      : end === 'not-awaited'
        ? dialogs.tell('info', `Palisade: ${MONITORING.notAwaited}`, [])
        : dialogs.tell('warning', `Palisade: ${RUN_ENDS[end]}`, [MONITORING.showStatus]);
  // Not awaited: a notification may stay for as long as it likes.
  void told
    .then(async (pressed) => {
      if (pressed === MONITORING.openReport) {
        await vscode.commands.executeCommand('palisade.openMonitoringReport', { stream });
      }
      if (pressed === MONITORING.showStatus) await vscode.commands.executeCommand('palisade.monitoringStatus');
    })
    .then(undefined, report);
}

const RUN_ENDS = {
  unfinished: MONITORING.unfinished,
  unreadable: MONITORING.unreadable,
  'not-seen': MONITORING.notSeen,
} as const;

/** @param stream undefined: the person is asked which run */
async function reportMeant(
  parts: ActParts,
  stream: string | undefined,
): Promise<{ readonly stream: string; readonly report: MonitorReport } | undefined> {
  const target = await targetMeant(parts);
  if (target === undefined) return undefined;
  const meant = stream ?? (await pickRun(parts, target));
  if (meant === undefined) return undefined;
  const read = await withProgress(parts, MONITORING.reading, (around) => parts.monitor.report(target, meant, around));
  // Another account may have been chosen meanwhile.
  return parts.session.state.target === target ? read : undefined;
}

async function pickRun(parts: ActParts, target: MonitorTarget): Promise<string | undefined> {
  const { session, dialogs, monitor } = parts;
  const list =
    session.state.list ?? (await withProgress(parts, MONITORING.asking, (around) => monitor.runs(target, 10, around)));
  if (list === undefined) return undefined;
  const runs = list.runs.filter(isReported);
  if (runs.length === 0) {
    await dialogs.tell('info', `Palisade: ${MONITORING.noReports}`, []);
    return undefined;
  }
  return dialogs.pick(
    MONITORING.pickRun,
    runs.map((run) => ({
      label: timeInWords(run.eventAt),
      description: cleanLine(`${run.state.summary.status}, ${runInWords(run)}`, 200),
      value: run.stream,
    })),
  );
}

async function openInPosture({ posture, ignores }: ActParts, stream: string, report: MonitorReport): Promise<void> {
  await ignores.ensureAll();
  // Before the view is shown: it would start to read the account that was looked at last.
  posture.load().session.showReport(stream, report);
  await vscode.commands.executeCommand('palisade.posture.focus');
}

async function estimate(parts: ActParts): Promise<void> {
  const { dialogs, session, posture } = parts;
  const newest = session.state.list?.runs.filter(isReported).find(({ kind }) => kind === 'scan');
  const known = newest?.state.summary.listed ?? posture.loaded?.session.state.rows.size ?? 0;
  const buckets = await askNumber(parts, MONITORING.buckets, MONITORING.bucketsPrompt, known === 0 ? 100 : known);
  if (buckets === undefined) return;
  const changesPerDay = await askNumber(parts, MONITORING.changes, MONITORING.changesPrompt, 10);
  if (changesPerDay === undefined) return;
  const gemini = await dialogs.pick(MONITORING.gemini, [
    { label: 'Without Gemini', description: '', value: false },
    { label: 'With Gemini', description: 'one bounded call after each complete scan', value: true },
  ]);
  if (gemini === undefined) return;
  const use = { buckets, changesPerDay, gemini };
  const page = await withProgress(parts, MONITORING.asking, (around) => parts.monitor.estimate(use, around));
  if (page !== undefined) await showPage(parts, 'Monitoring Cost', costPage(page, use));
}

async function askNumber(
  { dialogs }: ActParts,
  title: string,
  prompt: string,
  before: number,
): Promise<number | undefined> {
  const typed = await dialogs.askText(title, prompt, String(before));
  if (typed === undefined) return undefined;
  const number = /^\d[\d,]*$/.test(typed.trim()) ? Number(typed.replaceAll(',', '')) : Number.NaN;
  if (number >= 0 && number <= MOST_NUMBER) return number;
  await dialogs.tell('warning', `Palisade: ${MONITORING.noNumber}`, []);
  return undefined;
}

/** As people read it: the texts in it are inert. */
export async function showPage({ documents }: ActParts, name: string, page: Page): Promise<void> {
  await documents.showPage(`${name}.md`, pageMarkdown(page));
}

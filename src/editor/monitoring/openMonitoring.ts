// The entry of the bundle dist/monitoring.cjs: the Monitoring view, which is not needed before somebody opens it.
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Exposure, IsIgnored } from '../../app/monitoring/exposures.ts';
import { MonitoringSession } from '../../app/monitoring/monitoringSession.ts';
import { MonitorThread } from '../../app/monitoring/monitorThread.ts';
import { ignoredBy } from '../../findings/ignores.ts';
import { systemTimers } from '../../gemini/timers.ts';
import type { MonitorTarget } from '../../monitor/monitorBundle.ts';
import { Disposables } from '../disposables.ts';
import type { MonitoringParts } from '../lazyMonitoring.ts';
import type { MonitoringCommandId } from '../monitoringCommandIds.ts';
import { oneLine } from '../posture/postureWords.ts';
import { AccountMemory } from '../posture/profilePicker.ts';
import { titleOf } from '../posture/resultNodes.ts';
import { postureSettings } from '../postureSettings.ts';
import { MadeDocuments } from '../remediation/madeDocuments.ts';
import { monitoringCommands } from './monitoringCommands.ts';
import { monitoringSettings } from './monitoringSettings.ts';
import { MONITORING } from './monitoringTexts.ts';
import { MonitoringView } from './monitoringView.ts';

/** Documents about the watcher, which exist in the editor alone. */
const SCHEME = 'palisade-monitoring';

/** What the bundle gives to the extension, and what tests look into. */
export interface OpenMonitoring {
  readonly session: MonitoringSession;
  readonly view: MonitoringView;
  run(id: MonitoringCommandId, argument: unknown): Promise<void>;
  dispose(): Promise<void>;
}

/** Builds the parts. Nothing is asked of AWS before the view is shown or a command wants it. */
export function openMonitoring(parts: MonitoringParts): OpenMonitoring {
  const owned = new Disposables();
  const { directory, version, aws, clock, store, dialogs, log, isTrusted, posture, ignores, report } = parts;
  const monitor = owned.add(new MonitorThread({ directory: join(directory, 'dist'), version, environment: aws }));
  const memory = new AccountMemory(parts.memory);
  const isIgnored: IsIgnored = (finding, place) => ignoredBy(store.buckets.ignores, finding, place) !== undefined;
  const timers = systemTimers();
  const now = (): number => clock.now();

  /** Of the account that the S3 Posture view looks at, or did last. */
  function target(): MonitorTarget | undefined {
    const shown = posture.loaded?.session.state.source;
    const source = (shown?.kind === 'report' ? shown.live : shown) ?? memory.source;
    if (source?.kind !== 'profile' && source?.kind !== 'environment') return undefined;
    const { region, stack } = monitoringSettings();
    return { profile: source.kind === 'profile' ? source.name : undefined, region, stack };
  }

  /** Once for each: the notification has the words, the view has the rows. */
  function announce(exposures: readonly Exposure[]): void {
    const [first] = exposures;
    if (first === undefined) return;
    const { finding, stream } = first;
    const words = `${oneLine(finding.resource, 120)}, ${finding.severity}: does not hold: ${titleOf(finding.checkId)}`;
    const message = MONITORING.exposures(exposures.length, words, exposures.length - 1);
    void dialogs
      .tell('warning', `Palisade: ${message}`, [MONITORING.show, MONITORING.openReport])
      .then(async (pressed) => {
        if (pressed === MONITORING.show) await vscode.commands.executeCommand('palisade.showMonitoring');
        if (pressed === MONITORING.openReport) {
          await vscode.commands.executeCommand('palisade.openMonitoringReport', { stream });
        }
      })
      .then(undefined, report);
  }

  const session = owned.add(
    new MonitoringSession({
      ...timers,
      monitor,
      target,
      settings: monitoringSettings,
      credentials: () => ({
        awsExecutable: postureSettings().awsExecutable,
        mfaCode: (serial, signal) => dialogs.askCode(serial, signal),
      }),
      memory: parts.memory,
      isTrusted,
      isIgnored,
      ignoresReady: () => ignores.ensureAll(),
      announce,
      now,
      log,
    }),
  );
  const view = owned.add(
    new MonitoringView({
      session,
      isTrusted,
      isIgnored,
      isPolling: () => monitoringSettings().pollMs !== undefined,
      report,
      now,
      startTimer: (ms, fire) => timers.startTimer(ms, fire),
    }),
  );
  const documents = owned.add(new MadeDocuments(SCHEME));
  // What is chosen is remembered a moment after it is looked at.
  owned.add(posture.onDidChange(() => setImmediate(() => session.lookAtTarget())));
  owned.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('palisade.monitoring')) session.settingsChanged();
    }),
  );
  owned.add(
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      view.render();
      session.trustGranted();
    }),
  );
  // What is ignored is left out of what is shown.
  owned.add(store.buckets.onDidChange(() => view.renderSoon()));
  const table = monitoringCommands({ ...parts, session, monitor, view, documents });
  return { session, view, run: (id, argument) => table[id](argument), dispose: () => owned.dispose() };
}

import { join } from 'node:path';
import * as vscode from 'vscode';
import { Consent } from '../app/consent.ts';
import { KeptFindings } from '../app/cache/keptFindings.ts';
import { DailyLimit } from '../app/dailyLimit.ts';
import { IgnoreFileThread } from '../app/ignoreFileThread.ts';
import { Notices } from '../app/notices.ts';
import { ReviewGate } from '../app/reviewGate.ts';
import { ScanJobs } from '../app/scanJobs.ts';
import { EngineHost } from '../code/embedded/host.ts';
import { Scanner } from '../code/scanner.ts';
import { FindingStore } from '../findings/store.ts';
import { ApiKey } from './apiKey.ts';
import { BulkRuns } from './bulkRuns.ts';
import { AwsMcpRegistration } from './awsMcpRegistration.ts';
import { cacheCommands } from './cacheCommands.ts';
import { ErrorBoundary, registerCommands } from './commands.ts';
import { Disposables } from './disposables.ts';
import { idOf, SELECTOR } from './documents.ts';
import { DocumentTracker } from './documentTracker.ts';
import { EditorTexts } from './editorTexts.ts';
import { FileLooks } from './fileLooks.ts';
import { FindingActions } from './findingActions.ts';
import { findingCommands } from './findingCommands.ts';
import { FindingsView } from './findingsView.ts';
import { geminiCommands } from './geminiCommands.ts';
import { exportCommands } from './exportCommands.ts';
import { FindingHovers } from './hovers.ts';
import { IgnoreLists } from './ignoreLists.ts';
import { IgnoreWriter } from './ignoreWriter.ts';
import { ChannelLog } from './channelLog.ts';
import { LazyMonitoring } from './lazyMonitoring.ts';
import { LazyPosture } from './lazyPosture.ts';
import { LazyRemediation } from './lazyRemediation.ts';
import { Marks } from './marks.ts';
import type { Ports } from './ports.ts';
import { Problems } from './problems.ts';
import { Renderer } from './renderer.ts';
import { ReportDocuments } from './reportDocuments.ts';
import { reportsLoader } from './reportsBundle.ts';
import { EditorReviewSources } from './reviewSources.ts';
import { ruleCommands } from './ruleCommands.ts';
import { RulePages } from './rulePages.ts';
import { SaveScans } from './saveScans.ts';
import { scanCommands } from './scanCommands.ts';
import { Scans } from './scans.ts';
import { Settings } from './settings.ts';
import { StatusItem } from './statusItem.ts';

/** The extension while it is active, with the parts that tests look into. */
export interface ExtensionInstance {
  readonly store: FindingStore;
  readonly jobs: ScanJobs;
  readonly scans: Scans;
  readonly bulk: BulkRuns;
  readonly tracker: DocumentTracker;
  readonly kept: KeptFindings;
  readonly consent: Consent;
  readonly limit: DailyLimit;
  readonly renderer: Renderer;
  readonly view: FindingsView;
  readonly status: StatusItem;
  readonly posture: LazyPosture;
  readonly remediation: LazyRemediation;
  readonly monitoring: LazyMonitoring;
  /** Resolves when everything it started has ended. */
  dispose(): Promise<void>;
}

/**
 * Builds the parts and registers them. Cheap: no process, no thread, no network and no secret is touched
 * before the first scan.
 */
export function createExtension(context: vscode.ExtensionContext, ports: Ports): ExtensionInstance {
  const owned = new Disposables();
  const { clock, dialogs } = ports;
  const directory = context.extensionUri.fsPath;

  const log = owned.add(new ChannelLog());
  const boundary = new ErrorBoundary(dialogs, log, () => log.show());
  const settings = new Settings();
  const key = new ApiKey(ports);
  const consent = new Consent(ports.memory, dialogs);
  const limit = new DailyLimit(ports.usage, () => clock.now());
  const sources = new EditorReviewSources(ports, key, settings, log, directory);
  const gate = new ReviewGate(sources, consent, limit, clock);

  const store = owned.add(new FindingStore());
  const host = owned.add(
    new EngineHost({
      workerPath: join(directory, 'dist', 'engine-worker.cjs'),
      grammarDirectory: join(directory, 'dist', 'grammars'),
      log: (line) => log.info(line),
    }),
  );
  const jobs = owned.add(new ScanJobs(new Scanner(host, () => clock.now()), store, gate, clock, log));
  owned.add(new Notices(jobs, dialogs));
  const tracker = owned.add(new DocumentTracker(store, jobs));
  const ignoreFile = owned.add(new IgnoreFileThread(join(directory, 'dist', 'ignore-file.cjs')));
  const ignores = owned.add(new IgnoreLists(store, dialogs, log, () => ports.isTrusted(), ignoreFile));
  const texts = new EditorTexts(tracker, ignores);
  const { findings: folder, engines } = ports;
  const kept = owned.add(new KeptFindings({ folder, store, jobs, texts, clock, log, engines }));
  owned.add(vscode.workspace.onDidOpenTextDocument(({ uri }) => void kept.ensure(idOf(uri))));
  const scans = owned.add(new Scans(jobs, tracker, ignores, kept, log));
  const looks = new FileLooks({ jobs, scans, tracker, store, ignores, kept });
  const reports = owned.add(new ReportDocuments());
  const bulk = owned.add(new BulkRuns({ looks, reports, gate, sources, limit, jobs, store, dialogs, clock, log }));
  owned.add(new SaveScans(scans, settings, (error) => boundary.report('Scan on Save', error)));

  const { version } = context.extension.packageJSON as { readonly version: string };
  const writer = new IgnoreWriter(ignores, clock, ignoreFile);
  const report = (error: unknown): void => boundary.report('S3 Posture', error);
  const { workspaceState } = context;
  const posture = owned.add(
    new LazyPosture({ ...ports, directory, version, store, workspaceState, ignores, writer, log, report }),
  );

  const reportMonitoring = (error: unknown): void => boundary.report('Monitoring', error);
  const monitoringParts = { ...ports, directory, version, store, ignores, posture, log, report: reportMonitoring };
  const monitoring = owned.add(new LazyMonitoring(monitoringParts));

  const isTrusted = (): boolean => ports.isTrusted();
  const awsMcp = owned.add(new AwsMcpRegistration({ memory: ports.memory, host: ports.mcpHost, isTrusted, log }));
  const reportFix = (error: unknown): void => boundary.report('Fix', error);
  const fixParts = {
    ...ports,
    directory,
    store,
    tracker,
    scans,
    jobs,
    engine: host,
    posture,
    awsMcp,
    workspaceState,
    log,
  };
  const remediation = owned.add(new LazyRemediation({ ...fixParts, report: reportFix }));

  const view = owned.add(new FindingsView(store, tracker, scans, ignores, workspaceState));
  const status = owned.add(new StatusItem());
  const problems = owned.add(new Problems());
  const marks = owned.add(new Marks(context.extensionUri));
  const renderer = owned.add(
    new Renderer({ store, jobs, scans, bulk, tracker, settings, problems, marks, view, status, posture, clock }),
  );
  owned.add(vscode.languages.registerHoverProvider(SELECTOR, new FindingHovers(store, tracker)));
  owned.add(
    vscode.languages.registerCodeActionsProvider(SELECTOR, new FindingActions(store, tracker), FindingActions.kinds),
  );

  const load = reportsLoader(directory);
  const pages = owned.add(new RulePages(load));
  const table = {
    ...posture.commands(),
    ...remediation.commands(),
    ...monitoring.commands(),
    ...scanCommands({ scans, bulk, jobs, store, tracker, kept, dialogs, clock, isTrusted: () => ports.isTrusted() }),
    ...cacheCommands({ kept, dialogs }),
    ...geminiCommands({ key, consent, sources, limit, dialogs, host: ports.host, log }),
    ...findingCommands({ store, tracker, view, writer, dialogs, isTrusted: () => ports.isTrusted() }),
    ...ruleCommands({ store, pages, load, dialogs }),
    ...exportCommands({ store, scans, tracker, ignores, dialogs, clock, load, version }),
    'palisade.showLog': async () => {
      log.show();
      await Promise.resolve();
    },
  };
  owned.add(registerCommands(table, boundary));
  const dispose = (): Promise<void> => owned.dispose();
  return {
    store,
    jobs,
    scans,
    bulk,
    tracker,
    kept,
    consent,
    limit,
    renderer,
    view,
    status,
    posture,
    remediation,
    monitoring,
    dispose,
  };
}

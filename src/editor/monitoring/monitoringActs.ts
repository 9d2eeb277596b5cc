// What monitoring commands have in common: what has to be there first, and what is said when something was not done.
import * as vscode from 'vscode';
import type { MonitoringSession } from '../../app/monitoring/monitoringSession.ts';
import type { MonitorService } from '../../app/monitoring/monitorProtocol.ts';
import { readerPolicy } from '../../app/monitoring/readerPolicy.ts';
import type { MonitorAround, MonitorFailure, MonitorTarget, Outcome } from '../../monitor/monitorBundle.ts';
import { cleanLine } from '../../outbound/cleaning.ts';
import type { MonitoringParts } from '../lazyMonitoring.ts';
import type { MadeDocuments } from '../remediation/madeDocuments.ts';
import { MONITORING } from './monitoringTexts.ts';
import type { MonitoringView } from './monitoringView.ts';

export interface ActParts extends MonitoringParts {
  readonly session: MonitoringSession;
  readonly monitor: MonitorService;
  readonly view: MonitoringView;
  readonly documents: MadeDocuments;
}

/** The watcher that is meant; undefined, after saying why, where nothing may or can be done. */
export async function targetMeant({ session, dialogs, isTrusted }: ActParts): Promise<MonitorTarget | undefined> {
  if (!isTrusted()) {
    const pressed = await dialogs.tell('warning', `Palisade: ${MONITORING.untrusted}`, [MONITORING.manageTrust]);
    if (pressed === MONITORING.manageTrust) await vscode.commands.executeCommand('workbench.trust.manage');
    return undefined;
  }
  session.lookAtTarget();
  const { target } = session.state;
  if (target === undefined) {
    const pressed = await dialogs.tell('info', `Palisade: ${MONITORING.noAccount}`, [MONITORING.choose]);
    if (pressed === MONITORING.choose) await vscode.commands.executeCommand('palisade.chooseAwsProfile');
  }
  return target;
}

/**
 * Does it with progress and a way to cancel, and says why when it was not done.
 *
 * @param saysCancelled what was begun may not be undone: what is left is said, also when the person cancelled it
 * @returns undefined: it was not done
 */
export async function withProgress<T>(
  parts: ActParts,
  title: string,
  act: (around: MonitorAround) => Promise<Outcome<T>>,
  saysCancelled = false,
): Promise<T | undefined> {
  const { dialogs, session, log } = parts;
  const outcome = await dialogs.progress(title, (signal, report) =>
    act(
      session.around(signal, (line) => {
        log.info(`Monitoring: ${line}`);
        report(cleanLine(line, 200), 0);
      }),
    ),
  );
  if (outcome.kind === 'done') return outcome.value;
  tellFailure(parts, outcome.failure, saysCancelled);
  return undefined;
}

/** Not awaited: a notification may stay for as long as it likes. */
function tellFailure(
  parts: ActParts,
  { kind, message, action, command }: MonitorFailure,
  saysCancelled: boolean,
): void {
  const { dialogs, log, report } = parts;
  if (kind === 'cancelled' && !saysCancelled) return;
  log.warn(`Monitoring: ${kind}: ${message}`);
  const words = [
    cleanLine(message, 600),
    ...(kind === 'cancelled' ? [MONITORING.lookWhatIsLeft] : []),
    ...(action === undefined ? [] : [`Permission needed: ${cleanLine(action, 120)}.`]),
    ...(command === undefined || kind === 'not-deployed' ? [] : [`To run in a terminal: ${cleanLine(command, 300)}`]),
  ].join(' ');
  const buttons = [
    ...(kind === 'cancelled' ? [MONITORING.showStatus] : []),
    ...(kind === 'not-deployed' ? [MONITORING.deploy] : []),
    ...(kind === 'denied' && action !== undefined && isOfReader(action) ? [MONITORING.copyPolicy] : []),
    ...(command === undefined || kind === 'not-deployed' ? [] : [MONITORING.copyCommand]),
  ];
  void dialogs
    .tell('warning', `Palisade: ${words}`, buttons)
    .then(async (pressed) => {
      if (pressed === MONITORING.showStatus) await vscode.commands.executeCommand('palisade.monitoringStatus');
      if (pressed === MONITORING.deploy) await vscode.commands.executeCommand('palisade.deployMonitoring');
      if (pressed === MONITORING.copyPolicy) await copyPolicy(parts);
      if (pressed === MONITORING.copyCommand && command !== undefined) await vscode.env.clipboard.writeText(command);
    })
    .then(undefined, report);
}

/** What whoever looks at runs needs. */
export async function copyPolicy({ session, dialogs }: ActParts): Promise<void> {
  const { target, list } = session.state;
  const policy = readerPolicy({
    stack: target?.stack ?? '*',
    partition: list?.identity.partition,
    accountId: list?.identity.accountId,
    region: list?.identity.region ?? target?.region,
  });
  await vscode.env.clipboard.writeText(`${JSON.stringify(policy, null, 2)}\n`);
  await dialogs.tell('info', `Palisade: ${MONITORING.policyCopied}`, []);
}

function isOfReader(action: string): boolean {
  return readerPolicy({ stack: '*' }).Statement.some(({ Action }) => Action.includes(action));
}

/** Asks for the id of the account, as a person types it. Undefined, after saying so, when it is another text. */
export async function confirmedAccount(
  { dialogs }: ActParts,
  what: string,
  accountId: string,
): Promise<string | undefined> {
  const title = MONITORING.confirmTitle(what, accountId);
  const typed = (await dialogs.askText(title, MONITORING.confirmPrompt, ''))?.trim();
  if (typed === undefined) return undefined;
  if (typed === accountId) return typed;
  await dialogs.tell('warning', `Palisade: ${MONITORING.notConfirmed(accountId)}`, []);
  return undefined;
}

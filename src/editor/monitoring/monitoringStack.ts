// Deploying and removing the watcher: a person sees what will be, and types the id of the account.
import { planPage, presentInWords } from '../../app/monitoring/planText.ts';
import { pageMarkdown } from '../../app/monitoring/pageMarkdown.ts';
import type { StackSetting } from '../../monitor/stack/stackSetting.ts';
import { cleanLine } from '../../outbound/cleaning.ts';
import { postureSettings } from '../postureSettings.ts';
import { type ActParts, confirmedAccount, targetMeant, withProgress } from './monitoringActs.ts';
import { MONITORING } from './monitoringTexts.ts';
import * as vscode from 'vscode';

export async function deployMonitoring(parts: ActParts): Promise<void> {
  const { dialogs, monitor, session, documents, report } = parts;
  const target = await targetMeant(parts);
  if (target === undefined) return;
  const email = await dialogs.askText(MONITORING.email, MONITORING.emailPrompt, '');
  if (email === undefined) return;
  if (email.trim() !== '' && !/^\S+@\S+\.\S+$/.test(email.trim())) {
    await dialogs.tell('warning', `Palisade: ${MONITORING.emailWrong}`, []);
    return;
  }
  const setting = settingOf(email.trim());
  const plan = await withProgress(parts, MONITORING.planning, (around) => monitor.plan(target, setting, around));
  if (plan === undefined) return;
  await documents.showPage('Monitoring Plan.md', pageMarkdown(planPage(plan)));
  const account = cleanLine(plan.identity.accountId, 40);
  const question = MONITORING.planOpen(account, cleanLine(presentInWords(plan), 300));
  // Not a box that has to be answered: behind it nobody could read the plan.
  if ((await dialogs.tell('info', `Palisade: ${question}`, [MONITORING.deploy])) !== MONITORING.deploy) return;
  const confirmed = await confirmedAccount(parts, 'Deploy the watcher to', plan.identity.accountId);
  if (confirmed === undefined) return;
  const done = await withProgress(
    parts,
    MONITORING.deploying,
    // Where it was shown to be, whatever a profile says by now.
    (around) => monitor.deploy({ ...target, region: plan.identity.region }, setting, confirmed, around),
    true,
  );
  void session.refresh();
  if (done === undefined) return;
  void dialogs
    .tell('info', `Palisade: ${MONITORING.deployed[done.did]}`, [MONITORING.runNow, MONITORING.showStatus])
    .then(async (pressed) => {
      if (pressed === MONITORING.runNow) await vscode.commands.executeCommand('palisade.runMonitoring');
      if (pressed === MONITORING.showStatus) await vscode.commands.executeCommand('palisade.monitoringStatus');
    })
    .then(undefined, report);
}

export async function removeMonitoring(parts: ActParts): Promise<void> {
  const { dialogs, monitor, session } = parts;
  const target = await targetMeant(parts);
  if (target === undefined) return;
  const status = await withProgress(parts, MONITORING.asking, (around) => monitor.status(target, around));
  if (status === undefined) return;
  const { accountId } = status.identity;
  const pressed = await dialogs.choose(MONITORING.removeQuestion(cleanLine(accountId, 40)), MONITORING.removeDetail, [
    MONITORING.keep,
    MONITORING.delete,
  ]);
  if (pressed === undefined) return;
  const confirmed = await confirmedAccount(parts, 'Remove the watcher from', accountId);
  if (confirmed === undefined) return;
  const done = await withProgress(
    parts,
    MONITORING.removing,
    (around) =>
      monitor.remove({ ...target, region: status.identity.region }, pressed === MONITORING.keep, confirmed, around),
    true,
  );
  void session.refresh();
  if (done === undefined) return;
  await dialogs.tell('info', `Palisade: ${MONITORING.removed(done.kept.map((one) => cleanLine(one, 200)))}`, []);
}

/** What is said of the account here holds for the watcher, too. */
function settingOf(email: string): Partial<StackSetting> {
  const { trustedAccounts, publicTags, sensitiveTags } = postureSettings();
  return {
    ...(email === '' ? {} : { email }),
    ...(trustedAccounts.length === 0 ? {} : { trustedAccounts }),
    ...(publicTags.length === 0 ? {} : { publicTags }),
    ...(sensitiveTags.length === 0 ? {} : { sensitiveTags }),
  };
}

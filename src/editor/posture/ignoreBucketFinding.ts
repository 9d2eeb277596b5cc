import * as vscode from 'vscode';
import { bucketPlace } from '../../findings/bucketFindings.ts';
import { checkOf } from '../../s3/checks/catalogue.ts';
import type { AccountSession } from '../../app/posture/accountSession.ts';
import type { PostureParts } from '../lazyPosture.ts';
import type { PostureRef } from '../postureCommandIds.ts';
import { ACTIONS, IGNORE } from '../texts.ts';
import { POSTURE } from './postureTexts.ts';

type Parts = Pick<PostureParts, 'store' | 'dialogs' | 'writer' | 'isTrusted'> & {
  readonly session: AccountSession;
};

/**
 * Adds an entry to the ignore file of a workspace folder, after asking for the reason: an account belongs to no
 * folder, so the person says which if there are several.
 *
 * @param scope `check`: whatever this check says of this bucket
 */
export async function ignoreBucketFinding(
  { store, dialogs, writer, isTrusted, session }: Parts,
  ref: PostureRef | undefined,
  scope: 'finding' | 'check',
): Promise<void> {
  const { place, fingerprint } = ref ?? {};
  const record =
    place === undefined || fingerprint === undefined ? undefined : store.buckets.record(place, fingerprint);
  if (record === undefined) {
    await dialogs.tell('info', `Palisade: ${POSTURE.noFinding}`, []);
    return;
  }
  if (session.state.source?.kind === 'sample') {
    await dialogs.tell('info', `Palisade: ${POSTURE.sample}`, []);
    return;
  }
  if (!isTrusted()) {
    await dialogs.tell('warning', `Palisade: ${IGNORE.untrusted}`, []);
    return;
  }
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder =
    folders.length > 1
      ? await dialogs.pick(
          POSTURE.ignoreIn,
          folders.map((one) => ({ label: one.name, description: '', value: one })),
        )
      : folders[0];
  if (folder === undefined) {
    if (folders.length === 0) await dialogs.tell('warning', `Palisade: ${POSTURE.noFolder}`, []);
    return;
  }
  const { finding } = record;
  const title = checkOf(finding.ruleId)?.title ?? finding.ruleId;
  const where = record.place.startsWith(bucketPlace(''))
    ? finding.subject.bucket
    : `account ${finding.subject.accountId}`;
  const about =
    scope === 'finding' ? `Ignore "${finding.title}" (${where})` : `Ignore the check "${title}" for ${where}`;
  const reason = (await dialogs.askReason(about))?.trim() ?? '';
  if (reason === '') return;
  const result = await writer.add(folder, {
    rule: finding.ruleId,
    file: record.place,
    ...(scope === 'finding' ? { fingerprint: finding.fingerprint } : {}),
    reason,
  });
  if (result.kind === 'written') return;
  const pressed = await dialogs.tell('error', `Palisade: ${result.message}`, [ACTIONS.openFile]);
  if (pressed === ACTIONS.openFile) await vscode.window.showTextDocument(result.file);
}

// The entry of the bundle dist/posture.cjs: everything about the S3 posture that is not needed before somebody opens it.
import { join } from 'node:path';
import * as vscode from 'vscode';
import { AccountRechecks } from '../../app/posture/accountRechecks.ts';
import { AccountSession } from '../../app/posture/accountSession.ts';
import { ReaderThread } from '../../app/posture/readerThread.ts';
import { JUDGES } from '../../s3/checks/judges.ts';
import { readSharedConfig } from '../../s3/account/profiles.ts';
import { watchSharedFiles } from '../../s3/account/sharedFiles.ts';
import { sampleAccount } from '../../s3/sampleAccount.ts';
import { systemTimers } from '../../gemini/timers.ts';
import { Disposables } from '../disposables.ts';
import type { PostureCommandId } from '../postureCommandIds.ts';
import { postureSettings } from '../postureSettings.ts';
import type { Posture, PostureParts } from '../lazyPosture.ts';
import { BucketPages } from './bucketPages.ts';
import { postureCommands } from './postureCommands.ts';
import { PostureDocuments } from './postureDocuments.ts';
import { PostureReadings } from './postureReadings.ts';
import { PostureView } from './postureView.ts';
import { AccountMemory, hasKeys } from './profilePicker.ts';

/** Builds the parts. Nothing is read from AWS before the view is shown or a command asks for it. */
export function openPosture(parts: PostureParts): Posture {
  const owned = new Disposables();
  const { directory, version, aws, clock, store, dialogs, log, isTrusted, report } = parts;
  const now = (): number => clock.now();
  const timers = systemTimers();
  const reader = owned.add(new ReaderThread({ directory: join(directory, 'dist'), version, environment: aws }, now));
  const session = owned.add(
    new AccountSession({
      reader,
      judges: JUDGES,
      findings: store.buckets,
      sample: sampleAccount,
      settings: postureSettings,
      askCode: (serial, signal) => dialogs.askCode(serial, signal),
      now,
      log,
    }),
  );
  const rechecks = owned.add(new AccountRechecks({ session, reader, judges: JUDGES, settings: postureSettings }));
  const memory = new AccountMemory(parts.memory);
  const readings = owned.add(new PostureReadings({ ...parts, session, memory }));
  let hasFiles = true;
  const view = owned.add(
    new PostureView({
      session,
      findings: store.buckets,
      settings: postureSettings,
      surroundings: () => ({ trusted: isTrusted(), hasFiles }),
      now,
      ...timers,
      memory: parts.workspaceState,
      // Not now: the editor is in the middle of asking for rows.
      onShown: () => setImmediate(() => void readings.opened().catch(report)),
    }),
  );
  const documents = owned.add(new PostureDocuments());
  const pages = owned.add(new BucketPages(session));

  const lookAtFiles = async (): Promise<void> => {
    const { source } = session.state;
    const { profiles, files } = await readSharedConfig(aws);
    session.profileIs(source?.kind === 'profile' && !profiles.has(source.name));
    hasFiles = files.some(({ state }) => state !== 'absent') || hasKeys(aws);
    view.render();
  };
  owned.add(watchSharedFiles(aws, () => void lookAtFiles().catch(report)));
  owned.add(vscode.workspace.onDidGrantWorkspaceTrust(() => view.render()));
  owned.add(
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('palisade.aws')) view.render();
      // Whoever was told to name buckets has done so.
      const isAnswer = session.state.outcome?.failure?.kind === 'list-denied' && postureSettings().pinned.length > 0;
      if (isAnswer && event.affectsConfiguration('palisade.aws.buckets')) void readings.readAll().catch(report);
    }),
  );
  void lookAtFiles().catch(report);
  const table = postureCommands({ ...parts, session, view, documents, pages, readings, accountMemory: memory });
  return {
    session,
    view,
    rechecks,
    run: (id: PostureCommandId, argument: unknown) => table[id](argument),
    dispose: () => owned.dispose(),
  };
}

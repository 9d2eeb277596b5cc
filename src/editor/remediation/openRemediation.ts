// The entry of the bundle dist/remediation.cjs: prompts, hand-offs and re-checks, which are not needed before somebody
// wants something fixed.
import * as vscode from 'vscode';
import { JobLooks } from '../../app/fixes/codeLooks.ts';
import type { Fix } from '../../app/fixes/fix.ts';
import type { FixStorage } from '../../app/fixes/fixFile.ts';
import { FixWatch } from '../../app/fixes/fixWatch.ts';
import type { S3Playbook } from '../../remediation/playbook.ts';
import { Disposables } from '../disposables.ts';
import { FIXES_KEY, type RemediationParts } from '../lazyRemediation.ts';
import type { RemediationCommandId } from '../remediationCommandIds.ts';
import { awsMcpCommands } from './awsMcpCommands.ts';
import { FixesView, refOf } from './fixesView.ts';
import { fixCommands } from './fixCommands.ts';
import { fixListCommands } from './fixListCommands.ts';
import { FixNotices } from './fixNotices.ts';
import { MadeDocuments } from './madeDocuments.ts';
import { PromptMaker } from './promptMaker.ts';
import { PromptPreviews } from './promptPreview.ts';
import { watchMinutes } from './remediationSettings.ts';
import { editorDocuments, watchFiles } from './watchedFiles.ts';

/** What the bundle gives to the extension, and what tests look into. */
export interface OpenRemediation {
  readonly watch: FixWatch;
  readonly view: FixesView;
  /** Resolves when what an earlier window handed off is watched again. */
  readonly restored: Promise<void>;
  run(id: RemediationCommandId, argument: unknown): Promise<void>;
  dispose(): Promise<void>;
}

/** Builds the parts. Nothing is sent, and nothing is read from AWS before something of it was handed off. */
export function openRemediation(parts: RemediationParts): OpenRemediation {
  const owned = new Disposables();
  const { store, jobs, clock, log, dialogs, posture, report } = parts;
  const code = new JobLooks(jobs, editorDocuments(parts));
  const storage = storageIn(parts.workspaceMemory);
  const watch = owned.add(new FixWatch({ store, code, storage, clock, log, watchMs: () => watchMinutes() * 60_000 }));
  owned.add(watchFiles(watch));

  const view = owned.add(new FixesView(() => clock.now()));
  const show = async (fix: Fix): Promise<void> => {
    const command = fix.subject.kind === 'code' ? 'palisade.revealFinding' : 'palisade.showBucket';
    await vscode.commands.executeCommand(command, refOf(fix));
  };
  const notices = owned.add(new FixNotices(dialogs, show, report));
  const render = (): void => {
    const fixes = watch.fixes();
    view.render(fixes);
    // What an earlier window knew is no news.
    if (isRestored) notices.tell(fixes);
    useAccount();
  };

  let isRestored = false;
  let hasEnded = false;
  owned.add({ dispose: () => void (hasEnded = true) });
  let isUsed = false;
  /** The account is there as soon as its view is; what waits for a bucket is a reason to load it. */
  function useAccount(): void {
    const isNeeded = watch
      .fixes()
      .some(({ subject, watchUntil }) => subject.kind === 'bucket' && clock.now() < watchUntil);
    if (isUsed || (!isNeeded && posture.loaded === undefined)) return;
    isUsed = true;
    watch.useAccount(posture.load().rechecks);
  }

  owned.add(watch.onDidChange(render));
  const restored = watch
    .restore()
    .then(() => {
      if (hasEnded) return;
      notices.known(watch.fixes());
      isRestored = true;
      render();
    })
    .catch(report);

  const documents = owned.add(new MadeDocuments());
  const maker = new PromptMaker(parts);
  const previews = new PromptPreviews(documents);
  const s3Playbooks = async (): Promise<readonly S3Playbook[]> =>
    (await maker.playbooks()).all().flatMap(({ playbook }) => (playbook.kind === 's3' ? [playbook] : []));
  const showMade = async (name: string, text: string): Promise<void> => {
    await documents.show(name, text);
  };
  const table: Readonly<Record<RemediationCommandId, (argument: unknown) => Promise<void>>> = {
    ...fixCommands({ ...parts, maker, previews, documents, watch, useAccount }),
    ...fixListCommands({ ...parts, watch }),
    ...awsMcpCommands({ ...parts, s3Playbooks, showMade }),
  };
  return { watch, view, restored, run: (id, argument) => table[id](argument), dispose: () => owned.dispose() };
}

/** In the memory of the workspace: nothing is written into the repository. */
function storageIn(memory: RemediationParts['workspaceMemory']): FixStorage {
  return {
    read: () => Promise.resolve(memory.get(FIXES_KEY)),
    write: async (text) => {
      await memory.update(FIXES_KEY, text);
    },
    remove: async () => {
      await memory.update(FIXES_KEY, undefined);
    },
    keepAside: async (text) => {
      await memory.update(`${FIXES_KEY}.unreadable`, text);
    },
  };
}

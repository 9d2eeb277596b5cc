import * as vscode from 'vscode';
import type { AccountSession } from '../../app/posture/accountSession.ts';
import type { BucketRow } from '../../app/posture/accountState.ts';
import { cleanLine } from '../../outbound/cleaning.ts';
import { SEVERITIES, type Severity } from '../../findings/severity.ts';
import { checkOf } from '../../s3/checks/catalogue.ts';
import type { CheckResult } from '../../s3/posture.ts';
import { accountFactsDocument, bucketFactsDocument } from '../../s3/reports/factsDocument.ts';
import type { PostureParts } from '../lazyPosture.ts';
import { type PostureCommandId, postureRefOf, type PostureRef } from '../postureCommandIds.ts';
import type { BucketPages } from './bucketPages.ts';
import { bucketArn, consoleLink } from './consoleLinks.ts';
import { ignoreBucketFinding } from './ignoreBucketFinding.ts';
import type { PostureDocuments } from './postureDocuments.ts';
import type { PostureReadings } from './postureReadings.ts';
import { POSTURE } from './postureTexts.ts';
import type { PostureView } from './postureView.ts';
import { type AccountMemory, pickAccount } from './profilePicker.ts';

export interface PostureCommandParts extends PostureParts {
  readonly session: AccountSession;
  readonly view: PostureView;
  readonly documents: PostureDocuments;
  readonly pages: BucketPages;
  readonly readings: PostureReadings;
  readonly accountMemory: AccountMemory;
}

type Handler = (argument: unknown) => Promise<void>;

export function postureCommands(parts: PostureCommandParts): Readonly<Record<PostureCommandId, Handler>> {
  return { ...accountCommands(parts), ...viewCommands(parts), ...bucketCommands(parts) };
}

type AccountCommands =
  | 'palisade.showPosture'
  | 'palisade.chooseAwsProfile'
  | 'palisade.readAccount'
  | 'palisade.cancelReading'
  | 'palisade.openSampleAccount'
  | 'palisade.closeAccount'
  | 'palisade.signInToAws'
  | 'palisade.nameBuckets'
  | 'palisade.backToLiveReading';

function accountCommands(parts: PostureCommandParts): Record<AccountCommands, Handler> {
  const { session, readings, dialogs, aws, accountMemory, clock } = parts;
  const focus = async (): Promise<void> => {
    await vscode.commands.executeCommand('palisade.posture.focus');
  };
  return {
    'palisade.showPosture': focus,
    'palisade.chooseAwsProfile': async () => {
      const source = await pickAccount(dialogs, aws, accountMemory, () => clock.now());
      if (source === undefined) return;
      await focus();
      await readings.choose(source);
    },
    'palisade.readAccount': () => readings.readAll(),
    'palisade.cancelReading': async () => {
      if (session.state.reading === undefined) await dialogs.tell('info', `Palisade: ${POSTURE.nothingRunning}`, []);
      session.cancel();
    },
    'palisade.openSampleAccount': async () => {
      await focus();
      await readings.choose({ kind: 'sample' });
    },
    'palisade.closeAccount': async () => {
      session.choose(undefined);
      await accountMemory.setSource(undefined);
    },
    'palisade.signInToAws': () => readings.signIn(),
    'palisade.backToLiveReading': () => readings.backToLive(),
    'palisade.nameBuckets': async () => {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'palisade.aws.buckets');
    },
  };
}

type ViewCommands =
  | 'palisade.groupPostureByBucket'
  | 'palisade.groupPostureByCheck'
  | 'palisade.filterPostureBySeverity'
  | 'palisade.filterPostureByText'
  | 'palisade.clearPostureFilter'
  | 'palisade.showMoreBuckets';

function viewCommands({ view, dialogs }: PostureCommandParts): Record<ViewCommands, Handler> {
  return {
    'palisade.groupPostureByBucket': () => view.setGroupBy('bucket'),
    'palisade.groupPostureByCheck': () => view.setGroupBy('check'),
    'palisade.filterPostureBySeverity': async () => {
      const { severities } = view.filter;
      const choices = SEVERITIES.map((severity) => ({
        label: severity,
        description: '',
        value: severity,
        picked: severities?.has(severity) ?? true,
      }));
      const picked = await dialogs.pickSeveral<Severity>(POSTURE.filterSeverity, choices);
      if (picked === undefined) return;
      const isAll = picked.length === 0 || picked.length === SEVERITIES.length;
      view.setFilter({ ...view.filter, severities: isAll ? undefined : new Set(picked) });
    },
    'palisade.filterPostureByText': async () => {
      const text = await dialogs.askText(POSTURE.filterText, POSTURE.filterPrompt, view.filter.text);
      if (text !== undefined) view.setFilter({ ...view.filter, text: text.trim() });
    },
    'palisade.clearPostureFilter': async () => {
      view.clearFilter();
      await Promise.resolve();
    },
    'palisade.showMoreBuckets': async () => {
      view.showMore();
      await Promise.resolve();
    },
  };
}

type BucketCommands = Exclude<PostureCommandId, AccountCommands | ViewCommands>;

function bucketCommands(parts: PostureCommandParts): Record<BucketCommands, Handler> {
  const { session, readings, documents, pages, dialogs } = parts;
  return {
    'palisade.readBucket': async (argument) => {
      if (await isReport(parts)) return;
      const row = await bucketMeant(parts, argument);
      if (row !== undefined) await readings.readBucket(row.name);
    },
    'palisade.showBucket': async (argument) => {
      const row = await readMeant(parts, argument);
      if (row !== undefined) pages.show(row.name);
    },
    'palisade.openInAwsConsole': async (argument) => {
      const { identity, source } = session.state;
      if (source?.kind === 'sample' || identity === undefined) {
        await dialogs.tell('info', `Palisade: ${source?.kind === 'sample' ? POSTURE.sample : POSTURE.noSource}`, []);
        return;
      }
      const { bucket } = postureRefOf(argument) ?? {};
      const link = consoleLink(bucket === undefined ? undefined : session.state.rows.get(bucket), identity);
      if (link === undefined) await dialogs.tell('info', `Palisade: ${POSTURE.noConsole}`, []);
      else await vscode.env.openExternal(vscode.Uri.parse(link));
    },
    'palisade.copyArn': async (argument) => {
      const row = await bucketMeant(parts, argument);
      const { identity } = session.state;
      if (row === undefined || identity === undefined) return;
      await vscode.env.clipboard.writeText(bucketArn(row.name, identity));
      vscode.window.setStatusBarMessage(`Palisade: ${POSTURE.copied('The ARN')}`, SAID_MS);
    },
    'palisade.copyEvidence': async (argument) => {
      const ref = postureRefOf(argument);
      const results = ref === undefined ? [] : resultsMeant(session, ref);
      if (results.length === 0) {
        await dialogs.tell('info', `Palisade: ${POSTURE.noBucket}`, []);
        return;
      }
      await vscode.env.clipboard.writeText(`${results.map(evidenceInWords).join('\n')}\n`);
      vscode.window.setStatusBarMessage(`Palisade: ${POSTURE.copied('The evidence')}`, SAID_MS);
    },
    'palisade.openBucketJson': async (argument) => {
      const row = await readMeant(parts, argument);
      if (row !== undefined) await documents.show(row.name, jsonOf(parts, row));
    },
    'palisade.openAccountJson': async () => {
      if (await isReport(parts)) return;
      const { account, source, outcome } = session.state;
      if (account === undefined) {
        await dialogs.tell('info', `Palisade: ${POSTURE.accountNotRead}`, []);
        return;
      }
      const head = { readAt: outcome?.endedAt, sample: source?.kind === 'sample' };
      await documents.show(account.facts.identity.accountId, accountFactsDocument(account.facts, head));
    },
    'palisade.compareReadings': async (argument) => {
      const row = await readMeant(parts, argument);
      if (row === undefined) return;
      if (row.before === undefined) {
        await dialogs.tell('info', `Palisade: ${POSTURE.noBefore}`, []);
        return;
      }
      const before = jsonOf(parts, row, row.before);
      const name = row.name;
      await documents.compare(
        `${cleanLine(name, 80)}: ${timeOf(row.before.readAt)} ↔ ${timeOf(row.readAt)}`,
        { name, text: before },
        { name, text: jsonOf(parts, row) },
      );
    },
    'palisade.ignoreBucketFinding': (argument) => ignoreBucketFinding(parts, postureRefOf(argument), 'finding'),
    'palisade.ignoreCheckInBucket': (argument) => ignoreBucketFinding(parts, postureRefOf(argument), 'check'),
  };
}

const SAID_MS = 4_000;

/** The bucket of a row; else asks which. */
async function bucketMeant(
  { session, dialogs }: PostureCommandParts,
  argument: unknown,
): Promise<BucketRow | undefined> {
  const { rows } = session.state;
  const { bucket } = postureRefOf(argument) ?? {};
  if (bucket !== undefined) return rows.get(bucket);
  if (rows.size === 0) {
    await dialogs.tell('info', `Palisade: ${POSTURE.noBucket}`, []);
    return undefined;
  }
  const choices = [...rows.values()].map((row) => ({ label: row.name, description: row.region ?? '', value: row }));
  return await dialogs.pick(POSTURE.pickBucket, choices);
}

/** @returns whether a report is shown, which has no facts: that is said then */
async function isReport({ session, dialogs, readings }: PostureCommandParts): Promise<boolean> {
  if (session.state.source?.kind !== 'report') return false;
  const pressed = await dialogs.tell('info', `Palisade: ${POSTURE.report}`, [POSTURE.backToLive]);
  if (pressed === POSTURE.backToLive) await readings.backToLive();
  return true;
}

async function readMeant(parts: PostureCommandParts, argument: unknown): Promise<BucketRow | undefined> {
  if (await isReport(parts)) return undefined;
  const row = await bucketMeant(parts, argument);
  if (row === undefined || row.posture !== undefined) return row;
  const pressed = await parts.dialogs.tell('info', `Palisade: ${POSTURE.readFirst}`, [POSTURE.readAgain]);
  if (pressed === POSTURE.readAgain) await parts.readings.readBucket(row.name);
  return undefined;
}

/** The results of a row: of a check, of a bucket, or of the account. */
function resultsMeant(session: AccountSession, { bucket, checkId }: PostureRef): readonly CheckResult[] {
  const { rows, account } = session.state;
  const results = bucket === undefined ? account?.results : rows.get(bucket)?.posture?.results;
  return (results ?? []).filter((result) => checkId === undefined || result.checkId === checkId);
}

function evidenceInWords({ checkId, resource, outcome }: CheckResult): string {
  const severity = outcome.kind === 'fail' || outcome.kind === 'unknown' ? ` (${outcome.severity})` : '';
  const missing =
    outcome.kind === 'unknown'
      ? outcome.missing.map(
          ({ api, action, error, requestId }) =>
            `${api} (${action}): ${error}${requestId === undefined ? '' : `, request ${requestId}`}`,
        )
      : [];
  const head = `${resource}: ${checkId}: ${outcome.kind}${severity}: ${checkOf(checkId)?.title ?? ''}`;
  return [head, outcome.evidence, ...missing].map((line) => cleanLine(line, 2_000)).join('\n  ');
}

function jsonOf({ session }: PostureCommandParts, row: BucketRow, at?: NonNullable<BucketRow['before']>): string {
  const { identity, source } = session.state;
  const facts = at?.facts ?? row.posture?.facts;
  if (facts === undefined || identity === undefined) throw new Error('a bucket that was read has facts and an account');
  return bucketFactsDocument(facts, { identity, readAt: at?.readAt ?? row.readAt, sample: source?.kind === 'sample' });
}

function timeOf(at: number | undefined): string {
  return at === undefined ? '' : new Date(at).toLocaleTimeString();
}

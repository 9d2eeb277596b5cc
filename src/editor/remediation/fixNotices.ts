// Says once what became of something that was handed off: the person is waiting for it.
import type { Fix } from '../../app/fixes/fix.ts';
import type { EditorDialogs } from '../dialogs.ts';
import { checkInWords, openedInWords } from './fixWords.ts';

export class FixNotices {
  readonly #dialogs: Pick<EditorDialogs, 'tell'>;
  readonly #show: (fix: Fix) => Promise<void>;
  readonly #report: (error: unknown) => void;
  /** What was said last of each fix. */
  readonly #said = new Map<string, string>();

  /** @param show takes the person to where it is */
  constructor(
    dialogs: Pick<EditorDialogs, 'tell'>,
    show: (fix: Fix) => Promise<void>,
    report: (error: unknown) => void,
  ) {
    this.#dialogs = dialogs;
    this.#show = show;
    this.#report = report;
  }

  /** What an earlier window knew is no news. */
  known(fixes: readonly Fix[]): void {
    for (const fix of fixes) this.#said.set(fix.id, newsOf(fix) ?? '');
  }

  tell(fixes: readonly Fix[]): void {
    for (const fix of fixes) {
      const news = newsOf(fix) ?? '';
      if (news === (this.#said.get(fix.id) ?? '')) continue;
      this.#said.set(fix.id, news);
      if (news === '') continue;
      const isGood = fix.status === 'fixed' && fix.check?.opened.length === 0;
      void this.#dialogs
        .tell(isGood ? 'info' : 'warning', `Palisade: ${checkInWords(fix)}`, isGood ? [] : [SHOW])
        .then(async (pressed) => {
          if (pressed === SHOW) await this.#show(fix);
        })
        .catch(this.#report);
    }
  }
}

const SHOW = 'Show';

/** What makes a state worth telling; undefined while there is nothing to tell. */
function newsOf(fix: Fix): string | undefined {
  const { status, check, paused, reopenedAt } = fix;
  if (paused !== undefined) return `paused ${paused.why}`;
  if (status === 'watching' || status === 'stopped' || check === undefined) return undefined;
  return [status, reopenedAt, check.movedTo?.path, openedInWords(check)].join('|');
}

// Says once what became of something that was handed off: the person is waiting for it.
import type { Fix } from '../../app/fixes/fix.ts';
import type { EditorDialogs } from '../dialogs.ts';
import { checkInWords, openedInWords, severalInWords } from './fixWords.ts';

export class FixNotices {
  readonly #dialogs: Pick<EditorDialogs, 'tell'>;
  readonly #show: (fix: Fix) => Promise<void>;
  readonly #report: (error: unknown) => void;
  readonly #waiting = new Map<string, Fix>();
  #timer: NodeJS.Timeout | undefined;
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

  /** What becomes known at about the same time is said together: a bucket may have a dozen failures. */
  tell(fixes: readonly Fix[]): void {
    for (const fix of fixes) {
      const news = newsOf(fix) ?? '';
      if (news === (this.#said.get(fix.id) ?? '')) continue;
      this.#said.set(fix.id, news);
      if (news === '') this.#waiting.delete(fix.id);
      else this.#waiting.set(fix.id, fix);
    }
    const isKnown = new Set(fixes.map(({ id }) => id));
    for (const id of this.#said.keys()) if (!isKnown.has(id)) this.#said.delete(id);
    if (this.#waiting.size > 0) this.#timer ??= setTimeout(() => this.#flush(), TOGETHER_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #flush(): void {
    this.#timer = undefined;
    const fixes = [...this.#waiting.values()];
    this.#waiting.clear();
    const [first] = fixes;
    if (first === undefined) return;
    const isGood = fixes.every(({ status, check }) => status === 'fixed' && check?.opened.length === 0);
    const words = fixes.length === 1 ? checkInWords(first) : severalInWords(fixes);
    void this.#dialogs
      .tell(isGood ? 'info' : 'warning', `Palisade: ${words}`, isGood ? [] : [SHOW])
      .then(async (pressed) => {
        if (pressed === SHOW) await this.#show(first);
      })
      .catch(this.#report);
  }
}

/** Long enough for what one look says of several findings, short enough for a person who waits. */
const TOGETHER_MS = 250;

const SHOW = 'Show';

/** What makes a state worth telling; undefined while there is nothing to tell. */
function newsOf(fix: Fix): string | undefined {
  const { status, check, paused, reopenedAt } = fix;
  if (paused !== undefined) return `paused ${paused.why}`;
  if (status === 'watching' || status === 'stopped' || check === undefined) return undefined;
  return [status, reopenedAt, check.movedTo?.path, openedInWords(check)].join('|');
}

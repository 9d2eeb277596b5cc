// The account id, as a person typed it, is what stands between him and the wrong account.
import { MonitorStopped } from '../aws/asking.ts';
import type { Session } from '../aws/session.ts';

/** @throws MonitorStopped where it is not the account of these credentials, now */
export async function mustBeConfirmed(session: Session, confirmed: string): Promise<void> {
  const typed = confirmed.trim();
  if (!/^\d{12}$/.test(typed)) {
    const message = 'Nothing was done: to confirm, the id of the account has to be typed, 12 digits.';
    throw new MonitorStopped({ kind: 'not-confirmed', message });
  }
  // Asked anew: between the plan and the answer somebody may have signed in elsewhere.
  const { accountId, arn } = await session.identify();
  if (typed === accountId && accountId === session.identity.accountId) return;
  const message = `Nothing was done: these credentials are of account ${accountId} (${arn}), and ${typed} was confirmed.`;
  throw new MonitorStopped({ kind: 'other-account', message });
}

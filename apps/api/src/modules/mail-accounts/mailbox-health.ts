import type { MailAccount as Presented } from '@noxdesk/contracts';
import type { MailAccount, Warnings } from './mail-account.js';

export type MailboxHealth = Presented['status']['health'];

/** Something that ends and stops the mail with it. */
export interface Ending {
  kind: keyof Warnings;
  expiresAt: Date;
  /** Whole days left, rounded up; 0 and less: it has ended. */
  days: number;
}

const DAY_MS = 86_400_000;
/** Days ahead of an end at which somebody is told: each once. */
const STEPS = [30, 7, 1, 0];
/** A consent that is granted for a week only is not worth a warning on its first day. */
const GRANT_STEPS = [3, 1, 0];

const stepsOf = (kind: Ending['kind']) => (kind === 'grant' ? GRANT_STEPS : STEPS);

/** Since when nothing has been heard of a mailbox. */
export function unreadSince({ lastFetchAt, watchedSince }: MailAccount): Date {
  return lastFetchAt && lastFetchAt > watchedSince ? lastFetchAt : watchedSince;
}

/** Unread for longer than it may be, its own pace included. */
export function isSilent(account: MailAccount, now: Date): boolean {
  const most = account.alertAfterMinutes * 60_000 + account.pollSeconds * 1_000;
  return account.enabled && now.getTime() - unreadSince(account).getTime() >= most;
}

/** What ends soon or has ended, and is needed. */
export function endings(account: MailAccount, now: Date): Ending[] {
  if (account.auth === 'password') return [];
  const { client_secret_expires_at: secretEnd } = account.oauth ?? {};
  const grantEnd = account.secrets.tokens?.grantExpiresAt;
  const all: [Ending['kind'], Date | undefined][] = [
    ['client_secret', secretEnd === undefined ? undefined : new Date(secretEnd)],
    ['grant', grantEnd === undefined ? undefined : new Date(grantEnd)],
  ];
  return all.flatMap(([kind, expiresAt]) => {
    if (!expiresAt) return [];
    const days = Math.ceil((expiresAt.getTime() - now.getTime()) / DAY_MS);
    return days <= stepsOf(kind)[0]! ? [{ kind, expiresAt, days }] : [];
  });
}

/** The step of the warning that is due now; null where it was given for this end. */
export function warningDue({ kind, expiresAt, days }: Ending, warned: Warnings): number | null {
  const step = stepsOf(kind).findLast((each) => days <= each)!;
  const given = warned[kind];
  const isGiven = given?.expiresAt === expiresAt.toISOString() && given.days <= step;
  return isGiven ? null : step;
}

export function healthOf(account: MailAccount, now: Date): MailboxHealth {
  if (!account.enabled) return 'disabled';
  if (isSilent(account, now)) return 'failing';
  return account.error || endings(account, now).length > 0 ? 'warning' : 'ok';
}

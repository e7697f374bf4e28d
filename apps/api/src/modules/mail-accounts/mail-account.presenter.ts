import type { Locale, MailAccount as Presented } from '@noxdesk/contracts';
import { mailErrorText } from '../../platform/mail-transport/mail-error.js';
import type { MailAccount } from './mail-account.js';
import { endings, healthOf } from './mailbox-health.js';

function stateOf(account: MailAccount): Presented['status']['state'] {
  if (!account.enabled) return 'disabled';
  if (account.error) return 'failing';
  return account.lastFetchAt ? 'ok' : 'waiting';
}

/** An account without any of its secrets. */
export function presentMailAccount(
  account: MailAccount,
  counts: Presented['status']['counts'],
  { locale, now }: { locale: Locale; now: Date },
): Presented {
  const { error, lastFetchAt, fetchDueAt, secrets } = account;
  const tokenEnd = secrets.tokens?.expiresAt;
  return {
    id: account.id,
    department: account.department,
    address: account.address,
    protocol: account.protocol,
    host: account.host,
    port: account.port,
    tls: account.tls,
    tls_ca: account.tlsCa,
    auth: account.auth,
    username: account.username,
    has_password: account.secrets.password !== undefined,
    oauth: account.oauth,
    smtp: account.smtp,
    folder: account.folder,
    poll_seconds: account.pollSeconds,
    after_import: account.afterImport,
    receipts: account.receipts,
    max_bytes: account.maxBytes,
    alert_after_minutes: account.alertAfterMinutes,
    enabled: account.enabled,
    status: {
      state: stateOf(account),
      health: healthOf(account, now),
      error: error && {
        code: error.code,
        message: mailErrorText(error.code, locale),
        detail: error.detail ?? '',
        since: error.since ?? null,
      },
      failures: account.failures,
      last_fetch_at: lastFetchAt?.toISOString() ?? null,
      next_fetch_at: account.enabled ? (fetchDueAt?.toISOString() ?? null) : null,
      lag_seconds: lagSeconds(account, now),
      token_expires_at: tokenEnd === undefined || tokenEnd === 0 ? null : new Date(tokenEnd).toISOString(),
      warnings: presentWarnings(account, now),
      counts,
    },
  };
}

/** A mailbox that was read a moment ago has nothing older that we do not know. */
export const lagSeconds = ({ enabled, lastFetchAt }: MailAccount, now: Date): number | null =>
  enabled && lastFetchAt ? Math.max(0, Math.round((now.getTime() - lastFetchAt.getTime()) / 1_000)) : null;

export const presentWarnings = (account: MailAccount, now: Date): Presented['status']['warnings'] =>
  endings(account, now).map(({ kind, expiresAt, days }) => ({
    kind,
    expires_at: expiresAt.toISOString(),
    days,
  }));

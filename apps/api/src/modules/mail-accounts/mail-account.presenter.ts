import type { Locale, MailAccount as Presented } from '@noxdesk/contracts';
import { mailErrorText } from '../../platform/mail-transport/mail-error.js';
import type { MailAccount } from './mail-account.js';

function stateOf(account: MailAccount): Presented['status']['state'] {
  if (!account.enabled) return 'disabled';
  if (account.error) return 'failing';
  return account.lastFetchAt ? 'ok' : 'waiting';
}

/** An account without any of its secrets. */
export function presentMailAccount(account: MailAccount, locale: Locale): Presented {
  const { error, lastFetchAt } = account;
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
    enabled: account.enabled,
    status: {
      state: stateOf(account),
      error: error && { code: error.code, message: mailErrorText(error.code, locale) },
      last_fetch_at: lastFetchAt?.toISOString() ?? null,
    },
  };
}

import type { MailAccount } from '@noxdesk/contracts';
import type { Values } from '../resource/types.js';

const MOVE = 'move:';
const MEGABYTE = 1024 * 1024;

export function accountValues(account: MailAccount | null): Values {
  const after = account?.after_import ?? 'seen';
  return {
    department: account ? String(account.department) : '',
    address: account?.address ?? '',
    protocol: account?.protocol ?? 'imap',
    host: account?.host ?? '',
    port: String(account?.port ?? 993),
    tls: account?.tls ?? 'tls',
    tls_ca: account?.tls_ca ?? '',
    auth: account?.auth ?? 'password',
    username: account?.username ?? '',
    password: '',
    client_id: account?.oauth?.client_id ?? '',
    client_secret: '',
    secret_expires: account?.oauth?.client_secret_expires_at?.slice(0, 10) ?? '',
    authorize_url: account?.oauth?.authorize_url ?? '',
    token_url: account?.oauth?.token_url ?? '',
    scopes: (account?.oauth?.scopes ?? []).join(' '),
    folder: account?.folder ?? 'INBOX',
    poll_seconds: String(account?.poll_seconds ?? 60),
    after: after.startsWith(MOVE) ? 'move' : after,
    move_to: after.startsWith(MOVE) ? after.slice(MOVE.length) : '',
    receipts: account?.receipts ?? 'people',
    max_megabytes: account?.max_bytes ? String(Math.round(account.max_bytes / MEGABYTE)) : '',
    alert_after_minutes: String(account?.alert_after_minutes ?? 30),
    own_smtp: Boolean(account?.smtp),
    smtp_host: account?.smtp?.host ?? '',
    smtp_port: String(account?.smtp?.port ?? 587),
    smtp_tls: account?.smtp?.tls ?? 'starttls',
    smtp_username: account?.smtp?.username ?? '',
    smtp_password: '',
    smtp_rate: account?.smtp?.mails_per_minute ? String(account.smtp.mails_per_minute) : '',
    enabled: account?.enabled ?? true,
  };
}

/** The account that the form describes; secrets left empty are not sent, so that they stay as they are. */
export function toAccountBody(values: Values): object {
  const text = (name: string) => String(values[name] ?? '').trim();
  const filled = (name: string, as = name) => (text(name) ? { [as]: String(values[name]) } : {});
  const password = values.auth === 'password';
  return {
    department: Number(values.department),
    address: text('address'),
    protocol: values.protocol,
    host: text('host'),
    port: Number(values.port),
    tls: values.tls,
    tls_ca: text('tls_ca') || null,
    auth: values.auth,
    username: text('username'),
    ...(password && filled('password')),
    oauth: password ? null : oauthBody(values),
    folder: text('folder') || 'INBOX',
    poll_seconds: Number(values.poll_seconds),
    after_import: values.after === 'move' ? `${MOVE}${text('move_to')}` : values.after,
    receipts: values.receipts,
    max_bytes: text('max_megabytes') ? Number(text('max_megabytes')) * MEGABYTE : null,
    alert_after_minutes: Number(values.alert_after_minutes),
    smtp: values.own_smtp
      ? {
          host: text('smtp_host'),
          port: Number(values.smtp_port),
          tls: values.smtp_tls,
          ...filled('smtp_username', 'username'),
          ...filled('smtp_password', 'password'),
          ...(text('smtp_rate') && { mails_per_minute: Number(text('smtp_rate')) }),
        }
      : null,
    enabled: values.enabled,
  };
}

/** What is left empty is the provider's preset. */
function oauthBody(values: Values): object {
  const text = (name: string) => String(values[name] ?? '').trim();
  const filled = (name: string) => (text(name) ? { [name]: text(name) } : {});
  return {
    client_id: text('client_id'),
    ...filled('client_secret'),
    ...(text('secret_expires') && { client_secret_expires_at: `${text('secret_expires')}T00:00:00Z` }),
    ...filled('authorize_url'),
    ...filled('token_url'),
    ...(text('scopes') && { scopes: text('scopes').split(/\s+/) }),
  };
}

import type { MailAccount } from '@noxdesk/contracts';
import type { Values } from '../resource/types.js';

const MOVE = 'move:';

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
    folder: account?.folder ?? 'INBOX',
    poll_seconds: String(account?.poll_seconds ?? 60),
    after: after.startsWith(MOVE) ? 'move' : after,
    move_to: after.startsWith(MOVE) ? after.slice(MOVE.length) : '',
    receipts: account?.receipts ?? 'people',
    own_smtp: Boolean(account?.smtp),
    smtp_host: account?.smtp?.host ?? '',
    smtp_port: String(account?.smtp?.port ?? 587),
    smtp_tls: account?.smtp?.tls ?? 'starttls',
    smtp_username: account?.smtp?.username ?? '',
    smtp_password: '',
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
    oauth: password ? null : { client_id: text('client_id'), ...filled('client_secret') },
    folder: text('folder') || 'INBOX',
    poll_seconds: Number(values.poll_seconds),
    after_import: values.after === 'move' ? `${MOVE}${text('move_to')}` : values.after,
    receipts: values.receipts,
    smtp: values.own_smtp
      ? {
          host: text('smtp_host'),
          port: Number(values.smtp_port),
          tls: values.smtp_tls,
          ...filled('smtp_username', 'username'),
          ...filled('smtp_password', 'password'),
        }
      : null,
    enabled: values.enabled,
  };
}

import { X509Certificate } from 'node:crypto';
import type { ChangeMailAccount, CreateMailAccount } from '@noxdesk/contracts';
import type { RefusedField } from '../../platform/http/problem.js';
import type { AccountSecrets, AccountSettings, MailAccount } from './mail-account.js';

export interface AccountDraft {
  settings: AccountSettings;
  secrets: AccountSecrets;
}

export function newAccount(body: CreateMailAccount): AccountDraft {
  const { client_secret: clientSecret, ...oauth } = body.oauth ?? { client_id: '' };
  const { password: smtpPassword, ...smtp } = body.smtp ?? { host: '', port: 0, tls: 'none' as const };
  return {
    settings: {
      department: body.department,
      address: body.address,
      protocol: body.protocol,
      host: body.host,
      port: body.port,
      tls: body.tls,
      tlsCa: body.tls_ca ?? null,
      auth: body.auth,
      username: body.username,
      oauth: body.oauth ? oauth : null,
      smtp: body.smtp ? smtp : null,
      folder: body.folder,
      pollSeconds: body.poll_seconds,
      afterImport: body.after_import,
      receipts: body.receipts,
      maxBytes: body.max_bytes ?? null,
      alertAfterMinutes: body.alert_after_minutes,
      enabled: body.enabled,
    },
    secrets: { password: body.password, clientSecret, smtpPassword },
  };
}

/** What is left out stays as it is, secrets included; what is taken away takes its secret along. */
export function changedAccount(account: MailAccount, body: ChangeMailAccount): AccountDraft {
  const { client_secret: clientSecret, ...oauth } = body.oauth ?? { client_id: '' };
  const { password: smtpPassword, ...smtp } = body.smtp ?? { host: '', port: 0, tls: 'none' as const };
  const { secrets: kept } = account;
  return {
    settings: {
      department: body.department ?? account.department,
      address: body.address ?? account.address,
      protocol: body.protocol ?? account.protocol,
      host: body.host ?? account.host,
      port: body.port ?? account.port,
      tls: body.tls ?? account.tls,
      tlsCa: body.tls_ca === undefined ? account.tlsCa : body.tls_ca,
      auth: body.auth ?? account.auth,
      username: body.username ?? account.username,
      oauth: body.oauth === undefined ? account.oauth : body.oauth && oauth,
      smtp: body.smtp === undefined ? account.smtp : body.smtp && smtp,
      folder: body.folder ?? account.folder,
      pollSeconds: body.poll_seconds ?? account.pollSeconds,
      afterImport: body.after_import ?? account.afterImport,
      receipts: body.receipts ?? account.receipts,
      maxBytes: body.max_bytes === undefined ? account.maxBytes : body.max_bytes,
      alertAfterMinutes: body.alert_after_minutes ?? account.alertAfterMinutes,
      enabled: body.enabled ?? account.enabled,
    },
    secrets: {
      ...kept,
      password: body.password ?? kept.password,
      clientSecret: body.oauth === null ? undefined : (clientSecret ?? kept.clientSecret),
      smtpPassword: body.smtp === null ? undefined : (smtpPassword ?? kept.smtpPassword),
      // Granted to another client, or for another mailbox, they are not ours.
      tokens: keepsTokens(account, body) ? kept.tokens : undefined,
    },
  };
}

function keepsTokens(account: MailAccount, { auth, username, oauth }: ChangeMailAccount): boolean {
  return (
    (auth === undefined || auth === account.auth) &&
    (username === undefined || username === account.username) &&
    (oauth === undefined || oauth?.client_id === account.oauth?.client_id)
  );
}

/** What the shapes of the fields cannot say. @param admits whether a host may be kept as one to connect to */
export function refusedFields(
  { settings, secrets }: AccountDraft,
  admits: (host: string) => boolean,
): RefusedField[] {
  const refused: RefusedField[] = [];
  const refuse = (field: string, code: string) => refused.push({ field, code });
  if (settings.auth === 'password' && !secrets.password) refuse('password', 'secret_required');
  if (settings.auth !== 'password' && !settings.oauth) refuse('oauth', 'required');
  if (settings.protocol === 'pop3' && settings.afterImport.startsWith('move:')) {
    refuse('after_import', 'not_with_pop3');
  }
  if (settings.tlsCa !== null && !isCertificate(settings.tlsCa)) refuse('tls_ca', 'certificate');
  const { smtp } = settings;
  if (smtp?.username !== undefined && smtp.username !== settings.username && !secrets.smtpPassword) {
    refuse('smtp.password', 'secret_required');
  }
  for (const [field, host] of [
    ['host', settings.host],
    ['smtp.host', smtp?.host],
  ] as const) {
    if (host !== undefined && !admits(host)) refuse(field, 'address_not_allowed');
  }
  return refused;
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}

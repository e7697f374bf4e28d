import { z } from 'zod';
import { adminResource, defineEndpoint } from './endpoint.js';
import { departmentId, emailAddress, httpUrl, pageQuery, patch, timestamp, uuid } from './common.js';

const host = z
  .string()
  .trim()
  .min(1)
  .max(253)
  .regex(/^[^\s/:@]+$|^[0-9a-fA-F:.]+$/, 'invalid_host');
const port = z.int().min(1).max(65_535);
const tls = z.enum(['none', 'starttls', 'tls']);
const secret = z.string().min(1).max(10_000);

const oauth = z.strictObject({
  authorize_url: httpUrl.optional(),
  token_url: httpUrl.optional(),
  client_id: z.string().min(1).max(500),
  client_secret: secret.optional(),
  client_secret_expires_at: timestamp
    .optional()
    .meta({ description: 'when the provider ends the secret; its admins are warned ahead of it' }),
  scopes: z.array(z.string().min(1).max(500)).max(50).optional(),
});
const smtp = z.strictObject({
  host,
  port,
  tls,
  username: z.string().max(320).optional(),
  password: secret.optional(),
  mails_per_minute: z.int().min(1).max(10_000).optional().meta({
    description: 'at most so many, evenly spaced, by all processes together; Microsoft 365 takes 30',
  }),
});
const afterImport = z
  .string()
  .max(300)
  .regex(/^(?:seen|delete|move:.+)$/, 'invalid_after_import');

const accountFields = {
  department: departmentId,
  address: emailAddress,
  protocol: z.enum(['imap', 'pop3']),
  host,
  port,
  tls,
  tls_ca: z.string().max(100_000).nullable(),
  auth: z.enum(['password', 'microsoft', 'google']),
  username: z.string().min(1).max(320),
  password: secret,
  oauth: oauth.nullable(),
  folder: z.string().min(1).max(300),
  smtp: smtp.nullable(),
  poll_seconds: z.int().min(1).max(86_400),
  after_import: afterImport,
  receipts: z.enum(['always', 'people']).meta({ description: 'people: automatic mail gets no receipt' }),
  max_bytes: z
    .int()
    .min(65_536)
    .max(536_870_912)
    .nullable()
    .meta({ description: 'largest mail that is taken in; null: the limit of the installation' }),
  alert_after_minutes: z
    .int()
    .min(1)
    .max(10_080)
    .meta({ description: 'how long the mailbox may go unread before its admins are told' }),
  enabled: z.boolean(),
};

export const mailboxHealth = z
  .enum(['ok', 'warning', 'failing', 'disabled'])
  .meta({ description: 'failing: unread for longer than it may; warning: an error, or something ends soon' });
export const mailboxWarning = z.strictObject({
  kind: z.enum(['client_secret', 'grant']),
  expires_at: timestamp,
  days: z.int().meta({ description: 'days left; 0 and less: it has ended' }),
});

export const mailAccount = z
  .strictObject({
    id: uuid,
    department: departmentId,
    address: z.string(),
    protocol: z.enum(['imap', 'pop3']),
    host: z.string(),
    port: z.int(),
    tls,
    tls_ca: z.string().nullable(),
    auth: z.enum(['password', 'microsoft', 'google']),
    username: z.string(),
    has_password: z.boolean(),
    oauth: oauth.omit({ client_secret: true }).nullable(),
    folder: z.string(),
    smtp: smtp.omit({ password: true }).nullable(),
    poll_seconds: z.int(),
    after_import: z.string(),
    receipts: z.enum(['always', 'people']),
    max_bytes: z.int().nullable(),
    alert_after_minutes: z.int(),
    enabled: z.boolean(),
    status: z.strictObject({
      state: z.enum(['waiting', 'ok', 'failing', 'disabled']),
      health: mailboxHealth,
      error: z
        .strictObject({
          code: z.string(),
          message: z.string(),
          detail: z.string(),
          since: timestamp.nullable(),
        })
        .nullable(),
      failures: z.int().meta({ description: 'readings in a row that failed' }),
      last_fetch_at: timestamp
        .nullable()
        .meta({ description: 'the last time the mailbox was read without error' }),
      next_fetch_at: timestamp.nullable(),
      lag_seconds: z
        .int()
        .nullable()
        .meta({ description: 'how old the newest mail may be that has not been seen yet' }),
      token_expires_at: timestamp.nullable().meta({ description: 'the access token; renewed by itself' }),
      warnings: z.array(mailboxWarning),
      counts: z
        .strictObject({ day: z.int(), waiting: z.int(), quarantined: z.int(), failed: z.int() })
        .meta({ description: 'day: mails of the last 24 hours; the others: as it is now' }),
    }),
  })
  .meta({ id: 'MailAccount' });
export type MailAccount = z.infer<typeof mailAccount>;

export const createMailAccount = z.strictObject({
  ...accountFields,
  tls_ca: accountFields.tls_ca.optional(),
  auth: accountFields.auth.default('password'),
  password: secret.optional(),
  oauth: accountFields.oauth.optional(),
  folder: accountFields.folder.default('INBOX'),
  smtp: accountFields.smtp.optional(),
  poll_seconds: accountFields.poll_seconds.default(60),
  after_import: afterImport.default('seen'),
  receipts: accountFields.receipts.default('people'),
  max_bytes: accountFields.max_bytes.optional(),
  alert_after_minutes: accountFields.alert_after_minutes.default(30),
  enabled: z.boolean().default(true),
});
export type CreateMailAccount = z.infer<typeof createMailAccount>;
export const changeMailAccount = patch(accountFields);
export type ChangeMailAccount = z.infer<typeof changeMailAccount>;

const accountParams = z.strictObject({ id: uuid });
const admin = { tag: 'Mail', access: 'admin', scopes: ['admin'] } as const;

export const mailTestResult = z
  .strictObject({
    ok: z.boolean(),
    incoming: z.strictObject({
      ok: z.boolean(),
      code: z.string().nullable(),
      message: z.string().nullable(),
    }),
    outgoing: z
      .strictObject({ ok: z.boolean(), code: z.string().nullable(), message: z.string().nullable() })
      .nullable(),
  })
  .meta({ id: 'MailTestResult' });
export type MailTestResult = z.infer<typeof mailTestResult>;

export const mailAccountEndpoints = {
  ...adminResource({
    name: 'mail-accounts',
    tag: 'Mail',
    label: 'mail accounts',
    item: mailAccount,
    create: createMailAccount,
    change: changeMailAccount,
    id: uuid,
    list: z.strictObject(pageQuery),
  }),
  test: defineEndpoint({
    ...admin,
    id: 'mail-accounts.test',
    summary: 'Try the connection',
    method: 'POST',
    path: 'mail-accounts/:id/test/',
    params: accountParams,
    status: 200,
    response: mailTestResult,
    problems: ['not_found'],
  }),
  fetch: defineEndpoint({
    ...admin,
    id: 'mail-accounts.fetch',
    summary: 'Fetch new mail now',
    method: 'POST',
    path: 'mail-accounts/:id/fetch/',
    params: accountParams,
    status: 202,
    response: z.strictObject({ queued: z.boolean() }),
    problems: ['not_found'],
  }),
  authorize: defineEndpoint({
    ...admin,
    id: 'mail-accounts.authorize',
    summary: 'Begin the consent at the provider: where to send the browser',
    method: 'POST',
    path: 'mail-accounts/:id/authorize/',
    params: accountParams,
    status: 200,
    response: z.strictObject({ url: z.string() }),
    problems: ['not_found', 'conflict'],
  }),
  callback: defineEndpoint({
    id: 'mail-accounts.callback',
    tag: 'Mail',
    summary: 'Where the provider sends the browser back to; it goes on to the settings',
    method: 'GET',
    path: 'mail-accounts/oauth/callback/',
    access: 'public',
    scopes: [],
    // Providers add parameters of their own.
    query: z.looseObject({
      state: z.string().max(500).optional(),
      code: z.string().max(10_000).optional(),
      error: z.string().max(500).optional(),
    }),
    status: 200,
    produces: 'text/html',
    problems: ['not_found'],
  }),
};

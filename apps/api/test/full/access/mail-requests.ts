import { v7 as uuidv7 } from 'uuid';
import { PNG } from '../../factories/files.js';
import { idOf, type RequestFor, resource, SENT, unique } from './request.js';
import { SECRETS, type Thread, type World } from './world.js';

const mailAccount = (_?: World, word?: string) => ({
  department: 1,
  address: `${unique('mailbox', word)}@desk.test`,
  protocol: 'imap',
  host: '127.0.0.1',
  // Nobody listens there.
  port: 1,
  tls: 'none',
  username: 'mailbox',
  password: 'secret',
  enabled: false,
});
const HEADERS = { from: { name: '', address: 'a@b.test' }, to: [], cc: [], references: [] };
async function ledgerEntry({ app, tenant }: World): Promise<string> {
  const id = uuidv7();
  await app.database.admin.query(
    `INSERT INTO mail_ledger (tenant_id, id, source_key, blob_key, size, sha256, fingerprint, from_address, subject,
       state, received_at)
     SELECT $1::int, $2::uuid, $3::text, a.blob_key, a.size, a.sha256, $3::text, 'a@b.test', $4::text,
       'quarantined', now()
     FROM attachments a WHERE a.tenant_id = $1::int LIMIT 1`,
    [tenant.id, id, unique('mail'), SECRETS.tenant],
  );
  return id;
}

async function failedMail({ app, tenant }: World, { ticket }: Thread): Promise<string> {
  const id = uuidv7();
  await app.database.admin.query(
    `INSERT INTO outbound_mails (tenant_id, id, cause, kind, ticket_id, ticket_message_id, recipients, subject, text_body,
       headers, message_id, state, created_at)
     VALUES ($1, $2, $3, 'reply', $4, $5, '{a@b.test}', $6, '', $7, $3, 'failed', now())`,
    [tenant.id, id, unique('mail'), ticket.id, ticket.messages[0]!.id, SECRETS.tenant, HEADERS],
  );
  return id;
}

/** Mailboxes, what came in, what goes out, and how it looks. */
export const MAIL_REQUESTS: Record<string, RequestFor> = {
  ...resource('mail-accounts', mailAccount, { enabled: false }),
  'mail-accounts.test': async (world) => ({
    path: `mail-accounts/${await idOf(world, 'mail-accounts', mailAccount())}/test/`,
  }),
  'mail-accounts.test-mail': async (world) => ({
    path: `mail-accounts/${await idOf(world, 'mail-accounts', mailAccount())}/test-mail/`,
  }),
  'mail-accounts.fetch': async (world) => ({
    path: `mail-accounts/${await idOf(world, 'mail-accounts', mailAccount())}/fetch/`,
  }),
  'mail-accounts.authorize': async (world) => ({
    path: `mail-accounts/${await idOf(world, 'mail-accounts', {
      ...mailAccount(),
      auth: 'google',
      password: undefined,
      oauth: { client_id: 'client', client_secret: 'secret' },
    })}/authorize/`,
  }),
  'mail-accounts.callback': () => ({ path: 'mail-accounts/oauth/callback/' }),
  'mail-health.get': () => ({ path: 'mail-health/' }),
  'mail-ledger.list': () => ({ path: 'mail-ledger/' }),
  'mail-ledger.get': async (world) => ({ path: `mail-ledger/${await ledgerEntry(world)}/` }),
  'mail-ledger.raw': async (world) => ({ path: `mail-ledger/${await ledgerEntry(world)}/raw/` }),
  'mail-ledger.retry': async (world) => ({ path: `mail-ledger/${await ledgerEntry(world)}/retry/` }),
  'mail-ledger.open-ticket': async (world) => ({ path: `mail-ledger/${await ledgerEntry(world)}/ticket/` }),
  'mail-ledger.discard': async (world) => ({ path: `mail-ledger/${await ledgerEntry(world)}/discard/` }),
  'outbox.list': () => ({ path: 'outbox/' }),
  'outbox.resend': async (world, thread) => ({ path: `outbox/${await failedMail(world, thread)}/resend/` }),
  'messages.resend': async (world, thread) => {
    await failedMail(world, thread);
    const { id, messages } = thread.ticket;
    return { path: `tickets/${id}/messages/${messages[0]!.id}/resend/` };
  },
  'brand.get': () => ({ path: 'brand/' }),
  'brand.logo': async ({ app, people }) => {
    const logo = { data: PNG.toString('base64') };
    const body = { logo };
    const set = await app.request({ method: 'PATCH', path: 'appearance/', token: people.admin.token, body });
    return { path: set.json<{ logo: string }>().logo };
  },
  'appearance.get': () => ({ path: 'appearance/' }),
  'appearance.change': () => ({ path: 'appearance/', body: { accent: '#00703c' } }),
  'mail-templates.list': () => ({ path: 'mail-templates/' }),
  'mail-templates.get': () => ({ path: 'mail-templates/receipt/es/' }),
  'mail-templates.change': () => ({ path: 'mail-templates/receipt/es/', body: { body: SENT } }),
  'mail-templates.remove': () => ({ path: 'mail-templates/receipt/es/' }),
  'mail-templates.preview': () => ({
    path: 'mail-templates/receipt/es/preview/',
    body: { subject: SENT, body: SENT },
  }),
};

import type { LedgerEntry, OutboxMail, Ticket } from '@noxdesk/contracts';
import { createMailAccount, until } from '../factories/mail.js';
import { createTenant, createUser, type TestTenant, type TestUser } from '../factories/people.js';
import { startTestApp, type TestApp, type TestAppOptions } from './app.js';
import { type Dovecot, startDovecot } from './services/dovecot.js';
import { type SmtpPeer, startSmtpPeer } from './services/smtp.js';

/** The application with a mailbox on a real Dovecot and a real SMTP server behind it. */
export interface MailDesk {
  app: TestApp;
  dovecot: Dovecot;
  smtp: SmtpPeer;
  tenant: TestTenant;
  admin: TestUser;
  agent: TestUser;
  support: { id: string; address: string };
  /** Rows of the ledger, newest first. */
  ledger(query?: string): Promise<LedgerEntry[]>;
  outbox(): Promise<OutboxMail[]>;
  ticket(id: string): Promise<Ticket>;
  tickets(query?: string): Promise<Ticket[]>;
  /** Delivers a mail to the mailbox and waits until it is dealt with. */
  receive(raw: Buffer | string, mailbox?: string): Promise<LedgerEntry>;
  close(): Promise<void>;
}

export async function startMailDesk(options: TestAppOptions = {}): Promise<MailDesk> {
  const [app, dovecot, smtp] = await Promise.all([startTestApp(options), startDovecot(), startSmtpPeer()]);
  const tenant = await createTenant(app);
  const admin = await createUser(app, tenant, { role: 'admin' });
  const agent = await createUser(app, tenant, {
    role: 'agent',
    email: 'ana@agents.test',
    name: 'Ana Agente',
  });
  const support = await createMailAccount(app, admin, dovecot, { mailbox: 'soporte@desk.test' }, smtp);
  const get = async <Body>(path: string, token = admin.token): Promise<Body> => {
    const response = await app.request({ path, token });
    if (response.statusCode !== 200) throw new Error(`${path}: ${response.body}`);
    return response.json<Body>();
  };
  const ledger = async (query = '') =>
    (await get<{ results: LedgerEntry[] }>(`mail-ledger/${query}`)).results;
  return {
    app,
    dovecot,
    smtp,
    tenant,
    admin,
    agent,
    support,
    ledger,
    outbox: async () => (await get<{ results: OutboxMail[] }>('outbox/')).results,
    ticket: (id) => get<Ticket>(`tickets/${id}/`),
    tickets: async (query = '') => (await get<{ results: Ticket[] }>(`tickets/${query}`)).results,
    receive: async (raw, mailbox = support.address) => {
      const before = new Set((await ledger('?limit=100')).map(({ id }) => id));
      await dovecot.deliver(mailbox, raw);
      return until(async () =>
        (await ledger('?limit=100')).find(({ id, state }) => !before.has(id) && state !== 'stored'),
      );
    },
    close: async () => {
      await app.close();
      await Promise.all([dovecot.stop(), smtp.stop()]);
    },
  };
}

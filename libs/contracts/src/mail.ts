import { z } from 'zod';
import { commaList, line, page, pageQuery, timestamp, uuid } from './common.js';
import { defineEndpoint } from './endpoint.js';
import { mailboxHealth, mailboxWarning } from './mail-accounts.js';

const idParams = z.strictObject({ id: uuid });
const admin = { tag: 'Mail', access: 'admin', scopes: ['admin'] } as const;

export const LEDGER_STATES = ['stored', 'created', 'threaded', 'recorded', 'quarantined', 'failed'] as const;
export const ledgerEntry = z
  .strictObject({
    id: uuid,
    account: z.strictObject({ id: uuid, address: z.string() }).nullable(),
    message_id: z.string().nullable(),
    from: z.string().nullable(),
    subject: z.string().nullable(),
    received_at: timestamp,
    state: z.enum(LEDGER_STATES),
    reason: z.string().nullable(),
    ticket: z.strictObject({ id: uuid, number: z.string() }).nullable(),
  })
  .meta({ id: 'LedgerEntry' });
export type LedgerEntry = z.infer<typeof ledgerEntry>;

export const outboxMail = z
  .strictObject({
    id: uuid,
    to: z.array(z.string()),
    subject: z.string(),
    kind: z.string(),
    message_id: z.string(),
    state: z.enum(['queued', 'sent', 'deferred', 'failed', 'bounced', 'kept']),
    reason: z.string().nullable(),
    attempts: z.int(),
    text: z.string(),
    ticket: z.strictObject({ id: uuid, number: z.string() }).nullable(),
    created_at: timestamp,
    sent_at: timestamp.nullable(),
  })
  .meta({ id: 'OutboxMail' });
export type OutboxMail = z.infer<typeof outboxMail>;

export const mailEndpoints = {
  health: defineEndpoint({
    ...admin,
    id: 'mail-health.get',
    summary: 'Whether mail comes in: the worst of all mailboxes, and each of them',
    method: 'GET',
    path: 'mail-health/',
    status: 200,
    response: z
      .strictObject({
        health: mailboxHealth,
        accounts: z.array(
          z.strictObject({
            id: uuid,
            address: z.string(),
            health: mailboxHealth,
            error: z.string().nullable(),
            last_fetch_at: timestamp.nullable(),
            lag_seconds: z.int().nullable(),
            incident_since: timestamp.nullable(),
            warnings: z.array(mailboxWarning),
          }),
        ),
      })
      .meta({ id: 'MailHealth' }),
  }),
  ledger: defineEndpoint({
    ...admin,
    id: 'mail-ledger.list',
    summary: 'Every mail that came in, newest first',
    method: 'GET',
    path: 'mail-ledger/',
    status: 200,
    response: page(ledgerEntry),
    query: z.strictObject({
      ...pageQuery,
      message_id: line(1_000).optional(),
      state: commaList(z.enum(LEDGER_STATES)).optional(),
      account: uuid.optional(),
      from: line(320).optional().meta({ description: 'the address of the sender, or a part of it' }),
      subject: line(200).optional().meta({ description: 'words of the subject' }),
      received_after: timestamp.optional(),
      received_before: timestamp.optional(),
    }),
  }),
  ledgerEntry: defineEndpoint({
    ...admin,
    id: 'mail-ledger.get',
    summary: 'One mail that came in',
    method: 'GET',
    path: 'mail-ledger/:id/',
    params: idParams,
    status: 200,
    response: ledgerEntry,
    problems: ['not_found'],
  }),
  raw: defineEndpoint({
    ...admin,
    id: 'mail-ledger.raw',
    summary: 'The raw bytes of a mail that came in',
    method: 'GET',
    path: 'mail-ledger/:id/raw/',
    params: idParams,
    query: z.strictObject({
      bytes: z.coerce
        .number()
        .int()
        .min(1)
        .max(10_485_760)
        .optional()
        .meta({ description: 'only so many from the beginning' }),
    }),
    status: 200,
    audited: true,
    produces: 'text/plain',
    problems: ['not_found'],
  }),
  retry: defineEndpoint({
    ...admin,
    id: 'mail-ledger.retry',
    summary: 'Process a mail again',
    method: 'POST',
    path: 'mail-ledger/:id/retry/',
    params: idParams,
    status: 202,
    response: ledgerEntry,
    problems: ['not_found', 'conflict'],
  }),
  openTicket: defineEndpoint({
    ...admin,
    id: 'mail-ledger.open-ticket',
    summary: 'Make a ticket of a mail that waits, whatever thread it claims',
    method: 'POST',
    path: 'mail-ledger/:id/ticket/',
    params: idParams,
    status: 202,
    response: ledgerEntry,
    problems: ['not_found', 'conflict'],
  }),
  discard: defineEndpoint({
    ...admin,
    id: 'mail-ledger.discard',
    summary: 'Make nothing of a mail that waits; its bytes stay',
    method: 'POST',
    path: 'mail-ledger/:id/discard/',
    params: idParams,
    status: 200,
    response: ledgerEntry,
    problems: ['not_found', 'conflict'],
  }),
  outbox: defineEndpoint({
    ...admin,
    id: 'outbox.list',
    summary: 'Mails that went or wait to go out, newest first',
    method: 'GET',
    path: 'outbox/',
    status: 200,
    response: page(outboxMail),
    query: z.strictObject(pageQuery),
  }),
  resend: defineEndpoint({
    ...admin,
    id: 'outbox.resend',
    summary: 'Send a mail once more that is over',
    method: 'POST',
    path: 'outbox/:id/resend/',
    params: idParams,
    status: 202,
    response: outboxMail,
    problems: ['not_found', 'conflict'],
  }),
  resendMessage: defineEndpoint({
    tag: 'Tickets',
    access: 'staff',
    scopes: ['tickets:write'],
    id: 'messages.resend',
    summary: 'Send the mails of a message once more that did not arrive',
    method: 'POST',
    path: 'tickets/:id/messages/:message/resend/',
    params: z.strictObject({ id: uuid, message: uuid }),
    status: 202,
    response: z.strictObject({ queued: z.int() }),
    problems: ['not_found', 'conflict'],
  }),
};

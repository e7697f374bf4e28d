import { autoCloseAt } from '@noxdesk/domain';
import pg from 'pg';
import { priorityRank } from '../../src/modules/tickets/ticket.row.js';
import { asVector, CopyWriter } from './copy.js';
import { bulkLoad } from './indexes.js';
import { type Company, makeCompany } from './people.js';
import { Random } from './random.js';
import type { Scale } from './scale.js';
import { makeTexts, type Texts } from './texts.js';
import { type MadeTicket, TicketLife } from './ticket-life.js';

const TICKETS =
  `tenant_id id number subject status priority department_id requester_id organization_id assignee_id
  channel tags preview public_preview message_count sla_state sla_due_at sla_check_at sla_warned sla_breached
  created_at updated_at resolved_at closed_at auto_close_at version`.split(/\s+/);
const MESSAGES = `tenant_id ticket_id position id message_type public author_id author_kind body channel event
  created_at search`.split(/\s+/);
const ATTACHMENTS = `tenant_id id ticket_id message_id ordinal filename content_type size sha256 blob_key
  created_at`.split(/\s+/);

const AUTO_CLOSE_DAYS = 7;
const TABLES = ['users', 'tickets', 'ticket_messages', 'ticket_tags', 'attachments', 'organizations'];

/**
 * Fills a migrated, empty database with companies of that size, as their application would have left them. The
 * caller signs in as a superuser: keys are not checked row by row, indexes are made after the rows.
 */
export async function generate(
  adminUrl: string,
  scale: Scale,
  { slugs = ['uno', 'dos'], seed = 1, say = () => undefined }: GenerateOptions = {},
): Promise<Company[]> {
  const clients = Array.from({ length: 4 }, () => new pg.Client({ connectionString: adminUrl }));
  const main = clients[0]!;
  try {
    for (const client of clients) {
      await client.connect();
      await client.query(`SET session_replication_role = replica; SET synchronous_commit = off`);
    }
    const texts = await makeTexts(main, seed);
    const companies: Company[] = [];
    await bulkLoad(main, TABLES, say, async () => {
      for (const [i, slug] of slugs.entries()) {
        const random = new Random(seed + i);
        const company = await makeCompany(main, slug, scale, texts, random);
        say(`tenant ${slug}: ${scale.tickets} tickets`);
        await writeTickets(clients, company, scale, texts, random);
        companies.push(company);
      }
    });
    await checkDocuments(main);
    return companies;
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

export interface GenerateOptions {
  slugs?: readonly string[];
  seed?: number;
  /** Takes lines about how far it has come. */
  say?: (line: string) => void;
}

async function writeTickets(
  clients: readonly pg.Client[],
  company: Company,
  scale: Scale,
  texts: Texts,
  random: Random,
): Promise<void> {
  const { tenantId } = company;
  const life = new TicketLife(company, scale, texts, random);
  const tickets = new CopyWriter(clients[0]!, 'tickets', TICKETS);
  const messages = new CopyWriter(clients[1]!, 'ticket_messages', MESSAGES);
  const tags = new CopyWriter(clients[2]!, 'ticket_tags', ['tenant_id', 'ticket_id', 'tag']);
  const attachments = new CopyWriter(clients[3]!, 'attachments', ATTACHMENTS);
  const everyNth = Math.max(1, Math.floor(scale.tickets / (scale.longThreads.count + 1)));
  let long = scale.longThreads.count;
  for (let i = 0; i < scale.tickets; i += 1) {
    const isLong = long > 0 && i % everyNth === everyNth - 1;
    if (isLong) long -= 1;
    const ticket = life.make(i / scale.tickets, isLong ? scale.longThreads.messages : undefined);
    await tickets.write(ticketRow(tenantId, i + 1, ticket));
    for (const [at, message] of ticket.messages.entries()) {
      await messages.write(messageRow(tenantId, ticket, at + 1, message));
    }
    for (const tag of ticket.tags) await tags.write([tenantId, ticket.id, tag]);
    if (random.chance(0.1)) await attachments.write(attachmentRow(tenantId, ticket, random));
  }
  await Promise.all([tickets.end(), messages.end(), tags.end(), attachments.end()]);
  await clients[0]!.query(
    'INSERT INTO tenant_counters (tenant_id, last_ticket_number, last_department_id) VALUES ($1, $2, $3)',
    [tenantId, scale.tickets, scale.departments],
  );
}

function ticketRow(tenantId: number, number: number, ticket: MadeTicket) {
  const { columns, messages, requester, endedAt } = ticket;
  const last = (wanted: (type: string) => boolean) =>
    (messages.findLast(({ type }) => wanted(type)) ?? messages[0]!).body
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 200);
  const ended = endedAt === null ? null : new Date(endedAt);
  return [
    tenantId,
    ticket.id,
    number,
    ticket.subject,
    ticket.status,
    priorityRank(ticket.priority),
    ticket.department,
    requester.id,
    requester.organizationId,
    ticket.assignee?.id ?? null,
    ticket.channel,
    ticket.tags,
    last((type) => type !== 'system'),
    last((type) => type === 'reply'),
    messages.length,
    ticket.sla,
    columns.next_due_at,
    columns.next_threshold_at,
    columns.due_soon,
    columns.breached,
    new Date(ticket.createdAt),
    new Date(ticket.updatedAt),
    ended,
    ticket.status === 'closed' ? ended : null,
    ticket.status === 'resolved' ? autoCloseAt(ended!.toISOString(), AUTO_CLOSE_DAYS) : null,
    messages.length,
  ];
}

function messageRow(
  tenantId: number,
  ticket: MadeTicket,
  position: number,
  message: MadeTicket['messages'][number],
) {
  return [
    tenantId,
    ticket.id,
    position,
    message.id,
    message.type,
    message.type !== 'note',
    message.author.id,
    message.kind,
    message.body,
    ticket.channel,
    message.event,
    new Date(message.at),
    message.lexemes && asVector(tenantId, message.lexemes),
  ];
}

function attachmentRow(tenantId: number, ticket: MadeTicket, random: Random) {
  const { id: messageId, at } = ticket.messages[0]!;
  const sha256 = Array.from({ length: 8 }, () =>
    random
      .below(2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
  const key = `t${tenantId}/${sha256.slice(0, 2)}/${sha256}`;
  const size = Math.round(1_000 + random.spread(200_000));
  const id = random.uuid7(at);
  return [tenantId, id, ticket.id, messageId, 1, 'captura.png', 'image/png', size, sha256, key, new Date(at)];
}

/** What was put together out of pieces must be what the application would have written. */
async function checkDocuments(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ wrong: number }>(`
    SELECT count(*)::int AS wrong FROM (
      SELECT * FROM ticket_messages TABLESAMPLE SYSTEM (1) WHERE search IS NOT NULL LIMIT 200) m
    JOIN tickets t ON t.tenant_id = m.tenant_id AND t.id = m.ticket_id
    JOIN users r ON r.tenant_id = t.tenant_id AND r.id = t.requester_id
    WHERE m.search <> search_document(t.tenant_id, t.subject || ' ' || r.name || ' ' || r.email || ' ' || m.body)`);
  if (rows[0]!.wrong > 0)
    throw new Error(`${rows[0]!.wrong} of 200 search documents are not the application's`);
}

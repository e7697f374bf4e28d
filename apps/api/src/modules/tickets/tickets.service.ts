import { Injectable } from '@nestjs/common';
import {
  type Attachment,
  DEFAULT_PAGE_SIZE,
  type Locale,
  type Message,
  type Page,
  type ListedTicket,
  type Ticket,
  type TicketQuery,
  type TicketSummary,
} from '@noxdesk/contracts';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { Cursors, readPage } from '../../platform/http/cursor.js';
import { invalidField, ProblemError } from '../../platform/http/problem.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { SlaService } from '../sla/sla.service.js';
import { DeliveryReports } from './delivery-reports.js';
import { type MessageRow, MessageRepository } from './message.repository.js';
import type { Opened } from './ticket-commands.js';
import { cursorOf } from './ticket-list.js';
import {
  type Presentation,
  presentListed,
  presentMessage,
  presentSummary,
  presentTicket,
} from './ticket.presenter.js';
import { type Counted, type RelatedRow, TicketRepository } from './ticket.repository.js';
import type { TicketRow } from './ticket.row.js';
import { isVisible } from './ticket-visibility.js';

const KNOWN_DEPARTMENTS = sql(
  'tickets.known-departments',
  `SELECT id FROM departments WHERE tenant_id = $1 AND id = ANY ($2)`,
);
const KNOWN_USERS = sql('tickets.known-users', `SELECT id FROM users WHERE tenant_id = $1 AND id = ANY ($2)`);

/** Machines read fields, not sentences. */
const SNAPSHOT_LOCALE: Locale = 'en';

interface TicketRead {
  row: TicketRow;
  messages: MessageRow[];
  attachments: ReadonlyMap<string, readonly Attachment[]>;
  related: RelatedRow[];
  deliveries: Awaited<ReturnType<DeliveryReports['of']>>;
}

/** What callers read of tickets. */
@Injectable()
export class TicketsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tickets: TicketRepository,
    private readonly messages: MessageRepository,
    private readonly attachments: AttachmentsService,
    private readonly sla: SlaService,
    private readonly deliveries: DeliveryReports,
    private readonly cursors: Cursors,
    private readonly clock: Clock,
  ) {}

  async list(
    caller: Caller,
    query: TicketQuery,
    raw: Record<string, string>,
    locale: Locale,
  ): Promise<Page<ListedTicket>> {
    const page = await readPage({
      cursors: this.cursors,
      path: '/tickets/api/tickets/',
      raw,
      limit: query.limit ?? DEFAULT_PAGE_SIZE,
      at: cursorOf(query.ordering),
      read: (cursor, limit) => this.tickets.list(caller, query, cursor, limit),
    });
    if (page.results.length === 0) {
      await this.unitOfWork.run(caller.tenantId, () => this.#refuseUnknown(query));
    }
    const presentation = await this.#presentation(caller, page.results, locale);
    return { ...page, results: page.results.map((row) => presentListed(row, presentation)) };
  }

  /** How many tickets each list holds, none counted further than `most`; all of it one transaction. */
  async counts(caller: Caller, queries: readonly TicketQuery[], most: number): Promise<Counted[]> {
    const searches = await Promise.all(queries.map((query) => this.tickets.search(caller, query)));
    return this.unitOfWork.read(caller.tenantId, () =>
      Promise.all(
        queries.map((query, i) => this.tickets.count({ caller, query, search: searches[i]! }, most)),
      ),
    );
  }

  /** @throws ProblemError `not_found` also for what the caller may not see */
  async get(caller: Caller, id: string, locale: Locale): Promise<Ticket> {
    const read = await this.#read(caller, id);
    if (!read || !isVisible(caller, read.row)) throw new ProblemError('not_found');
    return this.#present(caller, read, locale);
  }

  /** Where the ticket is, for who may see it. @throws ProblemError `not_found` */
  async audienceOf(caller: Caller, id: string): Promise<{ departmentId: number }> {
    return this.unitOfWork.run(caller.tenantId, async () => {
      const row = await this.tickets.find(id);
      if (!row || !isVisible(caller, row)) throw new ProblemError('not_found');
      return { departmentId: row.department_id };
    });
  }

  /** The ticket as the caller who has just written to it sees it, even where the change took it out of their sight. */
  async getWritten(caller: Caller, id: string, locale: Locale): Promise<Ticket> {
    const read = await this.#read(caller, id);
    if (!read) throw new ProblemError('not_found');
    return this.#present(caller, read, locale);
  }

  /** The same of a ticket that the caller has just opened. */
  async getOpened(caller: Caller, { ticketId, written }: Opened, locale: Locale): Promise<Ticket> {
    if (written === null) return this.getWritten(caller, ticketId, locale);
    const { row, message, files } = written;
    const presentation = await this.#presentation(caller, [row], locale);
    const read = { ...message, ticket_id: ticketId, author_name: caller.name };
    return presentTicket(row, [presentMessage(read, files, null, presentation)], [], presentation);
  }

  async message(caller: Caller, id: string, locale: Locale): Promise<Message> {
    const told = await this.unitOfWork.read(caller.tenantId, () => this.#message(caller, id, locale));
    if (!told) throw new ProblemError('not_found');
    return told;
  }

  /** The ticket as staff see it, for what is told to machines. Takes part in the transaction that is open. */
  async snapshot(id: string): Promise<TicketSummary> {
    const row = await this.tickets.find(id);
    if (!row) throw new ProblemError('not_found');
    const { tenantId } = this.unitOfWork.tx;
    return presentSummary(row, await this.#presentation({ role: 'agent', tenantId }, [row], SNAPSHOT_LOCALE));
  }

  /** A message as staff see it, for what is told to machines. Takes part in the transaction that is open. */
  async messageSnapshot(id: string): Promise<Message> {
    const told = await this.#message({ role: 'agent' }, id, SNAPSHOT_LOCALE);
    if (!told) throw new ProblemError('not_found');
    return told;
  }

  async #message({ role }: Pick<Caller, 'role'>, id: string, locale: Locale): Promise<Message | null> {
    const [row, attachments, deliveries] = await Promise.all([
      this.messages.one(id),
      this.attachments.ofMessages([id]),
      this.deliveries.of(role === 'customer' ? {} : { messageId: id }),
    ]);
    return (
      row && presentMessage(row, attachments.get(id) ?? [], deliveries.get(id) ?? null, { role, locale })
    );
  }

  /** All that a ticket is shown with, in one round trip; whether the caller may see it is still to be asked. */
  async #read(caller: Caller, id: string): Promise<TicketRead | null> {
    const [row, messages, attachments, related, deliveries] = await this.unitOfWork.read(
      caller.tenantId,
      () =>
        Promise.all([
          this.tickets.find(id),
          this.messages.ofTicket(id, caller.role !== 'customer'),
          this.attachments.ofTicket(id),
          this.tickets.related(id, caller),
          // How a mail fared on its way is the desk's own matter.
          this.deliveries.of(caller.role === 'customer' ? {} : { ticketId: id }),
        ]),
    );
    return row && { row, messages, attachments, related, deliveries };
  }

  async #present(caller: Caller, read: TicketRead, locale: Locale): Promise<Ticket> {
    const { row, related, attachments, deliveries } = read;
    const { role } = caller;
    const messages = read.messages.map((message) =>
      presentMessage(message, attachments.get(message.id) ?? [], deliveries.get(message.id) ?? null, {
        role,
        locale,
      }),
    );
    return presentTicket(row, messages, related, await this.#presentation(caller, [row], locale));
  }

  async #presentation(
    { role, tenantId }: Pick<Caller, 'role' | 'tenantId'>,
    rows: readonly TicketRow[],
    locale: Locale,
  ): Promise<Presentation> {
    const states = rows.flatMap((row) => row.sla_state ?? []);
    return { now: this.clock.now(), role, locale, policies: await this.sla.policiesOf(states, tenantId) };
  }

  /** A filter by what does not exist is told, not answered by an empty list. Looked at only where nothing was found. */
  async #refuseUnknown(query: TicketQuery): Promise<void> {
    const { tx } = this.unitOfWork;
    if (query.department) {
      const known = await tx.query<{ id: number }>(KNOWN_DEPARTMENTS, [tx.tenantId, query.department]);
      const unknown = query.department.find((id) => !known.some((row) => row.id === id));
      if (unknown !== undefined) throw invalidField('department', 'unknown_value', { value: unknown });
    }
    const assignees = query.assignee?.filter((value) => value !== 'me' && value !== 'none');
    if (assignees?.length) {
      const known = await tx.query<{ id: string }>(KNOWN_USERS, [tx.tenantId, assignees]);
      const unknown = assignees.find((id) => !known.some((row) => row.id === id.toLowerCase()));
      if (unknown !== undefined) throw invalidField('assignee', 'unknown_value', { value: unknown });
    }
  }
}

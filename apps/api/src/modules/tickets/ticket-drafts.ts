import { Injectable } from '@nestjs/common';
import { isFinished, type SlaPolicyVersion, startSla } from '@noxdesk/domain';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { TenantCache } from '../../platform/database/tenant-cache.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { invalidField, ProblemError } from '../../platform/http/problem.js';
import { SlaService } from '../sla/sla.service.js';
import { MessageRepository } from './message.repository.js';
import { SlaAlertRepository } from './sla-alert.repository.js';
import type { OpenTicket } from './ticket-commands.js';
import { previewOf } from './draft-thread.js';
import type { DraftParts } from './draft-parts.js';
import { TicketDraft } from './ticket-draft.js';
import { type Actor, type Person, type TicketEvent, TicketEvents } from './ticket-events.js';
import { TicketRepository } from './ticket.repository.js';
import { priorityRank, type TicketRow } from './ticket.row.js';

const LIFE = sql(
  'tickets.life',
  `SELECT reopen_days, auto_close_days FROM tenant_settings WHERE tenant_id = $1`,
);
const OPENING = sql(
  'tickets.opening',
  `SELECT u.name AS requester_name, u.email AS requester_email, u.organization_id, o.name AS organization_name,
     o.shared_tickets AS organization_shares, o.plan_id, d.name AS department_name, d.slug AS department_slug,
     u.role, u.locale, u.notifications, (u.active AND u.can_access_ticketing) AS reachable
   FROM users u
   LEFT JOIN organizations o ON o.tenant_id = u.tenant_id AND o.id = u.organization_id
   LEFT JOIN departments d ON d.tenant_id = u.tenant_id AND d.id = $3
   WHERE u.tenant_id = $1 AND u.id = $2`,
);
type Opening = Pick<
  TicketRow,
  | 'requester_name'
  | 'requester_email'
  | 'organization_id'
  | 'organization_name'
  | 'organization_shares'
  | 'plan_id'
> &
  Omit<Person, 'id' | 'name' | 'email'> & { department_name: string | null; department_slug: string | null };

/** How long tickets live on, as the tenant has set it. */
export interface LifeSettings {
  reopenDays: number;
  autoCloseDays: number;
}

/** Opens tickets for writing, and saves and tells what was written. All in the unit of work that is open. */
@Injectable()
export class TicketDrafts {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tickets: TicketRepository,
    private readonly messages: MessageRepository,
    private readonly alerts: SlaAlertRepository,
    private readonly sla: SlaService,
    private readonly events: TicketEvents,
    private readonly cache: TenantCache,
    private readonly clock: Clock,
  ) {}

  /** Locks the ticket. @throws ProblemError `not_found` */
  async open(ticketId: string, actor: Actor): Promise<TicketDraft> {
    const [row, parts] = await Promise.all([this.tickets.findForUpdate(ticketId), this.#parts(actor)]);
    if (!row) throw new ProblemError('not_found');
    return this.#draftOf(row, parts);
  }

  /** Locks several at once, in the order of their ids; those that are gone are left out. */
  async openAll(ticketIds: readonly string[], actor: Actor): Promise<TicketDraft[]> {
    const [rows, parts] = await Promise.all([this.tickets.findAllForUpdate(ticketIds), this.#parts(actor)]);
    // What they are judged by is asked for together.
    await this.sla.policiesOf(rows.flatMap(({ sla_state }) => sla_state ?? []));
    return Promise.all(rows.map((row) => this.#draftOf(row, parts)));
  }

  async #draftOf(row: TicketRow, parts: DraftParts): Promise<TicketDraft> {
    const policy = row.sla_state && (await this.sla.policyOf(row.sla_state));
    if (!policy || !isFinished(row.status)) return new TicketDraft(row, policy, parts);
    return new TicketDraft(row, policy, { ...parts, policyInForce: await this.#successor(row, policy) });
  }

  /** The policy that has taken the place of the one a ticket was judged by, while it was finished. */
  async #successor(row: TicketRow, policy: SlaPolicyVersion): Promise<SlaPolicyVersion> {
    const inForce = await this.sla.policyFor(row.plan_id, row.department_id);
    // The same policy: the ticket keeps the version it is judged by.
    return inForce && inForce.id !== policy.id ? inForce : policy;
  }

  /**
   * Inserts a ticket with the next number, as its opening message leaves it, and begins its clocks; the message itself
   * is still to be added. @throws ProblemError 422 naming a department that does not exist
   */
  async create(command: OpenTicket): Promise<TicketDraft> {
    const { requesterId, departmentId, priority } = command;
    const [parts, opening] = await Promise.all([
      this.#parts(command.actor),
      this.#opening(requesterId, departmentId),
    ]);
    const policy = await this.sla.policyFor(opening.plan_id, departmentId);
    const sla = policy && startSla(parts.now.toISOString(), { priority }, policy);
    const row = newTicketRow(command, opening, parts.now);
    const number = this.tickets.insert(row, { preview: previewOf(command.message.body), sla });
    const requester = requesterOf(requesterId, opening);
    const draft = new TicketDraft(row, null, { ...parts, number, requester });
    if (policy && sla) draft.begin(sla, policy);
    return draft;
  }

  /** Writes the draft and tells what happened, to listeners that take part in the transaction. @returns what was told */
  async save(draft: TicketDraft): Promise<readonly TicketEvent[]> {
    const told = await draft.save();
    for (const event of told) await this.events.emit(event);
    return told;
  }

  life(): Promise<LifeSettings> {
    return this.cache.get('ticket-life', async () => {
      const { tx } = this.unitOfWork;
      const [row] = await tx.query<{ reopen_days: number; auto_close_days: number }>(LIFE, [tx.tenantId]);
      return { reopenDays: row!.reopen_days, autoCloseDays: row!.auto_close_days };
    });
  }

  async #opening(requesterId: string, departmentId: number) {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<Opening>(OPENING, [tx.tenantId, requesterId, departmentId]);
    if (!row) throw new Error(`The requester ${requesterId} is gone`);
    const { department_name: name, department_slug: slug } = row;
    if (name === null || slug === null) {
      throw invalidField('department', 'unknown_value', { value: departmentId });
    }
    return { ...row, department_name: name, department_slug: slug };
  }

  async #parts(actor: Actor): Promise<DraftParts> {
    const { autoCloseDays } = await this.life();
    const { tickets, messages, alerts } = this;
    return {
      tenantId: this.unitOfWork.tx.tenantId,
      actor,
      now: this.clock.now(),
      autoCloseDays,
      tickets,
      messages,
      alerts,
    };
  }
}

const requesterOf = (
  id: string,
  { requester_name: name, requester_email: email, role, locale, notifications, reachable }: Opening,
): Person => ({ id, name, email, role, locale, notifications, reachable });

/** The row that is about to be inserted; its number is the database's to give. */
function newTicketRow(
  command: OpenTicket,
  opening: Opening & Pick<TicketRow, 'department_name' | 'department_slug'>,
  now: Date,
): TicketRow {
  return {
    ...opening,
    id: uuidv7(),
    number: 0,
    subject: command.subject,
    status: 'new',
    priority: priorityRank(command.priority),
    department_id: command.departmentId,
    requester_id: command.requesterId,
    assignee_id: null,
    assignee_name: null,
    assignee_email: null,
    channel: command.channel,
    tags: [...new Set(command.tags ?? [])],
    cc: [],
    follows_id: command.followsId ?? null,
    message_count: 0,
    sla_state: null,
    sla_due_at: null,
    sla_check_at: null,
    created_at: now,
    updated_at: now,
    resolved_at: null,
    closed_at: null,
    version: 0,
  };
}

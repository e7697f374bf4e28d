import { Injectable } from '@nestjs/common';
import { isFinished, type SlaPolicyVersion, startSla } from '@noxdesk/domain';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { ProblemError } from '../../platform/http/problem.js';
import { SlaService } from '../sla/sla.service.js';
import { MessageRepository } from './message.repository.js';
import { SlaAlertRepository } from './sla-alert.repository.js';
import type { OpenTicket } from './ticket-commands.js';
import { TicketDraft } from './ticket-draft.js';
import type { Actor } from './ticket-events.js';
import { TicketEvents } from './ticket-events.js';
import { TicketRepository } from './ticket.repository.js';
import { priorityRank, type TicketRow } from './ticket.row.js';

const LIFE = sql(
  'tickets.life',
  `SELECT reopen_days, auto_close_days FROM tenant_settings WHERE tenant_id = $1`,
);
const ORGANIZATION = sql(
  'tickets.organization',
  `SELECT u.organization_id, o.plan_id FROM users u
   LEFT JOIN organizations o ON o.tenant_id = u.tenant_id AND o.id = u.organization_id
   WHERE u.tenant_id = $1 AND u.id = $2`,
);

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
    private readonly clock: Clock,
  ) {}

  /** Locks the ticket. @param ifMatch the version the caller has seen @throws ProblemError `not_found`, `precondition_failed` */
  async open(ticketId: string, actor: Actor, ifMatch?: number): Promise<TicketDraft> {
    const [row, parts] = await Promise.all([this.tickets.findForUpdate(ticketId), this.#parts(actor)]);
    if (!row) throw new ProblemError('not_found');
    if (ifMatch !== undefined && ifMatch !== row.version) throw new ProblemError('precondition_failed');
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

  /** Inserts a ticket with the next number and begins its clocks; its opening message is still to be added. */
  async create(command: OpenTicket): Promise<TicketDraft> {
    const [parts, organization] = await Promise.all([
      this.#parts(command.actor),
      this.#organizationOf(command.requesterId),
    ]);
    const id = uuidv7();
    this.tickets.insert({
      id,
      subject: command.subject,
      priorityRank: priorityRank(command.priority),
      departmentId: command.departmentId,
      requesterId: command.requesterId,
      organizationId: organization?.organization_id ?? null,
      channel: command.channel,
      tags: [...new Set(command.tags ?? [])],
      followsId: command.followsId ?? null,
      createdAt: parts.now,
    });
    const [row, policy] = await Promise.all([
      this.tickets.find(id),
      this.sla.policyFor(organization?.plan_id ?? null, command.departmentId),
    ]);
    if (!row) throw new Error(`Tenant ${parts.tenantId} has no counters`);
    const draft = new TicketDraft(row, null, parts);
    if (policy)
      draft.begin(startSla(parts.now.toISOString(), { priority: command.priority }, policy), policy);
    return draft;
  }

  /** Writes the draft and tells what happened, to listeners that take part in the transaction. */
  async save(draft: TicketDraft, created?: Parameters<TicketDraft['save']>[0]): Promise<void> {
    for (const event of await draft.save(created)) await this.events.emit(event);
  }

  async life(): Promise<LifeSettings> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<{ reopen_days: number; auto_close_days: number }>(LIFE, [tx.tenantId]);
    return { reopenDays: row!.reopen_days, autoCloseDays: row!.auto_close_days };
  }

  async #organizationOf(userId: string) {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<{ organization_id: string | null; plan_id: string | null }>(ORGANIZATION, [
      tx.tenantId,
      userId,
    ]);
    return row;
  }

  async #parts(actor: Actor) {
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

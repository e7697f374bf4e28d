import {
  autoCloseAt,
  isFinished,
  type SlaAlert,
  type SlaPolicyVersion,
  type SlaState,
  TICKET_PRIORITIES,
  type TicketPriority,
  type TicketStatus,
} from '@noxdesk/domain';
import { DraftClocks } from './draft-clocks.js';
import { type DraftParts, LINK_KINDS, type Named, type TicketLink, type Untold } from './draft-parts.js';
import { DraftThread, type PersonMessage } from './draft-thread.js';
import type { NewMessageRow } from './message.repository.js';
import type { TicketChangeSet, TicketEvent, TicketSnapshot } from './ticket-events.js';
import { priorityOfRank, priorityRank, type TicketRow } from './ticket.row.js';

/**
 * A ticket that is locked and being written to: every change writes its system message, moves the SLA clocks and is
 * told once it is saved. Nothing of it decides whether a change is allowed.
 */
export class TicketDraft {
  readonly changes: TicketChangeSet = {};
  status: TicketStatus;
  assignee: Named<string> | null;
  private priority: TicketPriority;
  private department: Named<number>;
  private subject: string;
  private tags: string[];
  private cc: string[];
  private resolvedAt: Date | null;
  private closedAt: Date | null;
  private readonly thread: DraftThread;
  private readonly clocks: DraftClocks;
  private readonly events: Untold[] = [];

  constructor(
    readonly row: TicketRow,
    policy: SlaPolicyVersion | null,
    private readonly parts: DraftParts,
  ) {
    this.status = row.status;
    this.assignee = row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name! };
    this.priority = priorityOfRank(row.priority);
    this.department = { id: row.department_id, name: row.department_name };
    this.subject = row.subject;
    this.tags = row.tags;
    this.cc = row.cc;
    this.resolvedAt = row.resolved_at;
    this.closedAt = row.closed_at;
    this.thread = new DraftThread(row, parts);
    this.clocks = new DraftClocks(row, policy);
  }

  /** Writes a message of a person. @returns its id */
  addMessage(message: PersonMessage): string {
    const opening = this.thread.count === 0;
    const messageId = this.thread.add(message, this.#heading());
    if (message.messageType === 'reply') {
      // Whoever is copied once follows from then on.
      this.cc = asAddresses([...this.cc, ...message.cc]);
      if (!opening) this.#answered(message.awaitsAnswer);
    }
    const { messageType, channel, mentions, body, bodyHtml, fileBytes } = message;
    this.events.push({
      ...this.#base(),
      ...{ type: 'message.created', messageType, channel, opening, mentions },
      message: { id: messageId, body, bodyHtml, fileBytes },
      changes: this.changes,
    });
    return messageId;
  }

  setStatus(to: TicketStatus): void {
    const from = this.status;
    if (from === to) return;
    const { now } = this.parts;
    const reopens = isFinished(from) && !isFinished(to);
    // Where the same step moved the ticket, the policy of its new department was brought by the move.
    if (reopens && this.departmentId === this.row.department_id) this.retarget(this.parts.policyInForce);
    this.status = to;
    if (to === 'resolved') this.resolvedAt = now;
    if (to === 'closed') this.closedAt = now;
    if (to !== 'closed') this.closedAt = null;
    if (to !== 'closed' && to !== 'resolved') this.resolvedAt = null;
    this.changes.status = { from: this.changes.status?.from ?? from, to };
    const { kind } = this.parts.actor;
    const by = kind === 'agent' ? 'staff' : kind;
    this.clocks.apply({ type: 'status_changed', at: now.toISOString(), to, by });
    this.thread.record({ kind: 'status_changed', from, to });
  }

  assign(to: Named<string> | null): void {
    const from = this.assignee;
    if ((from?.id ?? null) === (to?.id ?? null)) return;
    this.assignee = to;
    this.changes.assignee = { from: from?.id ?? null, to: to?.id ?? null };
    this.thread.record({ kind: 'assigned', from, to });
  }

  setPriority(to: TicketPriority): void {
    const from = this.priority;
    if (from === to) return;
    this.priority = to;
    this.changes.priority = { from, to };
    this.thread.record({ kind: 'priority_changed', from, to });
  }

  setDepartment(to: Named<number>): void {
    const from = this.department;
    if (from.id === to.id) return;
    this.department = to;
    this.changes.department = { from: from.id, to: to.id };
    this.thread.record({ kind: 'department_changed', from, to });
  }

  rename(to: string): void {
    const from = this.subject;
    if (from === to) return;
    this.subject = to;
    this.changes.subject = { from, to };
    this.thread.record({ kind: 'subject_changed', from, to });
  }

  retag(to: readonly string[]): void {
    const next = [...new Set(to)];
    const from = this.tags;
    if (from.length === next.length && next.every((tag) => from.includes(tag))) return;
    this.tags = next;
    this.changes.tags = { from, to: next };
    this.thread.record({ kind: 'tags_changed', from, to: next });
  }

  /** Who else is told of public replies. */
  copyTo(to: readonly string[]): void {
    const next = asAddresses(to);
    const from = this.cc;
    if (from.length === next.length && next.every((address) => from.includes(address))) return;
    this.cc = next;
    this.changes.cc = { from, to: next };
    this.thread.record({ kind: 'cc_changed', from, to: next });
  }

  /** Notes in the thread what another ticket has to do with this one. */
  link(event: TicketLink): void {
    this.thread.record({ kind: LINK_KINDS[event.direction], ...event });
  }

  /**
   * The clocks go by this version, or the one so far, at the present priority. Called once a step, after all that
   * bears on the targets: what held only in between must not breach anything.
   */
  retarget(policy?: SlaPolicyVersion | null): void {
    this.clocks.retarget(policy, this.priority, this.parts.now);
  }

  /** One step up, where there is one. */
  raisePriority(): void {
    this.setPriority(TICKET_PRIORITIES[TICKET_PRIORITIES.indexOf(this.priority) + 1] ?? this.priority);
  }

  get departmentId(): number {
    return this.department.id;
  }

  /** Notes that an alert is taken further, and to whom. What is changed because of it follows. */
  escalate(alert: SlaAlert, notified: readonly Named<string>[]): void {
    const { target, percent } = alert;
    this.thread.recordAsSystem({ kind: 'sla_escalated', target, percent, notified });
    const userIds = notified.map(({ id }) => id);
    this.events.push({ ...this.#base(), type: 'sla.escalated', alert, userIds });
  }

  /** Begins the clocks of a new ticket. */
  begin(sla: SlaState, policy: SlaPolicyVersion): void {
    this.clocks.begin(sla, policy);
  }

  /** Brings the clocks to this moment: thresholds that have passed become alerts. Where none has, nothing is written. */
  tick(): void {
    this.clocks.tick(this.parts.now);
  }

  /** Whether a resolved ticket has waited for an answer for as long as the tenant lets it. */
  isDueToClose(now: Date): boolean {
    const due = this.#autoCloseAt();
    return due !== null && due <= now;
  }

  /** Resolves once the number of a new ticket is known. */
  async numbered(): Promise<void> {
    if (this.parts.number) this.row.number = await this.parts.number;
  }

  /** Writes the row where something changed. @returns what is to be told, in order */
  async save(): Promise<TicketEvent[]> {
    const { row, parts } = this;
    await this.numbered();
    await this.#raiseAlerts();
    if (this.thread.added === 0 && !this.clocks.moved) return [];
    if (!this.#isAsInserted()) this.#update();
    if (this.changes.tags) parts.tickets.replaceTags(row.id, this.tags);
    if (this.changes.subject) parts.tickets.reindex(row.id, this.#heading());
    return this.#told();
  }

  /** A new ticket with its opening message, once it is saved; null where more has happened to it. */
  get asOpened(): { row: TicketRow; message: NewMessageRow } | null {
    const message = this.thread.opening;
    if (!this.#isAsInserted() || message === null) return null;
    const row = {
      ...this.row,
      sla_state: this.clocks.columns().state,
      message_count: 1,
      version: this.version,
    };
    return { row, message };
  }

  /** A new ticket that holds its opening message and nothing else stands as it was inserted. */
  #isAsInserted(): boolean {
    const { number } = this.parts;
    return number !== undefined && this.thread.count === 1 && this.cc.length === 0;
  }

  #update(): void {
    const { row, parts } = this;
    parts.tickets.update({
      id: row.id,
      subject: this.subject,
      status: this.status,
      priorityRank: priorityRank(this.priority),
      departmentId: this.department.id,
      assigneeId: this.assignee?.id ?? null,
      tags: this.tags,
      cc: this.cc,
      preview: this.thread.preview,
      publicPreview: this.thread.publicPreview,
      messageCount: this.thread.count,
      sla: this.clocks.columns(),
      updatedAt: this.thread.added === 0 ? row.updated_at : parts.now,
      resolvedAt: this.resolvedAt,
      closedAt: this.closedAt,
      autoCloseAt: this.#autoCloseAt(),
      version: this.version,
    });
  }

  #told(): TicketEvent[] {
    const base = this.#base();
    const written = this.events.find((event) => event.type === 'message.created');
    const told: Untold[] = [];
    const { requester } = this.parts;
    if (written?.opening && requester) {
      const { message, channel } = written;
      told.push({ ...base, type: 'ticket.created', message, channel, requester });
    }
    told.push(...this.events);
    if (Object.keys(this.changes).length > 0) {
      const answered = written?.messageType === 'reply' && base.actor.kind === 'agent';
      told.push({ ...base, type: 'ticket.changed', changes: this.changes, answered });
    }
    const ticket = this.#snapshot();
    return told.map((event) => ({ ...event, ticket }));
  }

  #snapshot(): TicketSnapshot {
    const { row } = this;
    return {
      number: row.number,
      subject: this.subject,
      status: this.status,
      departmentId: this.department.id,
      departmentName: this.department.name,
      previousDepartmentId: row.department_id,
      requesterId: row.requester_id,
      requesterEmail: row.requester_email,
      cc: this.cc,
      organizationId: row.organization_id,
      assigneeId: this.assignee?.id ?? null,
      version: this.version,
    };
  }

  /** Every message raises it, and every change writes a message. */
  get version(): number {
    return this.row.version + this.thread.added;
  }

  async #raiseAlerts(): Promise<void> {
    for (const alert of this.clocks.newAlerts()) {
      // The key of the table makes each alert come once, whatever is retried.
      const raised = await this.parts.alerts.raise(this.row.id, alert, this.parts.now);
      if (!raised) continue;
      const { target, percent } = alert;
      const kind = percent === 100 ? 'sla_breach' : 'sla_warning';
      this.thread.recordAsSystem({ kind, target, percent, due_at: new Date(alert.at).toISOString() });
      this.events.push({ ...this.#base(), actor: { kind: 'system' }, type: 'sla.alert', alert });
    }
  }

  /** A public message is an answer to the other side. */
  #answered(awaitsAnswer: boolean): void {
    const { actor, now } = this.parts;
    if (actor.kind === 'system' || (actor.kind === 'customer' && !awaitsAnswer)) return;
    this.clocks.apply({
      type: actor.kind === 'agent' ? 'agent_replied' : 'customer_replied',
      at: now.toISOString(),
    });
  }

  #autoCloseAt(): Date | null {
    if (this.status !== 'resolved' || !this.resolvedAt) return null;
    return new Date(autoCloseAt(this.resolvedAt.toISOString(), this.parts.autoCloseDays));
  }

  #heading(): string {
    return `${this.subject} ${this.row.requester_name} ${this.row.requester_email}`;
  }

  #base() {
    const { tenantId, actor, now } = this.parts;
    return { tenantId, ticketId: this.row.id, actor, at: now };
  }
}

const asAddresses = (addresses: readonly string[]) => [
  ...new Set(addresses.map((address) => address.toLowerCase())),
];

import { Injectable } from '@nestjs/common';
import type { Notification } from '@noxdesk/contracts';
import {
  type SlaAlertRaised,
  type SlaEscalated,
  type TicketEvent,
  TicketEvents,
} from '../tickets/ticket-events.js';
import { Bell } from './bell.js';
import { InboxRepository } from './inbox.repository.js';

/** Puts into agents' bells what concerns them; nobody is told of what they did themselves. */
@Injectable()
export class InboxEvents {
  constructor(
    private readonly inbox: InboxRepository,
    private readonly bell: Bell,
    events: TicketEvents,
  ) {
    events.on('ticket.changed', async (event) => {
      const to = event.changes.assignee?.to;
      if (to) await this.#notify(event, 'assigned', [to], {});
    });
    events.on('message.created', async (event) => {
      if (event.mentions.length > 0)
        await this.#notify(event, 'mention', event.mentions, { message_id: event.message.id });
      // A new ticket shows in the queue; the bell is for what one already looks after.
      if (event.actor.kind !== 'customer' || event.opening || event.messageType !== 'reply') return;
      const { assigneeId } = event.ticket;
      if (assigneeId)
        await this.#notify(event, 'customer_reply', [assigneeId], { message_id: event.message.id });
    });
    events.on('sla.alert', async (event) => {
      const { assigneeId, departmentId } = event.ticket;
      const users = assigneeId ? [assigneeId] : await this.inbox.membersOf(departmentId);
      await this.#notifyOfAlert(event, users);
    });
    events.on('sla.escalated', (event) => this.#notifyOfAlert(event, event.userIds));
  }

  async #notifyOfAlert(event: SlaAlertRaised | SlaEscalated, users: readonly string[]): Promise<void> {
    const { target, percent, at } = event.alert;
    const kind = percent === 100 ? 'sla_breach' : 'sla_warning';
    const escalated = event.type === 'sla.escalated';
    await this.#notify(event, kind, users, { target, percent, due_at: at, ...(escalated && { escalated }) });
  }

  async #notify(
    event: TicketEvent,
    kind: Notification['kind'],
    users: readonly string[],
    data: Record<string, unknown>,
  ): Promise<void> {
    const actorId = event.actor.kind === 'system' ? null : event.actor.userId;
    const userIds = users.filter((id) => id !== actorId);
    await this.bell.ring(userIds, { kind, ticketId: event.ticketId, data, at: event.at });
  }
}

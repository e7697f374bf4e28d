import { Injectable } from '@nestjs/common';
import { canSeeMessage, formatTicketNumber } from '@noxdesk/domain';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { LiveBus, type LiveEvent } from '../../platform/realtime/live-bus.js';
import { type TicketChanged, type TicketEvent, TicketEvents } from '../tickets/ticket-events.js';

/** Makes live events of what happens to tickets, once it is committed. */
@Injectable()
export class LiveEvents {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly bus: LiveBus,
    events: TicketEvents,
  ) {
    for (const type of ['ticket.created', 'message.created', 'ticket.changed', 'sla.alert'] as const) {
      events.on(type, async (event) => this.#tell(event));
    }
  }

  #tell(event: TicketEvent): void {
    const { ticket } = event;
    const concernsCustomer = isPublic(event);
    const live: LiveEvent = {
      tenantId: event.tenantId,
      type: event.type,
      data: {
        ticket_id: event.ticketId,
        number: formatTicketNumber(ticket.number),
        version: ticket.version,
        at: event.at.toISOString(),
        actor_id: event.actor.kind === 'system' ? null : event.actor.userId,
        ...detailsOf(event),
      },
      audience: {
        departmentIds: [...new Set([ticket.departmentId, ticket.previousDepartmentId])],
        customer: concernsCustomer
          ? { requesterId: ticket.requesterId, organizationId: ticket.organizationId }
          : null,
      },
    };
    this.unitOfWork.tx.afterCommit(() => this.bus.publish(live));
  }
}

function isPublic(event: TicketEvent): boolean {
  if (event.type === 'message.created') return event.messageType === 'reply';
  if (event.type === 'sla.alert' || event.type === 'sla.escalated') return false;
  return event.type === 'ticket.created' || changedKinds(event).some(isCustomerKind);
}

const isCustomerKind = (eventKind: string) => canSeeMessage('customer', { messageType: 'system', eventKind });

const KIND_OF_CHANGE = {
  status: 'status_changed',
  priority: 'priority_changed',
  department: 'department_changed',
  assignee: 'assigned',
  subject: 'subject_changed',
  tags: 'tags_changed',
  cc: 'cc_changed',
} as const;

const changedKinds = ({ changes }: TicketChanged) =>
  (Object.keys(changes) as (keyof typeof KIND_OF_CHANGE)[]).map((name) => KIND_OF_CHANGE[name]);

function detailsOf(event: TicketEvent): Record<string, unknown> {
  switch (event.type) {
    case 'message.created':
      return { message_id: event.message.id, message_type: event.messageType };
    case 'ticket.changed':
      // A customer who hears of a change must not learn of the desk's own that came with it.
      return { changed: Object.keys(event.changes).filter((name) => name !== 'tags' && name !== 'cc') };
    case 'sla.alert':
      return { target: event.alert.target, percent: event.alert.percent };
    default:
      return {};
  }
}

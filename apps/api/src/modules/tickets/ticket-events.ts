import { Injectable } from '@nestjs/common';
import type { Channel } from '@noxdesk/contracts';
import type { SlaAlert, TicketPriority, TicketStatus } from '@noxdesk/domain';
import { DomainEvents } from '../../platform/events/domain-events.js';

/** Who did something to a ticket. The system acts where time or a rule does. */
export type Actor =
  | { kind: 'customer'; userId: string }
  | { kind: 'agent'; userId: string; role: 'agent' | 'admin' }
  | { kind: 'system' };

/** The ticket as the step left it: who may hear of it, and what they want to know first. */
export interface TicketSnapshot {
  number: number;
  subject: string;
  departmentId: number;
  /** Where it was before the step; its people still have to hear that it went. */
  previousDepartmentId: number;
  requesterId: string;
  organizationId: string | null;
  assigneeId: string | null;
  version: number;
}

interface Base {
  tenantId: number;
  ticketId: string;
  ticket: TicketSnapshot;
  actor: Actor;
  at: Date;
}

export interface Change<Value> {
  from: Value;
  to: Value;
}

/** What a change was made of; a member that is absent stayed as it was. */
export interface TicketChangeSet {
  status?: Change<TicketStatus>;
  priority?: Change<TicketPriority>;
  department?: Change<number>;
  assignee?: Change<string | null>;
  subject?: Change<string>;
  tags?: Change<string[]>;
  cc?: Change<string[]>;
}

export interface TicketCreated extends Base {
  type: 'ticket.created';
  messageId: string;
  channel: Channel;
}
export interface MessageCreated extends Base {
  type: 'message.created';
  messageId: string;
  messageType: 'reply' | 'note';
  channel: Channel;
  /** The message that opened the ticket; `ticket.created` is told as well. */
  opening: boolean;
  /** Staff who are named in it and see the ticket. */
  mentions: readonly string[];
  /** State changes of the same step, so that one mail can tell both. */
  changes: TicketChangeSet;
}
export interface TicketChanged extends Base {
  type: 'ticket.changed';
  changes: TicketChangeSet;
  /** The message of the same step, where the change came with one. */
  messageId: string | null;
}
export interface SlaAlertRaised extends Base {
  type: 'sla.alert';
  alert: SlaAlert;
}
/** An alert is taken further, as the policy says. */
export interface SlaEscalated extends Base {
  type: 'sla.escalated';
  alert: SlaAlert;
  /** Staff who are to be told. */
  userIds: readonly string[];
}

export type TicketEvent = TicketCreated | MessageCreated | TicketChanged | SlaAlertRaised | SlaEscalated;

/** Told inside the transaction of the cause, in the order things happened. */
@Injectable()
export class TicketEvents extends DomainEvents<TicketEvent> {}

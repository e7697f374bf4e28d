import { Injectable } from '@nestjs/common';
import type { Channel, Locale, NotificationChoices } from '@noxdesk/contracts';
import type { SlaAlert, TicketPriority, TicketStatus, UserRole } from '@noxdesk/domain';
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
  status: TicketStatus;
  departmentId: number;
  departmentName: string;
  /** Where it was before the step; its people still have to hear that it went. */
  previousDepartmentId: number;
  requesterId: string;
  requesterEmail: string;
  /** Addresses that are told of every public message. */
  cc: readonly string[];
  organizationId: string | null;
  assigneeId: string | null;
  version: number;
}

/** Somebody who may be told. */
export interface Person {
  id: string;
  name: string;
  email: string;
  role: UserRole;
  locale: Locale;
  notifications: Partial<NotificationChoices>;
  /** Neither shut out nor gone. */
  reachable: boolean;
}

/** A message as those who write of it need it. */
export interface MessageContent {
  id: string;
  body: string;
  /** Sanitised. */
  bodyHtml: string | null;
  /** Of all its files together. */
  fileBytes: number;
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
  /** The message that opened it. */
  message: MessageContent;
  requester: Person;
  channel: Channel;
}
export interface MessageCreated extends Base {
  type: 'message.created';
  message: MessageContent;
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
  /** The message that came with it was a public one of staff: its mail tells of the change, too. */
  answered: boolean;
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

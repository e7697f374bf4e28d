import type { SlaPolicyVersion } from '@noxdesk/domain';
import type { ThreadParts } from './draft-thread.js';
import type { SlaAlertRepository } from './sla-alert.repository.js';
import type { Person, TicketEvent } from './ticket-events.js';
import type { TicketRepository } from './ticket.repository.js';

/** What a draft of a ticket is made of, besides its row. */
export interface DraftParts extends ThreadParts {
  tenantId: number;
  autoCloseDays: number;
  /** Of a ticket that has just been inserted: its number, once the database has given it. */
  number?: Promise<number>;
  /** Who asks for it, the same. */
  requester?: Person;
  /** Of a ticket that is finished: what its clocks go by once it is reopened. */
  policyInForce?: SlaPolicyVersion;
  tickets: TicketRepository;
  alerts: SlaAlertRepository;
}

export interface Named<Id> {
  id: Id;
  name: string;
}

/** An event before it is known how the whole step leaves the ticket. */
export type Untold = TicketEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, 'ticket'>
    : never
  : never;

/** What a ticket has to do with another one, as its thread tells it. */
export interface TicketLink {
  direction: keyof typeof LINK_KINDS;
  ticket: { id: string; number: string };
}

export const LINK_KINDS = {
  follows: 'ticket_linked',
  followed_by: 'ticket_linked',
  // Told to staff alone: the other ticket may be another customer's.
  linked: 'ticket_related',
  unlinked: 'ticket_unrelated',
  merged_into: 'ticket_merged',
  merged_from: 'ticket_merged',
  unmerged: 'ticket_unmerged',
  split_from: 'ticket_split',
  split_to: 'ticket_split',
} as const;

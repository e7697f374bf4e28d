import { isStaff, type TicketStatus, type UserRole } from './status.js';
import { allowedTransitions } from './transitions.js';

/** The part of a ticket that its rules look at. Ids are opaque. */
export interface TicketFacts {
  status: TicketStatus;
  assigneeId: string | null;
}

export interface Caller {
  role: UserRole;
  userId: string;
}

/** What is to be written; a member left out stays as it is. Nothing in it: write nothing. */
export interface TicketChanges {
  status?: { from: TicketStatus; to: TicketStatus };
  assignee?: { from: string | null; to: string | null };
}

/** `refused` carries the states that the caller may set instead. */
export type TicketDecision =
  { outcome: 'accepted'; changes: TicketChanges } | { outcome: 'refused'; allowed: TicketStatus[] };

/**
 * A change of state, of assignee, or of both in one step.
 *
 * - The same state again changes nothing.
 * - `open` without an assignee assigns the caller, where the caller is staff.
 * - Assigning moves `new` to `open`; unassigning keeps the state.
 *
 * A requested state is judged against the state before the step, so that what is refused does not depend on
 * the other fields sent along. Whether the assignee is somebody who may work on the ticket is not decided here.
 */
export function changeTicket(
  ticket: TicketFacts,
  wanted: { status?: TicketStatus; assigneeId?: string | null },
  caller: Caller,
): TicketDecision {
  if (!mayRequest(ticket.status, wanted.status, caller.role)) return refused(ticket, caller.role);
  const assigned = wanted.assigneeId === undefined ? ticket.assigneeId : wanted.assigneeId;
  const newlyAssigned = assigned !== null && assigned !== ticket.assigneeId;
  const asked = wanted.status ?? ticket.status;
  const status = asked === 'new' && newlyAssigned ? 'open' : asked;
  const opened = status === 'open' && ticket.status !== 'open';
  const assigneeId = assigned ?? (opened && isStaff(caller.role) ? caller.userId : null);
  return accepted(ticket, { status, assigneeId });
}

/**
 * A public reply by an agent or admin. The first one moves `new` to `open` and makes the author the assignee
 * where there is none. `status` sent along with the reply is judged against the state before it.
 */
export function staffReply(
  ticket: TicketFacts,
  agent: Caller,
  reply: { first: boolean; status?: TicketStatus },
): TicketDecision {
  if (!mayRequest(ticket.status, reply.status, agent.role)) return refused(ticket, agent.role);
  const asked = reply.status ?? ticket.status;
  const status = asked === 'new' ? 'open' : asked;
  const opened = status === 'open' && ticket.status !== 'open';
  const takes = ticket.assigneeId === null && (ticket.status === 'new' || reply.first || opened);
  return accepted(ticket, { status, assigneeId: takes ? agent.userId : ticket.assigneeId });
}

export interface CustomerReply {
  /** The instant of the reply. */
  now: string;
  /** How many days a closed ticket can still be reopened by a reply. */
  reopenDays: number;
  /** The caller asked in so many words (`confirm_solution`, or the state `closed`) to confirm. */
  confirms?: boolean;
  /** The reply's own text is only a confirmation word, and the channel vouches for its author. */
  confirmationText?: boolean;
  /** A state sent along with the reply. */
  status?: TicketStatus;
}

/** `new_ticket`: the reply opens a ticket of its own that links the closed one, which stays as it is. */
export type CustomerReplyDecision = TicketDecision | { outcome: 'new_ticket' };

/**
 * A reply by a customer.
 *
 * - `pending`, `on_hold` and `resolved` become `open`, unless the reply confirms a `resolved` ticket: it closes.
 * - `closed` becomes `open` within `reopenDays` of `closedAt` (the last instant included); after that the reply
 *   becomes a new ticket.
 * - To confirm in so many words what is not resolved is refused; a mere confirmation word there is a reply like
 *   any other. A ticket that is closed already stays closed by a confirmation, however late it comes.
 */
export function customerReply(
  ticket: TicketFacts & { closedAt: string | null },
  reply: CustomerReply,
): CustomerReplyDecision {
  const confirms = isConfirmation(reply);
  if (ticket.status === 'closed' && confirms) return accepted(ticket, ticket);
  if (reply.confirms === true && ticket.status !== 'resolved') return refused(ticket, 'customer');
  if (!mayRequest(ticket.status, reply.status, 'customer')) return refused(ticket, 'customer');
  const assigneeId = ticket.assigneeId;
  if (ticket.status === 'resolved' && confirms) return accepted(ticket, { status: 'closed', assigneeId });
  if (ticket.status === 'closed' && !canReopen(ticket.closedAt, reply)) return { outcome: 'new_ticket' };
  const status = ticket.status === 'new' ? 'new' : 'open';
  return accepted(ticket, { status, assigneeId });
}

const DAY_MS = 86_400_000;

/** The instant from which a `resolved` ticket that nobody answered closes by itself. */
export function autoCloseAt(resolvedAt: string, autoCloseDays: number): string {
  return new Date(Date.parse(resolvedAt) + autoCloseDays * DAY_MS).toISOString().replace('.000Z', 'Z');
}

/** A state asked for outweighs what the text happens to say; asking to confirm outweighs both. */
function isConfirmation({ confirms, confirmationText, status }: CustomerReply): boolean {
  return confirms === true || status === 'closed' || (status === undefined && confirmationText === true);
}

function canReopen(closedAt: string | null, reply: CustomerReply): boolean {
  return closedAt !== null && Date.parse(reply.now) <= Date.parse(closedAt) + reply.reopenDays * DAY_MS;
}

function mayRequest(from: TicketStatus, to: TicketStatus | undefined, role: UserRole): boolean {
  return to === undefined || to === from || allowedTransitions(from, role).includes(to);
}

function refused(ticket: TicketFacts, role: UserRole): TicketDecision {
  return { outcome: 'refused', allowed: allowedTransitions(ticket.status, role) };
}

function accepted(before: TicketFacts, after: TicketFacts): TicketDecision {
  const changes: TicketChanges = {};
  if (before.status !== after.status) changes.status = { from: before.status, to: after.status };
  if (before.assigneeId !== after.assigneeId) {
    changes.assignee = { from: before.assigneeId, to: after.assigneeId };
  }
  return { outcome: 'accepted', changes };
}

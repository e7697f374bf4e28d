import { isStaff, type UserRole } from '../tickets/status.js';

export const API_SCOPES = ['tickets:read', 'tickets:write', 'admin'] as const;
export type ApiScope = (typeof API_SCOPES)[number];

export const MESSAGE_TYPES = ['reply', 'note', 'system'] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

export const TICKET_FIELDS = [
  'status',
  'priority',
  'department',
  'assignee',
  'subject',
  'tags',
  'cc',
] as const;
export type TicketField = (typeof TICKET_FIELDS)[number];

/** Who asks. `scopes` null: a session, which may do all that its user may; else what the API token is for. */
export interface Principal {
  role: UserRole;
  userId: string;
  departmentIds: readonly number[];
  organizationId: string | null;
  canAccessTicketing: boolean;
  scopes: readonly ApiScope[] | null;
}

/** What decides who sees a ticket. */
export interface TicketAudience {
  requesterId: string;
  departmentId: number;
  organizationId: string | null;
  /** Whether that organisation lets its people see each other's tickets. */
  organizationShares: boolean;
}

/** Whether the caller's token is for this. Writing answers with what was written, so it includes reading. */
export function hasScope(caller: Pick<Principal, 'scopes'>, scope: ApiScope): boolean {
  if (caller.scopes === null || caller.scopes.includes(scope)) return true;
  return scope === 'tickets:read' && caller.scopes.includes('tickets:write');
}

/** Whether the ticketing section exists for the caller at all. */
export function canUseTicketing(caller: Principal): boolean {
  return caller.canAccessTicketing && hasScope(caller, 'tickets:read');
}

export function canAdminister(caller: Principal): boolean {
  return caller.role === 'admin' && hasScope(caller, 'admin');
}

/**
 * An admin sees the whole tenant, an agent the departments they belong to, a customer their own tickets and
 * those of their organisation where it shares them. All within one tenant; keeping tenants apart is not done here.
 */
export function canSeeTicket(caller: Principal, ticket: TicketAudience): boolean {
  if (!canUseTicketing(caller)) return false;
  switch (caller.role) {
    case 'admin':
      return true;
    case 'agent':
      return caller.departmentIds.includes(ticket.departmentId);
    case 'customer':
      return ticket.requesterId === caller.userId || sharesOrganization(caller, ticket);
    default:
      return false;
  }
}

function sharesOrganization(caller: Principal, ticket: TicketAudience): boolean {
  return (
    ticket.organizationShares &&
    ticket.organizationId !== null &&
    ticket.organizationId === caller.organizationId
  );
}

/** Whoever sees a ticket may also write to it, given a token that writes. */
export function canReplyToTicket(caller: Principal, ticket: TicketAudience): boolean {
  return canSeeTicket(caller, ticket) && hasScope(caller, 'tickets:write');
}

/**
 * The events that concern a customer: what became of their request and who takes care of it. Tags, SLA alerts,
 * escalations, deliveries are the desk's own; so is every kind not named here.
 */
export const CUSTOMER_EVENT_KINDS: readonly string[] = [
  'status_changed',
  'assigned',
  'priority_changed',
  'department_changed',
  'subject_changed',
  'ticket_linked',
  'ticket_merged',
  'ticket_unmerged',
];

/** Whether a role may read a message of a ticket that it sees. `eventKind` is that of a `system` message. */
export function canSeeMessage(
  role: UserRole,
  message: { messageType: MessageType; eventKind?: string | null },
): boolean {
  if (isStaff(role)) return true;
  if (role !== 'customer') return false;
  if (message.messageType === 'reply') return true;
  return message.messageType === 'system' && CUSTOMER_EVENT_KINDS.includes(message.eventKind ?? '');
}

/** The types of message that a role may write; `system` is written by the system alone. */
export function writableMessageTypes(role: UserRole): MessageType[] {
  if (isStaff(role)) return ['reply', 'note'];
  return role === 'customer' ? ['reply'] : [];
}

/** The fields of a ticket that a role may change. Which states a customer may set is the state table's to say. */
export function changeableFields(role: UserRole): TicketField[] {
  if (isStaff(role)) return [...TICKET_FIELDS];
  return role === 'customer' ? ['status'] : [];
}

/** Those of the fields sent that the role may not change: each is a refusal by name. */
export function refusedFields(role: UserRole, fields: readonly TicketField[]): TicketField[] {
  const allowed = changeableFields(role);
  return fields.filter((field) => !allowed.includes(field));
}

/** Opening a ticket for somebody else is staff's. */
export const canOpenForOthers = (role: UserRole): boolean => isStaff(role);

/** A ticket can only be given to somebody who sees it and may work on it. */
export function canBeAssigned(user: Omit<Principal, 'scopes'>, ticket: TicketAudience): boolean {
  return isStaff(user.role) && canSeeTicket({ ...user, scopes: null }, ticket);
}

/** The states of a ticket, in the order of its life. */
export const TICKET_STATUSES = ['new', 'open', 'pending', 'on_hold', 'resolved', 'closed'] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

/** Ascending: sorting by the index in this list sorts from low to critical. */
export const TICKET_PRIORITIES = ['low', 'medium', 'high', 'urgent', 'critical'] as const;
export type TicketPriority = (typeof TICKET_PRIORITIES)[number];

export const USER_ROLES = ['admin', 'agent', 'customer'] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** Agents and admins work on tickets; customers ask. */
export const isStaff = (role: UserRole): boolean => role === 'admin' || role === 'agent';

/** The work is done: nobody is waited for (`resolved` waits only for a confirmation). */
export const isFinished = (status: TicketStatus): boolean => status === 'resolved' || status === 'closed';

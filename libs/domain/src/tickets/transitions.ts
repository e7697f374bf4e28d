import { isStaff, TICKET_STATUSES, type TicketStatus, type UserRole } from './status.js';

/** A state machine as data: which states each state may be left for. */
export type TransitionTable<State extends string> = Readonly<Record<State, readonly State[]>>;

export const STAFF_TRANSITIONS: TransitionTable<TicketStatus> = {
  new: ['open', 'pending', 'on_hold', 'resolved', 'closed'],
  open: ['pending', 'on_hold', 'resolved', 'closed'],
  pending: ['open', 'on_hold', 'resolved', 'closed'],
  on_hold: ['open', 'pending', 'resolved', 'closed'],
  resolved: ['open', 'closed'],
  closed: ['open'],
};

export const CUSTOMER_TRANSITIONS: TransitionTable<TicketStatus> = {
  new: [],
  open: [],
  pending: [],
  on_hold: [],
  resolved: ['open', 'closed'],
  closed: [],
};

/**
 * The states that a caller of this role may set, in the table's order. The state a ticket is in is not
 * among them: setting it again is accepted and changes nothing. An unknown state or role may do nothing.
 */
export function allowedTransitions(status: TicketStatus, role: UserRole): TicketStatus[] {
  if (!TICKET_STATUSES.includes(status)) return [];
  if (isStaff(role)) return [...STAFF_TRANSITIONS[status]];
  return role === 'customer' ? [...CUSTOMER_TRANSITIONS[status]] : [];
}

export function canTransition(from: TicketStatus, to: TicketStatus, role: UserRole): boolean {
  return allowedTransitions(from, role).includes(to);
}

/** What is wrong with a table: targets that are no state, a state that leads to itself, states never reached. */
export function transitionTableProblems<State extends string>(
  table: TransitionTable<State>,
  initial: State,
): string[] {
  const states = Object.keys(table) as State[];
  const problems: string[] = [];
  for (const from of states) {
    for (const to of table[from]) {
      if (!states.includes(to)) problems.push(`${from} leads to the unknown state ${to}`);
      if (to === from) problems.push(`${from} leads to itself`);
    }
    if (new Set(table[from]).size < table[from].length) problems.push(`${from} names a state twice`);
  }
  const reached = reachableFrom(table, initial);
  for (const state of states) if (!reached.has(state)) problems.push(`${state} is never reached`);
  return problems;
}

function reachableFrom<State extends string>(table: TransitionTable<State>, initial: State): Set<State> {
  const reached = new Set<State>([initial]);
  for (const state of reached) for (const next of table[state] ?? []) reached.add(next);
  return reached;
}

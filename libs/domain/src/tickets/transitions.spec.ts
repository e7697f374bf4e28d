import { describe, expect, it } from '@jest/globals';
import { TICKET_STATUSES, type TicketStatus, type UserRole } from './status.js';
import {
  allowedTransitions,
  canTransition,
  CUSTOMER_TRANSITIONS,
  STAFF_TRANSITIONS,
  transitionTableProblems,
} from './transitions.js';

describe('the table of states', () => {
  const staff: Record<TicketStatus, TicketStatus[]> = {
    new: ['open', 'pending', 'on_hold', 'resolved', 'closed'],
    open: ['pending', 'on_hold', 'resolved', 'closed'],
    pending: ['open', 'on_hold', 'resolved', 'closed'],
    on_hold: ['open', 'pending', 'resolved', 'closed'],
    resolved: ['open', 'closed'],
    closed: ['open'],
  };
  for (const status of TICKET_STATUSES) {
    it(`lets agents and admins set exactly ${staff[status].join(', ')} on a ${status} ticket, in this order`, () => {
      expect(allowedTransitions(status, 'agent')).toEqual(staff[status]);
      expect(allowedTransitions(status, 'admin')).toEqual(staff[status]);
    });

    const customer = status === 'resolved' ? ['open', 'closed'] : [];
    it(`lets a customer set ${customer.join(' or ') || 'nothing'} on a ${status} ticket`, () => {
      expect(allowedTransitions(status, 'customer')).toEqual(customer);
    });
  }

  it('never offers the state that the ticket is in, nor a way back to new', () => {
    for (const status of TICKET_STATUSES) {
      expect(canTransition(status, status, 'admin')).toBe(false);
      expect(canTransition(status, 'new', 'admin')).toBe(false);
    }
  });

  it('allows nothing to a state or role it does not know', () => {
    expect(allowedTransitions('spam' as TicketStatus, 'admin')).toEqual([]);
    expect(allowedTransitions('toString' as TicketStatus, 'admin')).toEqual([]);
    expect(allowedTransitions('open', 'operator' as UserRole)).toEqual([]);
  });

  it('hands out copies, so that no caller can rewrite the rules', () => {
    allowedTransitions('closed', 'agent').push('new');
    expect(allowedTransitions('closed', 'agent')).toEqual(['open']);
  });
});

describe('the check of a table', () => {
  it('finds nothing wrong with ours: every state is known and can be reached from new', () => {
    expect(transitionTableProblems(STAFF_TRANSITIONS, 'new')).toEqual([]);
    expect(Object.keys(STAFF_TRANSITIONS)).toEqual([...TICKET_STATUSES]);
    expect(Object.keys(CUSTOMER_TRANSITIONS)).toEqual([...TICKET_STATUSES]);
  });

  it('gives customers no way that staff does not have', () => {
    for (const status of TICKET_STATUSES) {
      for (const to of CUSTOMER_TRANSITIONS[status]) expect(canTransition(status, to, 'agent')).toBe(true);
    }
  });

  it('names unknown, unreachable, repeated and self-leading states', () => {
    const broken = { a: ['b', 'b'], b: ['b', 'x'], c: ['a'] } as unknown as Record<'a' | 'b' | 'c', 'a'[]>;
    expect(transitionTableProblems(broken, 'a')).toEqual([
      'a names a state twice',
      'b leads to itself',
      'b leads to the unknown state x',
      'c is never reached',
    ]);
  });
});

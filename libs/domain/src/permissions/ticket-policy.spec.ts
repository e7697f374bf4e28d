import { describe, expect, it } from '@jest/globals';
import {
  canAdminister,
  canBeAssigned,
  canOpenForOthers,
  canReplyToTicket,
  canSeeMessage,
  canSeeTicket,
  changeableFields,
  hasScope,
  type Principal,
  refusedFields,
  type TicketAudience,
  writableMessageTypes,
} from './ticket-policy.js';
import { type UserRole } from '../tickets/status.js';

const who = (role: UserRole, more: Partial<Principal> = {}): Principal => ({
  role,
  userId: `the ${role}`,
  departmentIds: [],
  organizationId: null,
  canAccessTicketing: true,
  scopes: null,
  ...more,
});
const ticket = (more: Partial<TicketAudience> = {}): TicketAudience => ({
  requesterId: 'somebody else',
  departmentId: 2,
  organizationId: 'acme',
  organizationShares: false,
  ...more,
});

describe('who sees a ticket', () => {
  it.each([
    ['an admin, any ticket of the tenant', who('admin'), ticket(), true],
    [
      'an agent, those of a department they belong to',
      who('agent', { departmentIds: [1, 2] }),
      ticket(),
      true,
    ],
    ['an agent, none of other departments', who('agent', { departmentIds: [1] }), ticket(), false],
    ['an agent, not because they asked for it', who('agent'), ticket({ requesterId: 'the agent' }), false],
    ['a customer, their own', who('customer'), ticket({ requesterId: 'the customer' }), true],
    ["a customer, nobody else's", who('customer'), ticket(), false],
    [
      "a customer, their organisation's where it shares them",
      who('customer', { organizationId: 'acme' }),
      ticket({ organizationShares: true }),
      true,
    ],
    [
      "a customer, not their organisation's where it does not",
      who('customer', { organizationId: 'acme' }),
      ticket(),
      false,
    ],
    [
      "a customer, not another organisation's",
      who('customer', { organizationId: 'other' }),
      ticket({ organizationShares: true }),
      false,
    ],
    [
      'customers without an organisation share nothing',
      who('customer'),
      ticket({ organizationId: null, organizationShares: true }),
      false,
    ],
    ['a customer, not by the department', who('customer', { departmentIds: [2] }), ticket(), false],
    [
      'nobody of a role that does not exist',
      who('operator' as UserRole, { departmentIds: [2] }),
      ticket(),
      false,
    ],
  ])('%s', (_, caller, seen, expected) => {
    expect(canSeeTicket(caller, seen)).toBe(expected);
  });

  it.each(['admin', 'agent', 'customer'] as const)('not the %s without access to ticketing', (role) => {
    const caller = who(role, { canAccessTicketing: false, departmentIds: [2] });
    expect(canSeeTicket(caller, ticket({ requesterId: caller.userId }))).toBe(false);
  });
});

describe('what a token is for', () => {
  const own = ticket({ requesterId: 'the customer' });

  it('a session may do all that its user may', () => {
    expect(canReplyToTicket(who('customer'), own)).toBe(true);
    expect(canAdminister(who('admin'))).toBe(true);
  });

  it('a reading token reads and does not write', () => {
    const caller = who('customer', { scopes: ['tickets:read'] });
    expect(canSeeTicket(caller, own)).toBe(true);
    expect(canReplyToTicket(caller, own)).toBe(false);
  });

  it('a writing token reads what it writes to', () => {
    const caller = who('customer', { scopes: ['tickets:write'] });
    expect(canSeeTicket(caller, own)).toBe(true);
    expect(canReplyToTicket(caller, own)).toBe(true);
    expect(canReplyToTicket(caller, ticket())).toBe(false);
  });

  it('only an admin with that scope administers', () => {
    expect(canAdminister(who('admin', { scopes: ['admin'] }))).toBe(true);
    expect(canAdminister(who('admin', { scopes: ['tickets:write'] }))).toBe(false);
    expect(canAdminister(who('agent', { scopes: ['admin'] }))).toBe(false);
    expect(canSeeTicket(who('admin', { scopes: ['admin'] }), ticket())).toBe(false);
  });

  it('one without any scope is for nothing', () => {
    expect(hasScope({ scopes: [] }, 'tickets:read')).toBe(false);
  });
});

describe('what of a thread is seen', () => {
  it.each(['admin', 'agent'] as const)('the %s reads everything', (role) => {
    for (const messageType of ['reply', 'note', 'system'] as const) {
      expect(canSeeMessage(role, { messageType, eventKind: 'sla_breach' })).toBe(true);
    }
  });

  it('a customer reads replies, and never a note', () => {
    expect(canSeeMessage('customer', { messageType: 'reply' })).toBe(true);
    expect(canSeeMessage('customer', { messageType: 'note' })).toBe(false);
    expect(canSeeMessage('customer', { messageType: 'note', eventKind: 'status_changed' })).toBe(false);
  });

  it.each([
    'status_changed',
    'assigned',
    'priority_changed',
    'department_changed',
    'subject_changed',
    'ticket_linked',
    'ticket_merged',
    'ticket_unmerged',
  ])('a customer is concerned by %s', (eventKind) => {
    expect(canSeeMessage('customer', { messageType: 'system', eventKind })).toBe(true);
  });

  it.each([
    'sla_warning',
    'sla_breach',
    'tags_changed',
    'ticket_related',
    'bounced',
    'invented_tomorrow',
    '',
    null,
    undefined,
  ])('a customer is not concerned by %p', (eventKind) => {
    expect(canSeeMessage('customer', { messageType: 'system', eventKind })).toBe(false);
  });

  it('an unknown role reads nothing', () => {
    expect(canSeeMessage('operator' as UserRole, { messageType: 'reply' })).toBe(false);
  });
});

describe('what may be written', () => {
  it('staff writes replies and notes, a customer replies, nobody system messages', () => {
    expect(writableMessageTypes('admin')).toEqual(['reply', 'note']);
    expect(writableMessageTypes('agent')).toEqual(['reply', 'note']);
    expect(writableMessageTypes('customer')).toEqual(['reply']);
    expect(writableMessageTypes('operator' as UserRole)).toEqual([]);
  });

  it('staff changes every field, a customer only the state', () => {
    expect(
      refusedFields('agent', ['status', 'priority', 'department', 'assignee', 'subject', 'tags']),
    ).toEqual([]);
    expect(refusedFields('customer', ['subject', 'status', 'tags'])).toEqual(['subject', 'tags']);
    expect(changeableFields('operator' as UserRole)).toEqual([]);
  });

  it('only staff opens tickets for others', () => {
    expect((['admin', 'agent', 'customer'] as const).map(canOpenForOthers)).toEqual([true, true, false]);
  });

  it('a ticket goes to an admin or an agent of its department', () => {
    expect(canBeAssigned(who('admin'), ticket())).toBe(true);
    expect(canBeAssigned(who('agent', { departmentIds: [2] }), ticket())).toBe(true);
    expect(canBeAssigned(who('agent', { departmentIds: [1] }), ticket())).toBe(false);
    expect(canBeAssigned(who('customer'), ticket({ requesterId: 'the customer' }))).toBe(false);
    expect(canBeAssigned(who('agent', { departmentIds: [2], canAccessTicketing: false }), ticket())).toBe(
      false,
    );
  });
});

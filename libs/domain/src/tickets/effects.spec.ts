import { describe, expect, it } from '@jest/globals';
import {
  autoCloseAt,
  type Caller,
  changeTicket,
  customerReply,
  type CustomerReply,
  staffReply,
  type TicketFacts,
} from './effects.js';
import { TICKET_STATUSES, type TicketStatus } from './status.js';

const ana: Caller = { role: 'agent', userId: 'ana' };
const customer: Caller = { role: 'customer', userId: 'carla' };
const ticket = (status: TicketStatus, assigneeId: string | null = null): TicketFacts => ({
  status,
  assigneeId,
});
const unchanged = { outcome: 'accepted', changes: {} };
const moved = (from: TicketStatus, to: TicketStatus) => ({
  outcome: 'accepted',
  changes: { status: { from, to } },
});

describe('changing state and assignee', () => {
  it.each(TICKET_STATUSES)('setting %s again changes nothing, whoever asks', (status) => {
    expect(changeTicket(ticket(status), { status }, ana)).toEqual(unchanged);
    expect(changeTicket(ticket(status), { status }, customer)).toEqual(unchanged);
  });

  it('setting open on a ticket without an assignee assigns the caller', () => {
    expect(changeTicket(ticket('new'), { status: 'open' }, ana)).toEqual({
      outcome: 'accepted',
      changes: { status: { from: 'new', to: 'open' }, assignee: { from: null, to: 'ana' } },
    });
  });

  it('setting open keeps an assignee who is there', () => {
    expect(changeTicket(ticket('pending', 'berta'), { status: 'open' }, ana)).toEqual(
      moved('pending', 'open'),
    );
  });

  it('a customer who reopens is not assigned', () => {
    expect(changeTicket(ticket('resolved'), { status: 'open' }, customer)).toEqual(moved('resolved', 'open'));
  });

  it('assigning moves new to open, and only new', () => {
    expect(changeTicket(ticket('new'), { assigneeId: 'berta' }, ana)).toEqual({
      outcome: 'accepted',
      changes: { status: { from: 'new', to: 'open' }, assignee: { from: null, to: 'berta' } },
    });
    expect(changeTicket(ticket('on_hold'), { assigneeId: 'berta' }, ana)).toEqual({
      outcome: 'accepted',
      changes: { assignee: { from: null, to: 'berta' } },
    });
  });

  it('unassigning keeps the state', () => {
    expect(changeTicket(ticket('open', 'ana'), { assigneeId: null }, ana)).toEqual({
      outcome: 'accepted',
      changes: { assignee: { from: 'ana', to: null } },
    });
  });

  it('takes an assignee and a state in one step', () => {
    expect(changeTicket(ticket('new'), { assigneeId: 'berta', status: 'pending' }, ana)).toEqual({
      outcome: 'accepted',
      changes: { status: { from: 'new', to: 'pending' }, assignee: { from: null, to: 'berta' } },
    });
    expect(changeTicket(ticket('new'), { assigneeId: 'berta', status: 'new' }, ana)).toEqual({
      outcome: 'accepted',
      changes: { status: { from: 'new', to: 'open' }, assignee: { from: null, to: 'berta' } },
    });
  });

  it('assigning who is assigned already changes nothing', () => {
    expect(changeTicket(ticket('pending', 'ana'), { assigneeId: 'ana' }, ana)).toEqual(unchanged);
  });

  it('refuses what the table does not have and says what it has', () => {
    expect(changeTicket(ticket('closed'), { status: 'pending' }, ana)).toEqual({
      outcome: 'refused',
      allowed: ['open'],
    });
    expect(changeTicket(ticket('open'), { status: 'closed' }, customer)).toEqual({
      outcome: 'refused',
      allowed: [],
    });
    expect(changeTicket(ticket('open'), { status: 'new' }, ana)).toEqual({
      outcome: 'refused',
      allowed: ['pending', 'on_hold', 'resolved', 'closed'],
    });
  });
});

describe("an agent's public reply", () => {
  it('the first one opens a new ticket and makes its author the assignee', () => {
    expect(staffReply(ticket('new'), ana, { first: true })).toEqual({
      outcome: 'accepted',
      changes: { status: { from: 'new', to: 'open' }, assignee: { from: null, to: 'ana' } },
    });
  });

  it('the first one leaves an assignee who is there', () => {
    expect(staffReply(ticket('new', 'berta'), ana, { first: true })).toEqual(moved('new', 'open'));
  });

  it.each(['open', 'pending', 'on_hold', 'resolved', 'closed'] as const)(
    'a later one leaves a %s ticket',
    (status) => {
      expect(staffReply(ticket(status), ana, { first: false })).toEqual(unchanged);
    },
  );

  it('may carry a state of its own, which the table judges', () => {
    expect(staffReply(ticket('new'), ana, { first: true, status: 'resolved' })).toEqual({
      outcome: 'accepted',
      changes: { status: { from: 'new', to: 'resolved' }, assignee: { from: null, to: 'ana' } },
    });
    expect(staffReply(ticket('open', 'berta'), ana, { first: false, status: 'pending' })).toEqual(
      moved('open', 'pending'),
    );
    expect(staffReply(ticket('closed'), ana, { first: false, status: 'pending' })).toEqual({
      outcome: 'refused',
      allowed: ['open'],
    });
  });

  it('that sets open on a ticket without an assignee assigns its author', () => {
    expect(staffReply(ticket('on_hold'), ana, { first: false, status: 'open' })).toEqual({
      outcome: 'accepted',
      changes: { status: { from: 'on_hold', to: 'open' }, assignee: { from: null, to: 'ana' } },
    });
  });
});

describe("a customer's reply", () => {
  const closedAt = '2026-03-01T10:00:00Z';
  const inTime = '2026-03-08T10:00:00Z';
  const tooLate = '2026-03-08T10:00:00.001Z';
  const reply = (more: Partial<CustomerReply> = {}): CustomerReply => ({
    now: inTime,
    reopenDays: 7,
    ...more,
  });
  const answer = (status: TicketStatus, more: Partial<CustomerReply> = {}) =>
    customerReply({ ...ticket(status, 'ana'), closedAt: status === 'closed' ? closedAt : null }, reply(more));

  it.each(['pending', 'on_hold', 'resolved'] as const)('opens a %s ticket', (status) => {
    expect(answer(status)).toEqual(moved(status, 'open'));
  });

  it.each(['new', 'open'] as const)('leaves a %s ticket in its state', (status) => {
    expect(answer(status)).toEqual(unchanged);
  });

  it('reopens a closed ticket up to the last instant of the reopening time', () => {
    expect(answer('closed')).toEqual(moved('closed', 'open'));
  });

  it('becomes a new ticket after that', () => {
    expect(answer('closed', { now: tooLate })).toEqual({ outcome: 'new_ticket' });
  });

  it('never reopens where the tenant allows no days for it', () => {
    expect(answer('closed', { reopenDays: 0 })).toEqual({ outcome: 'new_ticket' });
  });

  it.each([{ confirms: true }, { confirmationText: true }, { status: 'closed' as const }])(
    'closes a resolved ticket when it confirms: %j',
    (confirming) => {
      expect(answer('resolved', confirming)).toEqual(moved('resolved', 'closed'));
    },
  );

  it.each(['pending', 'on_hold'] as const)(
    'that is a mere confirmation word still opens a %s ticket',
    (status) => {
      expect(answer(status, { confirmationText: true })).toEqual(moved(status, 'open'));
    },
  );

  it.each(['new', 'open', 'pending', 'on_hold'] as const)(
    'that asks to confirm a %s ticket is refused: nothing was solved yet',
    (status) => {
      expect(answer(status, { confirms: true })).toEqual({ outcome: 'refused', allowed: [] });
      expect(answer(status, { status: 'closed' })).toEqual({ outcome: 'refused', allowed: [] });
    },
  );

  it('that confirms what is closed already leaves it closed, however late', () => {
    expect(answer('closed', { confirmationText: true })).toEqual(unchanged);
    expect(answer('closed', { confirms: true, now: tooLate })).toEqual(unchanged);
  });

  it('that asks to reopen does so, even if its text is a confirmation word', () => {
    expect(answer('resolved', { status: 'open', confirmationText: true })).toEqual(moved('resolved', 'open'));
  });
});

describe('closing by itself', () => {
  it('falls due the given number of whole days after the solution', () => {
    expect(autoCloseAt('2026-03-28T10:00:00Z', 7)).toBe('2026-04-04T10:00:00Z');
    expect(autoCloseAt('2026-03-28T10:00:00.250Z', 1)).toBe('2026-03-29T10:00:00.250Z');
  });
});

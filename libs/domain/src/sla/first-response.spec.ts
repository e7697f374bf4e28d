import { describe, expect, it } from '@jest/globals';
import { march, OFFICE, policy, Story } from '../../test/sla-story.js';
import { type TicketPriority } from '../tickets/status.js';

describe('first response', () => {
  const created = Story.created(march(2, '10:00'));

  it.each([
    ['critical', '11:00'],
    ['urgent', '12:00'],
    ['high', '14:00'],
    ['medium', '18:00'],
  ] as [TicketPriority, string][])('of a %s ticket from 10:00 is due at %s', (priority, due) => {
    const { first_response: view } = Story.created(march(2, '10:00'), { priority }).seenAt(march(2, '10:00'));
    expect(view.due_at).toBe(march(2, due));
    expect(view.remaining_minutes).toBe(view.target_minutes);
  });

  it('runs down from creation', () => {
    expect(created.seenAt(march(2, '11:30')).first_response).toEqual({
      target_minutes: 240,
      due_at: march(2, '14:00'),
      met_at: null,
      breached: false,
      remaining_minutes: 150,
      used_minutes: 90,
      paused: false,
      state: 'running',
      cause: 'created',
      due_soon: false,
    });
  });

  it('is met by the first public agent reply, and stays as it was judged', () => {
    const answered = created.agentReplies(march(2, '13:59'));
    const expected = {
      met_at: march(2, '13:59'),
      breached: false,
      remaining_minutes: 1,
      due_at: march(2, '14:00'),
    };
    expect(answered.seenAt(march(2, '13:59')).first_response).toMatchObject(expected);
    const later = answered.agentReplies(march(3, '09:00')).becomes('pending', march(3, '09:00'));
    expect(later.seenAt(march(9, '09:00')).first_response).toMatchObject(expected);
    expect(later.raised).not.toContain('first_response 100%');
  });

  it('answered late is met and breached', () => {
    const late = created.agentReplies(march(2, '15:00'));
    expect(late.seenAt(march(2, '16:00')).first_response).toMatchObject({
      met_at: march(2, '15:00'),
      breached: true,
      remaining_minutes: -60,
    });
    expect(late.raised).toEqual(['first_response 80%', 'first_response 100%']);
  });

  it('is breached at the very instant it is due, not before', () => {
    expect(created.seenAt('2026-03-02T13:59:59.999Z').first_response.breached).toBe(false);
    expect(created.seenAt(march(2, '14:00')).first_response.breached).toBe(true);
    expect(
      created.agentReplies('2026-03-02T13:59:59.999Z').seenAt(march(3, '10:00')).first_response.breached,
    ).toBe(false);
    expect(created.agentReplies(march(2, '14:00')).seenAt(march(3, '10:00')).first_response.breached).toBe(
      true,
    );
  });

  it.each(['pending', 'on_hold'] as const)('never pauses: not in %s', (status) => {
    const waiting = created.becomes(status, march(2, '11:00'));
    expect(waiting.seenAt(march(2, '13:00')).first_response).toMatchObject({
      paused: false,
      due_at: march(2, '14:00'),
      remaining_minutes: 60,
    });
  });

  it('is stopped by the calendar alone', () => {
    const friday = Story.created(march(6, '17:00'), { by: policy({ calendar: OFFICE }) });
    expect(friday.seenAt(march(7, '12:00')).first_response).toMatchObject({
      due_at: march(9, '12:00'),
      remaining_minutes: 180,
    });
  });

  it.each(['resolved', 'closed'] as const)(
    'is met when staff makes the ticket %s without a reply',
    (status) => {
      const view = created.becomes(status, march(2, '12:00')).seenAt(march(2, '20:00')).first_response;
      expect(view).toMatchObject({ met_at: march(2, '12:00'), breached: false, cause: status });
    },
  );

  it('is cancelled when the customer closes the ticket first', () => {
    const closed = created.becomes('closed', march(2, '12:00'), 'customer');
    expect(closed.seenAt(march(3, '12:00')).first_response).toMatchObject({
      state: 'cancelled',
      due_at: null,
      met_at: null,
      breached: false,
      remaining_minutes: null,
    });
    expect(closed.tick(march(9, '12:00')).raised).toEqual([]);
  });

  it('once met or cancelled is not touched by reopening', () => {
    const met = created.becomes('resolved', march(2, '12:00')).becomes('open', march(4, '12:00'), 'customer');
    expect(met.seenAt(march(5, '12:00')).first_response).toMatchObject({
      state: 'met',
      met_at: march(2, '12:00'),
    });
    const cancelled = created
      .becomes('closed', march(2, '12:00'), 'customer')
      .becomes('open', march(3, '12:00'));
    expect(cancelled.seenAt(march(5, '12:00')).first_response.state).toBe('cancelled');
  });

  it('does not count what an agent writes in opening the ticket for somebody: no event, no answer', () => {
    expect(
      created.becomes('open', march(2, '10:00')).seenAt(march(2, '10:00')).first_response.met_at,
    ).toBeNull();
  });

  it("is not met by the customer's own messages", () => {
    expect(
      created.customerReplies(march(2, '11:00')).seenAt(march(2, '12:00')).first_response.met_at,
    ).toBeNull();
  });
});

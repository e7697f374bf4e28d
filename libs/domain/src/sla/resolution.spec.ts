import { describe, expect, it } from '@jest/globals';
import { march, OFFICE, policy, Story } from '../../test/sla-story.js';

describe('resolution', () => {
  // high: 24 h
  const created = Story.created(march(2, '10:00'));

  it('runs from creation, whoever is assigned', () => {
    const open = created.becomes('open', march(2, '11:00'));
    expect(open.seenAt(march(2, '16:00')).resolution).toMatchObject({
      target_minutes: 1440,
      due_at: march(3, '10:00'),
      used_minutes: 360,
      paused: false,
    });
  });

  it.each(['pending', 'on_hold'] as const)('stands still in %s, and has no due time there', (status) => {
    const paused = created.becomes(status, march(2, '12:00'));
    for (const now of [march(2, '12:00'), march(20, '12:00')]) {
      expect(paused.seenAt(now).resolution).toMatchObject({
        paused: true,
        cause: status,
        due_at: null,
        remaining_minutes: 22 * 60,
        breached: false,
      });
    }
  });

  it('goes on with what was left', () => {
    const resumed = created
      .becomes('pending', march(2, '12:00'))
      .becomes('open', march(5, '12:00'), 'customer');
    expect(resumed.seenAt(march(5, '12:00')).resolution).toMatchObject({
      paused: false,
      due_at: march(6, '10:00'),
      remaining_minutes: 22 * 60,
    });
  });

  it('stands still from pending over on_hold without a gap', () => {
    const story = created
      .becomes('pending', march(2, '12:00'))
      .becomes('on_hold', march(3, '12:00'))
      .becomes('open', march(4, '12:00'));
    expect(story.seenAt(march(4, '12:00')).resolution.used_minutes).toBe(120);
    expect(story.state.resolution.segments.map(({ state, cause }) => `${state} ${cause}`)).toEqual([
      'running created',
      'paused pending',
      'paused on_hold',
      'running open',
    ]);
  });

  it.each(['resolved', 'closed'] as const)('is met when the ticket is %s', (status) => {
    const done = created.becomes(status, march(2, '20:00'));
    expect(done.seenAt(march(9, '20:00')).resolution).toMatchObject({
      met_at: march(2, '20:00'),
      breached: false,
      remaining_minutes: 14 * 60,
      paused: false,
      state: 'met',
    });
  });

  it('stays met as of the solution when the ticket is closed afterwards, by whomever', () => {
    for (const by of ['customer', 'system', 'staff'] as const) {
      const closed = created.becomes('resolved', march(2, '20:00')).becomes('closed', march(9, '20:00'), by);
      expect(closed.seenAt(march(10, '20:00')).resolution.met_at).toBe(march(2, '20:00'));
    }
  });

  it('reopening clears met_at and goes on where it was', () => {
    const reopened = created
      .becomes('resolved', march(2, '20:00'))
      .becomes('open', march(5, '08:00'), 'customer');
    expect(reopened.seenAt(march(5, '08:00')).resolution).toMatchObject({
      met_at: null,
      used_minutes: 600,
      due_at: march(5, '22:00'),
    });
    const again = reopened
      .becomes('closed', march(5, '10:00'))
      .becomes('open', march(8, '10:00'))
      .becomes('resolved', march(8, '11:00'));
    expect(again.seenAt(march(30, '00:00')).resolution).toMatchObject({
      met_at: march(8, '11:00'),
      used_minutes: 780,
    });
  });

  it('solved while pending is judged by the due time it would have had', () => {
    const solved = created.becomes('pending', march(2, '12:00')).becomes('resolved', march(4, '12:00'));
    expect(solved.seenAt(march(4, '12:00')).resolution).toMatchObject({
      met_at: march(4, '12:00'),
      due_at: march(5, '10:00'),
      breached: false,
      remaining_minutes: 22 * 60,
    });
  });

  it('solved late is met and breached', () => {
    const late = created.becomes('resolved', march(3, '11:00'));
    expect(late.seenAt(march(9, '00:00')).resolution).toMatchObject({
      met_at: march(3, '11:00'),
      due_at: march(3, '10:00'),
      breached: true,
      remaining_minutes: -60,
    });
  });

  it('once breached stays breached through a pause and keeps the time it was due', () => {
    const paused = created.becomes('pending', march(3, '12:00'));
    expect(paused.seenAt(march(4, '12:00')).resolution).toMatchObject({ breached: true, due_at: null });
    const resumed = paused.becomes('open', march(5, '12:00'));
    expect(resumed.seenAt(march(5, '13:00')).resolution).toMatchObject({
      breached: true,
      due_at: march(3, '10:00'),
      remaining_minutes: -180,
    });
    expect(resumed.raised.filter((alert) => alert === 'resolution 100%')).toHaveLength(1);
  });

  it('a pause over closed hours costs nothing and gives nothing', () => {
    const office = Story.created(march(6, '16:00'), { by: policy({ calendar: OFFICE }) });
    const resumed = office.becomes('on_hold', march(7, '10:00')).becomes('open', march(8, '10:00'));
    expect(resumed.seenAt(march(8, '10:00')).resolution.due_at).toBe(office.state.resolution.due_at);
    // 24 h of work: 2 h on Friday, two days of 9 h, 4 h on Wednesday
    expect(office.state.resolution.due_at).toBe(march(11, '13:00'));
  });

  it('a state set again changes nothing', () => {
    const pending = created.becomes('pending', march(2, '12:00'));
    const again = pending.becomes('pending', march(2, '13:00'));
    expect(again.state.resolution).toEqual(pending.state.resolution);
  });

  it('is not met by replies', () => {
    expect(created.agentReplies(march(2, '11:00')).seenAt(march(2, '12:00')).resolution.met_at).toBeNull();
  });
});

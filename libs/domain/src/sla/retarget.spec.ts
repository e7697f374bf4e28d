import { describe, expect, it } from '@jest/globals';
import { march, OFFICE, policy, Story } from '../../test/sla-story.js';
import { DEFAULT_SLA_TARGETS } from './policy.js';

const office = policy({ id: 'office', name: 'Office hours', calendar: OFFICE });

describe('a change of priority', () => {
  const created = Story.created(march(2, '10:00'));

  it('takes what was used off the new target', () => {
    // high → medium after 2 h: 8 − 2 = 6 h left to the first response, 48 − 2 = 46 h to the resolution
    const changed = created.retargeted(march(2, '12:00'), { priority: 'medium' });
    const view = changed.seenAt(march(2, '12:00'));
    expect(view.first_response).toMatchObject({
      target_minutes: 480,
      due_at: march(2, '18:00'),
      used_minutes: 120,
    });
    expect(view.resolution).toMatchObject({
      target_minutes: 2880,
      due_at: march(4, '10:00'),
      remaining_minutes: 2760,
    });
  });

  it('there and back leaves the due times as they were', () => {
    const back = created
      .retargeted(march(2, '11:00'), { priority: 'low' })
      .retargeted(march(2, '12:30'), { priority: 'high' });
    expect(back.state.first_response.due_at).toBe(created.state.first_response.due_at);
    expect(back.state.resolution.due_at).toBe(created.state.resolution.due_at);
  });

  it('with nothing left is a breach at once', () => {
    // critical: first response 1 h, resolution 4 h
    const changed = created.retargeted(march(2, '13:00'), { priority: 'critical' });
    const view = changed.seenAt(march(2, '13:00'));
    expect(view.first_response).toMatchObject({
      breached: true,
      due_at: march(2, '13:00'),
      remaining_minutes: -120,
    });
    expect(view.resolution).toMatchObject({ breached: false, due_at: march(2, '14:00') });
    expect(changed.raised).toEqual(['first_response 80%', 'first_response 100%']);
  });

  it('with exactly nothing left is one, too', () => {
    const changed = created.retargeted(march(2, '11:00'), { priority: 'critical' });
    expect(changed.seenAt(march(2, '11:00')).first_response).toMatchObject({
      breached: true,
      remaining_minutes: 0,
    });
  });

  it('leaves a first response that is met as it was judged', () => {
    const met = created.agentReplies(march(2, '13:00'));
    const changed = met.retargeted(march(2, '13:30'), { priority: 'critical' });
    expect(changed.state.first_response).toEqual(met.state.first_response);
    expect(changed.seenAt(march(2, '13:30')).first_response).toMatchObject({
      target_minutes: 240,
      breached: false,
    });
    expect(changed.seenAt(march(2, '13:30')).resolution.target_minutes).toBe(240);
  });

  it('leaves one that is cancelled cancelled', () => {
    const cancelled = created.becomes('closed', march(2, '11:00'), 'customer');
    const changed = cancelled.retargeted(march(2, '12:00'), { priority: 'low' });
    expect(changed.state.first_response).toEqual(cancelled.state.first_response);
  });

  it('while paused moves the target and keeps the pause', () => {
    const paused = created.becomes('pending', march(2, '12:00'));
    const changed = paused.retargeted(march(3, '12:00'), { priority: 'medium' });
    expect(changed.seenAt(march(4, '12:00')).resolution).toMatchObject({
      paused: true,
      cause: 'pending',
      due_at: null,
      target_minutes: 2880,
      remaining_minutes: 2760,
    });
    const resumed = changed.becomes('open', march(5, '12:00'));
    expect(resumed.state.resolution.due_at).toBe(march(7, '10:00'));
  });

  it('while paused with nothing left is a breach at once', () => {
    const paused = created.agentReplies(march(2, '11:00')).becomes('pending', march(2, '16:00'));
    const changed = paused.retargeted(march(3, '12:00'), { priority: 'critical' });
    expect(changed.seenAt(march(3, '12:00')).resolution).toMatchObject({
      breached: true,
      paused: true,
      due_at: null,
    });
    expect(changed.raised).toEqual(['resolution 80%', 'resolution 100%']);
  });

  it('does not touch a resolution that is met; a reopened one goes on by the new terms', () => {
    const resolved = created.becomes('resolved', march(2, '20:00'));
    const changed = resolved.retargeted(march(3, '10:00'), { priority: 'critical' });
    expect(changed.state.resolution).toEqual(resolved.state.resolution);
    expect(changed.raised).toEqual(resolved.raised);
    const reopened = changed.becomes('open', march(4, '10:00'), 'customer');
    expect(reopened.seenAt(march(4, '10:00')).resolution).toMatchObject({
      target_minutes: 240,
      breached: true,
      due_at: march(4, '10:00'),
      remaining_minutes: -360,
    });
  });

  it('to the same terms writes nothing', () => {
    const same = created.retargeted(march(2, '12:00'), { priority: 'high' });
    expect(same.state.resolution).toEqual(created.state.resolution);
  });

  it('never takes back a breach, even with time won', () => {
    const breached = created.retargeted(march(2, '15:00'), { priority: 'low' });
    expect(breached.seenAt(march(2, '15:00')).first_response).toMatchObject({
      breached: true,
      due_at: march(3, '10:00'),
      remaining_minutes: 19 * 60,
    });
    expect(
      breached.tick(march(9, '00:00')).raised.filter((alert) => alert === 'first_response 100%'),
    ).toHaveLength(1);
  });
});

describe('a change of department or plan, that is of policy', () => {
  it('counts what was used by the old calendar and runs the rest by the new one', () => {
    // Friday 16:00, around the clock until Saturday 10:00: 18 h used of 24; 6 h of office time are left
    const moved = Story.created(march(6, '16:00')).retargeted(march(7, '10:00'), { by: office });
    expect(moved.seenAt(march(7, '10:00')).resolution).toMatchObject({
      used_minutes: 18 * 60,
      due_at: march(9, '15:00'),
    });
  });

  it('and the other way round: two office hours used, the rest around the clock', () => {
    const moved = Story.created(march(6, '16:00'), { by: office }).retargeted(march(7, '10:00'), {
      by: policy(),
    });
    expect(moved.seenAt(march(7, '10:00')).resolution).toMatchObject({
      used_minutes: 120,
      due_at: march(8, '08:00'),
    });
  });

  it('keeps every running stretch by its own calendar, over several changes and pauses', () => {
    const story = Story.created(march(6, '16:00'), { by: office })
      .becomes('pending', march(6, '17:00')) // 1 h
      .retargeted(march(7, '00:00'), { by: policy() })
      .becomes('open', march(7, '10:00'))
      .retargeted(march(7, '13:00'), { by: office }) // 3 h around the clock
      .becomes('on_hold', march(9, '11:00')); // 2 h on Monday
    expect(story.seenAt(march(9, '20:00')).resolution.used_minutes).toBe(6 * 60);
  });

  it('to a new version of the same policy works alike', () => {
    const high = { first_response_minutes: 30, resolution_minutes: 60 };
    const stricter = policy({ version: 2, targets: { ...DEFAULT_SLA_TARGETS, high } });
    const moved = Story.created(march(2, '10:00')).retargeted(march(2, '10:20'), { by: stricter });
    expect(moved.state).toMatchObject({ policy: 'standard', version: 2 });
    expect(moved.state.first_response.due_at).toBe(march(2, '10:30'));
    expect(moved.state.first_response.segments.map(({ version }) => version)).toEqual([1, 2]);
  });

  it('in the night of the change of clocks loses no hour', () => {
    const madrid = policy({
      id: 'madrid',
      calendar: {
        timezone: 'Europe/Madrid',
        weekly: [{ weekday: 7, from: '00:00', to: '24:00' }],
        holidays: [],
      },
    });
    // Sunday 29 March has 23 hours, from 23:00Z to 22:00Z
    const created = Story.created('2026-03-28T22:00:00Z', { by: madrid, priority: 'medium' });
    expect(created.seenAt('2026-03-30T00:00:00Z').resolution.used_minutes).toBe(23 * 60);
    const moved = created.retargeted('2026-03-29T02:00:00Z', { by: policy() });
    expect(moved.seenAt('2026-03-29T02:00:00Z').resolution.used_minutes).toBe(3 * 60);
  });
});

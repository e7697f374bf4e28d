import { describe, expect, it } from '@jest/globals';
import { march, OFFICE, policy, Story } from '../../test/sla-story.js';
import { applySlaEvent, startSla } from './events.js';
import { explainSla } from './view.js';

describe('the stored clocks', () => {
  const created = Story.created(march(2, '10:00'));

  it('only ever get new segments; those there stay as they are', () => {
    const steps = [
      created,
      created.becomes('pending', march(2, '12:00')),
      created.becomes('pending', march(2, '12:00')).retargeted(march(2, '13:00'), { priority: 'urgent' }),
    ];
    for (const [i, step] of steps.slice(1).entries()) {
      const before = (steps[i] as Story).state.resolution.segments;
      expect(step.state.resolution.segments.slice(0, before.length)).toEqual(before);
      expect(step.state.resolution.segments).toHaveLength(before.length + 1);
    }
  });

  it('keep to a time that does not run backwards when two machines disagree', () => {
    const paused = created.becomes('pending', march(2, '12:00')).becomes('open', march(2, '11:59:58'));
    expect(paused.state.at).toBe(march(2, '12:00'));
    expect(paused.state.resolution.due_at).toBe(march(3, '10:00'));
  });

  it('have used nothing yet for a reader whose clock is behind', () => {
    expect(created.seenAt(march(2, '09:59')).resolution.used_minutes).toBe(0);
  });

  it('take instants with any offset and store them in UTC', () => {
    const state = startSla('2026-03-02T11:00:00+01:00', { priority: 'high' }, policy());
    expect(state).toEqual(created.state);
  });

  it('may begin in another state than new', () => {
    expect(startSla(march(2, '10:00'), { priority: 'high', status: 'open' }, policy()).status).toBe('open');
    const held = startSla(march(2, '10:00'), { priority: 'high', status: 'on_hold' }, policy());
    expect(held.resolution.due_at).toBeNull();
  });

  it('refuse to be reckoned by a policy that was not in force', () => {
    const tick = { type: 'tick', at: march(2, '11:00') } as const;
    expect(() => applySlaEvent(created.state, tick, policy({ id: 'other' }))).toThrow(RangeError);
    expect(() => applySlaEvent(created.state, tick, policy({ version: 2 }))).toThrow('standard@1');
  });

  it('are refused an event without an instant', () => {
    expect(() => applySlaEvent(created.state, { type: 'tick', at: 'soon' }, policy())).toThrow(RangeError);
  });

  it('stay small', () => {
    expect(JSON.stringify(created.state).length).toBeLessThan(1_000);
  });
});

describe('why this due time', () => {
  it('is told by policy, version, calendar and segments with what each used', () => {
    const office = policy({ id: 'office', name: 'Office hours', version: 3, calendar: OFFICE });
    const story = Story.created(march(6, '16:00'))
      .agentReplies(march(6, '17:00'))
      .retargeted(march(6, '17:30'), { by: office, priority: 'urgent' })
      .becomes('pending', march(9, '10:00'))
      .becomes('open', march(9, '11:00'), 'customer');
    const explained = explainSla(story.state, office, march(9, '12:00'));
    expect(explained.policy).toEqual({ id: 'office', version: 3, name: 'Office hours', calendar: OFFICE });
    expect(explained.priority).toBe('urgent');
    const [first, resolution] = explained.targets;
    expect(first).toMatchObject({
      target: 'first_response',
      state: 'met',
      cause: 'replied',
      breached_at: null,
    });
    expect(
      resolution?.segments.map(({ from, to, state, cause, minutes }) => [from, to, state, cause, minutes]),
    ).toEqual([
      [march(6, '16:00'), march(6, '17:30'), 'running', 'created', 90],
      [march(6, '17:30'), march(9, '10:00'), 'running', 'retargeted', 90],
      [march(9, '10:00'), march(9, '11:00'), 'paused', 'pending', 0],
      [march(9, '11:00'), null, 'running', 'open', 60],
    ]);
    expect(resolution?.segments[0]).toMatchObject({
      policy: { id: 'standard', version: 1 },
      priority: 'high',
      target_minutes: 1440,
    });
    // 8 h, of which 3 h were used by 11:00
    expect(resolution).toMatchObject({
      due_at: march(9, '16:00'),
      used_minutes: 240,
      remaining_minutes: 240,
    });
    expect(resolution?.thresholds).toEqual([
      { percent: 80, at: march(9, '14:24'), reached: false },
      { percent: 100, at: march(9, '16:00'), reached: false },
    ]);
  });

  it('says when it was breached', () => {
    const late = Story.created(march(2, '10:00')).tick(march(3, '12:00'));
    const resolution = explainSla(late.state, late.policy, march(3, '12:00')).targets[1];
    expect(resolution).toMatchObject({ breached_at: march(3, '10:00'), remaining_minutes: -120 });
    expect(resolution?.thresholds.every(({ reached }) => reached)).toBe(true);
  });
});

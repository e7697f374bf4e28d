import { describe, expect, it } from '@jest/globals';
import { march, OFFICE, policy, Story } from '../../test/sla-story.js';
import { nextSlaThresholds, reachedSlaThresholds, slaColumns } from './view.js';

describe('warnings and breaches', () => {
  // high: first response 4 h, resolution 24 h
  const created = Story.created(march(2, '10:00'));

  it('lie ahead at 80 % and at 100 % of each running target, the earliest first', () => {
    expect(nextSlaThresholds(created.state)).toEqual([
      { target: 'first_response', cycle: 1, percent: 80, at: march(2, '13:12') },
      { target: 'first_response', cycle: 1, percent: 100, at: march(2, '14:00') },
      { target: 'resolution', cycle: 1, percent: 80, at: '2026-03-03T05:12:00Z' },
      { target: 'resolution', cycle: 1, percent: 100, at: march(3, '10:00') },
    ]);
  });

  it('fall into opening hours', () => {
    const office = Story.created(march(6, '15:00'), { by: policy({ calendar: OFFICE }) });
    // 80 % of 4 h are 3 h 12 min: 3 h on Friday, 12 min on Monday
    expect(nextSlaThresholds(office.state)[0]).toMatchObject({ percent: 80, at: march(9, '09:12') });
  });

  it('at 100 % of the day fall on its end, not on the next opening', () => {
    const office = Story.created(march(6, '14:00'), { by: policy({ calendar: OFFICE }) });
    expect(nextSlaThresholds(office.state)[1]).toMatchObject({ percent: 100, at: march(6, '18:00') });
  });

  it('are raised when time comes to them, each once', () => {
    const before = created.tick('2026-03-02T13:11:59.999Z');
    expect(before.raised).toEqual([]);
    const warned = before.tick(march(2, '13:12'));
    expect(warned.raised).toEqual(['first_response 80%']);
    const breached = warned.tick(march(2, '13:13')).tick(march(2, '14:00')).tick(march(2, '14:00'));
    expect(breached.raised).toEqual(['first_response 80%', 'first_response 100%']);
  });

  it('that came due while nobody looked are all raised, as of when they were due', () => {
    const late = created.tick(march(9, '00:00'));
    expect(reachedSlaThresholds(late.state).map(({ at }) => at)).toEqual([
      march(2, '13:12'),
      march(2, '14:00'),
      '2026-03-03T05:12:00Z',
      march(3, '10:00'),
    ]);
    expect(nextSlaThresholds(late.state)).toEqual([]);
  });

  it('that an event outran are noted by the event', () => {
    const answered = created.agentReplies(march(2, '13:30'));
    expect(answered.raised).toEqual(['first_response 80%']);
  });

  it('do not come for what is met, cancelled or paused', () => {
    const story = created.agentReplies(march(2, '11:00')).becomes('pending', march(2, '12:00'));
    expect(nextSlaThresholds(story.state)).toEqual([]);
    expect(story.tick(march(30, '00:00')).raised).toEqual([]);
    const resolved = created.becomes('resolved', march(2, '11:00'));
    expect(nextSlaThresholds(resolved.state)).toEqual([]);
  });

  it('come later by what a pause lasted', () => {
    const story = created.becomes('pending', march(2, '12:00')).becomes('open', march(4, '12:00'));
    const resolution = nextSlaThresholds(story.state).filter(({ target }) => target === 'resolution');
    expect(resolution.map(({ at }) => at)).toEqual(['2026-03-05T05:12:00Z', march(5, '10:00')]);
  });

  it('are not raised again after a reopening or a longer target', () => {
    const story = created
      .tick(march(3, '06:00')) // past the warning of the resolution
      .becomes('resolved', march(3, '07:00'))
      .becomes('open', march(4, '07:00'))
      .retargeted(march(4, '08:00'), { priority: 'low' })
      .tick(march(20, '00:00'));
    expect(story.raised.filter((alert) => alert.startsWith('resolution'))).toEqual([
      'resolution 80%',
      'resolution 100%',
    ]);
  });

  it('may be several, and a threshold the clock is past already counts at once', () => {
    const busy = policy({ version: 2, warning_percents: [90, 25, 50] });
    const story = created.retargeted(march(2, '12:00'), { by: busy });
    expect(story.raised).toEqual(['first_response 25%', 'first_response 50%']);
    expect(nextSlaThresholds(story.state)[0]).toMatchObject({ percent: 90, at: march(2, '13:36') });
  });

  it('may be none but the breach', () => {
    const quiet = Story.created(march(2, '10:00'), { by: policy({ warning_percents: [] }) });
    expect(quiet.tick(march(9, '00:00')).raised).toEqual(['first_response 100%', 'resolution 100%']);
  });
});

describe('the columns of a ticket', () => {
  const created = Story.created(march(2, '10:00'));

  it('name the due times, the earliest of them and when to look next', () => {
    expect(slaColumns(created.state)).toEqual({
      first_response_due_at: march(2, '14:00'),
      next_response_due_at: null,
      resolution_due_at: march(3, '10:00'),
      next_due_at: march(2, '14:00'),
      next_threshold_at: march(2, '13:12'),
      breached: false,
      due_soon: false,
    });
  });

  it('sort by what still runs', () => {
    const answered = created.agentReplies(march(2, '11:00'));
    expect(slaColumns(answered.state).next_due_at).toBe(march(3, '10:00'));
    expect(slaColumns(answered.becomes('pending', march(2, '12:00')).state)).toMatchObject({
      next_due_at: null,
      next_threshold_at: null,
    });
  });

  it('are due soon from the warning to the breach', () => {
    const warned = created.tick(march(2, '13:12'));
    expect(slaColumns(warned.state)).toMatchObject({ due_soon: true, breached: false });
    expect(warned.seenAt(march(2, '13:12')).first_response.due_soon).toBe(true);
    expect(slaColumns(warned.tick(march(2, '14:00')).state)).toMatchObject({
      due_soon: false,
      breached: true,
    });
    expect(slaColumns(warned.agentReplies(march(2, '13:30')).state).due_soon).toBe(false);
  });

  it('stay breached when the late answer has come', () => {
    expect(slaColumns(created.agentReplies(march(2, '15:00')).state).breached).toBe(true);
  });
});

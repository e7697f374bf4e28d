import { describe, expect, it } from '@jest/globals';
import { march, OFFICE, policy, Story } from '../../test/sla-story.js';
import { type SlaPolicyVersion, withDefaultTargets } from './policy.js';

const high = (first: number, resolution: number) =>
  withDefaultTargets({
    high: { first_response_minutes: first * 60, resolution_minutes: resolution * 60 },
  });
/** Of another department: opening hours, 3 h and 12 h. */
const office = policy({ id: 'office', name: 'Office', calendar: OFFICE, targets: high(3, 12) });
/** Of a better plan: around the clock, 1 h and 6 h. */
const gold = policy({ id: 'gold', name: 'Gold', targets: high(1, 6) });

interface Change {
  name: string;
  to: { by?: SlaPolicyVersion; priority?: 'critical' };
  /** Targets in hours, and the due times of what is not met yet, from Monday 11:00 after an hour's use. */
  first: [hours: number, due: string];
  resolution: [hours: number, due: string];
}

// A ticket of priority high (4 h, 24 h, around the clock) from Monday 10:00, changed at 11:00.
const CHANGES: Change[] = [
  {
    name: 'priority',
    to: { priority: 'critical' },
    // Nothing of the one hour is left: a breach as of this moment.
    first: [1, march(2, '11:00')],
    resolution: [4, march(2, '14:00')],
  },
  {
    name: 'department',
    to: { by: office },
    first: [3, march(2, '13:00')],
    // Eleven hours of work: seven on Monday, four on Tuesday.
    resolution: [12, march(3, '13:00')],
  },
  {
    name: 'plan',
    to: { by: gold },
    first: [1, march(2, '11:00')],
    resolution: [6, march(2, '16:00')],
  },
];
const created = Story.created(march(2, '10:00'));
const answered = created.agentReplies(march(2, '10:30'));
const resolved = answered.becomes('resolved', march(2, '10:45'));
const at = march(2, '11:00');

describe('another priority, department or plan, an hour after creation', () => {
  it.each(CHANGES)('$name, before anything is met: used time is taken off both targets', (change) => {
    const view = created.retargeted(at, change.to).seenAt(at);
    expect(view.first_response).toMatchObject({
      target_minutes: change.first[0] * 60,
      used_minutes: 60,
      due_at: change.first[1],
      breached: change.first[0] <= 1,
    });
    expect(view.resolution).toMatchObject({
      target_minutes: change.resolution[0] * 60,
      used_minutes: 60,
      due_at: change.resolution[1],
      breached: false,
    });
  });

  it.each(CHANGES)('$name, after the first response is met: that one stays as judged', (change) => {
    const story = answered.retargeted(at, change.to);
    expect(story.state.first_response).toEqual(answered.state.first_response);
    expect(story.seenAt(at).resolution.due_at).toBe(change.resolution[1]);
    expect(story.raised).toEqual([]);
  });

  it.each(CHANGES)('$name, after both are met: nothing moves until the ticket is reopened', (change) => {
    const story = resolved.retargeted(at, change.to);
    expect(story.state.first_response).toEqual(resolved.state.first_response);
    expect(story.state.resolution).toEqual(resolved.state.resolution);
    // Reopened at 12:00 with 45 minutes used.
    const reopened = story.becomes('open', march(2, '12:00'), 'customer').seenAt(march(2, '12:00'));
    expect(reopened.resolution).toMatchObject({
      met_at: null,
      target_minutes: change.resolution[0] * 60,
      remaining_minutes: change.resolution[0] * 60 - 45,
    });
    expect(reopened.first_response.met_at).toBe(march(2, '10:30'));
  });

  it.each(CHANGES)('$name, while paused: the pause goes on, what is left is of the new target', (change) => {
    const paused = answered.becomes('pending', march(2, '10:45')).retargeted(at, change.to);
    expect(paused.seenAt(at).resolution).toMatchObject({
      paused: true,
      due_at: null,
      remaining_minutes: change.resolution[0] * 60 - 45,
    });
  });
});

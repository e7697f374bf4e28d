import { describe, expect, it } from '@jest/globals';
import { policy, Story } from '../../test/sla-story.js';
import { type BusinessCalendar, type Weekday } from '../calendar/types.js';
import { withDefaultTargets } from './policy.js';

const daily = (timezone: string, from: string, to: string): BusinessCalendar => ({
  timezone,
  weekly: ([1, 2, 3, 4, 5, 6, 7] as Weekday[]).map((weekday) => ({ weekday, from, to })),
});

interface Case {
  name: string;
  calendar: BusinessCalendar;
  createdAt: string;
  /** First response and resolution, in hours. */
  hours: [number, number];
  firstDue: string;
  resolutionDue: string;
}

const CASES: Case[] = [
  {
    // 22:00 to 06:00 on the night in which 02:00 becomes 03:00: seven hours, then the next night.
    name: 'Europe/Madrid in spring: the night is an hour shorter',
    calendar: daily('Europe/Madrid', '22:00', '06:00'),
    createdAt: '2026-03-28T21:00:00Z',
    hours: [4, 8],
    firstDue: '2026-03-29T01:00:00Z',
    resolutionDue: '2026-03-29T21:00:00Z',
  },
  {
    // The night in which 03:00 becomes 02:00 has nine hours: the eighth ends at 05:00 by the clock.
    name: 'Europe/Madrid in autumn: the night is an hour longer',
    calendar: daily('Europe/Madrid', '22:00', '06:00'),
    createdAt: '2026-10-24T20:00:00Z',
    hours: [4, 8],
    firstDue: '2026-10-25T00:00:00Z',
    resolutionDue: '2026-10-25T04:00:00Z',
  },
  {
    // UTC−4 until the midnight of 6 September, which does not exist; UTC−3 from its 01:00 on.
    name: 'America/Santiago in spring: opening hours keep their wall time, an hour earlier in UTC',
    calendar: daily('America/Santiago', '09:00', '18:00'),
    createdAt: '2026-09-05T20:00:00Z',
    hours: [3, 10],
    firstDue: '2026-09-06T13:00:00Z',
    resolutionDue: '2026-09-06T20:00:00Z',
  },
  {
    // UTC−3 until the midnight of 5 April, which comes twice; UTC−4 afterwards.
    name: 'America/Santiago in autumn: opening hours keep their wall time, an hour later in UTC',
    calendar: daily('America/Santiago', '09:00', '18:00'),
    createdAt: '2026-04-04T19:00:00Z',
    hours: [3, 10],
    firstDue: '2026-04-05T14:00:00Z',
    resolutionDue: '2026-04-05T21:00:00Z',
  },
  {
    // UTC+5:45, no change of the clock: 09:00 is 03:15.
    name: 'Asia/Kathmandu: due a quarter of an hour off the full one',
    calendar: daily('Asia/Kathmandu', '09:00', '17:00'),
    createdAt: '2026-11-23T10:15:00Z',
    hours: [2, 9],
    firstDue: '2026-11-24T04:15:00Z',
    resolutionDue: '2026-11-24T11:15:00Z',
  },
  {
    // Thursday 29 December 2011 at UTC−10 is followed by Saturday 31 at UTC+14, which begins as Thursday ends.
    name: 'Pacific/Apia: the working day after Thursday is Saturday, a night and no day later',
    calendar: daily('Pacific/Apia', '09:00', '17:00'),
    createdAt: '2011-12-30T01:00:00Z',
    hours: [2, 9],
    firstDue: '2011-12-30T03:00:00Z',
    resolutionDue: '2011-12-31T02:00:00Z',
  },
];

describe('a ticket whose clocks run over a change of the clock on the wall', () => {
  it.each(CASES)('$name', ({ calendar, createdAt, hours: [first, resolution], firstDue, resolutionDue }) => {
    const by = policy({
      calendar,
      targets: withDefaultTargets({
        high: { first_response_minutes: first * 60, resolution_minutes: resolution * 60 },
      }),
    });
    const story = Story.created(createdAt, { by });
    expect(story.seenAt(createdAt)).toMatchObject({
      first_response: { due_at: firstDue, remaining_minutes: first * 60 },
      resolution: { due_at: resolutionDue, remaining_minutes: resolution * 60 },
    });
    // A millisecond before it is due there is something left, and at that instant nothing.
    const before = new Date(Date.parse(resolutionDue) - 1).toISOString();
    expect(story.seenAt(before).resolution).toMatchObject({ breached: false });
    expect(story.tick(before).raised).not.toContain('resolution 100%');
    expect(story.tick(resolutionDue).raised).toContain('resolution 100%');
    expect(story.seenAt(resolutionDue).resolution).toMatchObject({ breached: true, remaining_minutes: 0 });
  });

  it('keeps what was used when it is paused before the change and goes on after it', () => {
    const by = policy({
      calendar: daily('Europe/Madrid', '00:00', '24:00'),
      targets: withDefaultTargets({ high: { first_response_minutes: 60, resolution_minutes: 600 } }),
    });
    // An hour before the gap of spring, paused through it: the pause costs nothing on either side.
    const story = Story.created('2026-03-29T00:00:00Z', { by })
      .becomes('pending', '2026-03-29T00:30:00Z')
      .becomes('open', '2026-03-29T03:00:00Z');
    expect(story.seenAt('2026-03-29T03:00:00Z').resolution).toMatchObject({
      used_minutes: 30,
      due_at: '2026-03-29T12:30:00Z',
    });
  });
});

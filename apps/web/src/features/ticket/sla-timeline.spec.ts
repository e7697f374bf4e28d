import { describe, expect, it } from '@jest/globals';
import type { SlaExplanation } from '@noxdesk/contracts';
import { timelineOf } from './sla-timeline.js';

type Target = SlaExplanation['targets'][number];
const at = (hour: number) => new Date(Date.UTC(2026, 10, 23, hour)).toISOString();
const segment = (from: number, to: number | null, state: Target['segments'][number]['state']) => ({
  from: at(from),
  to: to === null ? null : at(to),
  state,
  cause: 'created',
  policy: { id: '01890a5d-ac96-774b-bcce-b302099a8057', name: 'P', version: 1 },
  priority: 'high' as const,
  target_minutes: 480,
  minutes: 0,
});
const target = (more: Partial<Target>): Target => ({
  target: 'resolution',
  state: 'running',
  cause: 'created',
  target_minutes: 480,
  used_minutes: 0,
  remaining_minutes: 0,
  due_at: at(10),
  met_at: null,
  breached: false,
  breached_at: null,
  segments: [segment(0, null, 'running')],
  thresholds: [
    { percent: 80, at: at(8), reached: false },
    { percent: 100, at: at(10), reached: false },
  ],
  ...more,
});

describe('the line of a clock', () => {
  it('runs from the beginning to the due time, with the warning and the present on it', () => {
    expect(timelineOf(target({}), at(5))).toEqual({
      stretches: [
        { kind: 'running', from: 0, to: 0.5 },
        { kind: 'ahead', from: 0.5, to: 1 },
      ],
      marks: [
        { kind: 'warning', at: at(8), place: 0.8, percent: 80 },
        { kind: 'due', at: at(10), place: 1 },
        { kind: 'now', at: at(5), place: 0.5 },
      ],
    });
  });

  it('stands still where the ticket waited, and has no due time while it does', () => {
    const paused = target({
      due_at: null,
      segments: [segment(0, 4, 'running'), segment(4, null, 'paused')],
      thresholds: [],
    });
    expect(timelineOf(paused, at(8))).toEqual({
      stretches: [
        { kind: 'running', from: 0, to: 0.5 },
        { kind: 'paused', from: 0.5, to: 1 },
      ],
      marks: [{ kind: 'now', at: at(8), place: 1 }],
    });
  });

  it('is late from the breach on, until it was met', () => {
    const late = target({
      due_at: at(5),
      met_at: at(10),
      breached: true,
      breached_at: at(5),
      segments: [segment(0, 10, 'running'), segment(10, null, 'met')],
      thresholds: [{ percent: 100, at: at(5), reached: true }],
    });
    expect(timelineOf(late, at(20))).toEqual({
      stretches: [
        { kind: 'running', from: 0, to: 0.5 },
        { kind: 'late', from: 0.5, to: 1 },
      ],
      marks: [
        { kind: 'due', at: at(5), place: 0.5 },
        { kind: 'met', at: at(10), place: 1 },
      ],
    });
  });
});

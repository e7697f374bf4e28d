import { describe, expect, it } from '@jest/globals';
import type { TicketSla } from '@noxdesk/contracts';
import { nextTarget, targetState } from './sla.js';

const now = Date.parse('2026-05-20T12:00:00Z');
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
const clock = (more: Partial<TicketSla['resolution']> = {}) => ({
  target_minutes: 240,
  due_at: null,
  met_at: null,
  breached: false,
  remaining_minutes: null,
  paused: false,
  ...more,
});
const sla = (first: object, resolution: object): TicketSla => ({
  policy: { id: 'p', name: 'Estándar' },
  first_response: clock(first),
  next_response: null,
  resolution: clock(resolution),
});

describe('one clock of a ticket', () => {
  it('counts down to its due time and warns in the last fifth', () => {
    expect(targetState(clock({ due_at: at(134) }), now)).toMatchObject({
      kind: 'running',
      minutes: 134,
      warning: false,
    });
    expect(targetState(clock({ due_at: at(40) }), now)).toMatchObject({ warning: true, breached: false });
  });

  it('is overdue as soon as its time has passed, before the server has said so', () => {
    expect(targetState(clock({ due_at: at(-35) }), now)).toMatchObject({ breached: true, minutes: -35 });
  });

  it('keeps the verdict of a target that was met late', () => {
    expect(targetState(clock({ met_at: at(-5), breached: true }), now)).toEqual({
      kind: 'met',
      breached: true,
    });
  });

  it('stands still with what is left', () => {
    const paused = clock({ paused: true, remaining_minutes: 90 });
    expect(targetState(paused, now)).toEqual({ kind: 'paused', minutes: 90, breached: false });
  });

  it('is nothing when it was cancelled', () => {
    expect(targetState(clock(), now)).toEqual({ kind: 'none' });
  });
});

describe('the clock a list shows', () => {
  it('is the one that is due first', () => {
    expect(nextTarget(sla({ due_at: at(30) }, { due_at: at(300) }), now)?.target).toBe('first_response');
    expect(nextTarget(sla({ due_at: at(30) }, { due_at: at(10) }), now)?.target).toBe('resolution');
  });

  it('counts a customer who waits for a further answer', () => {
    const waiting = {
      ...sla({ met_at: at(-9) }, { due_at: at(300) }),
      next_response: clock({ due_at: at(20) }),
    };
    expect(nextTarget(waiting, now)?.target).toBe('next_response');
  });

  it('is the resolution once the first response is met', () => {
    expect(nextTarget(sla({ met_at: at(-9) }, { due_at: at(10) }), now)?.target).toBe('resolution');
  });

  it('is the one standing still when none runs, and none when all is done or no policy holds', () => {
    expect(nextTarget(sla({ met_at: at(-9) }, { paused: true }), now)?.state.kind).toBe('paused');
    expect(nextTarget(sla({ met_at: at(-9) }, { met_at: at(-1) }), now)).toBeNull();
    expect(nextTarget(null, now)).toBeNull();
  });
});

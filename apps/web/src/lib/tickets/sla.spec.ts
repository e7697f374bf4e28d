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
const sla = (first: object, resolution: object, more: Partial<TicketSla> = {}): TicketSla => ({
  policy: { id: 'p', name: 'Estándar' },
  first_response: clock(first),
  next_response: null,
  resolution: clock(resolution),
  due_soon: [],
  ...more,
});
const stateOf = (resolution: object, more: Partial<TicketSla> = {}) =>
  targetState(sla({ met_at: at(-9) }, resolution, more), 'resolution', now);

describe('one clock of a ticket', () => {
  it('counts down to its due time and warns when its policy does', () => {
    expect(stateOf({ due_at: at(134) })).toMatchObject({ kind: 'running', minutes: 134, warning: false });
    // The wall clock says little where the office is closed in between.
    const warned = stateOf({ due_at: at(3_000) }, { due_soon: ['resolution'] });
    expect(warned).toMatchObject({ warning: true, breached: false });
    expect(stateOf({ due_at: at(10) }, { due_soon: ['first_response'] })).toMatchObject({ warning: false });
  });

  it('is overdue as soon as its time has passed, before the server has said so', () => {
    expect(stateOf({ due_at: at(-35) })).toMatchObject({ breached: true, minutes: -35 });
  });

  it('keeps the verdict of a target that was met late', () => {
    expect(stateOf({ met_at: at(-5), breached: true })).toEqual({ kind: 'met', breached: true });
  });

  it('stands still with what is left', () => {
    const paused = stateOf({ paused: true, remaining_minutes: 90 });
    expect(paused).toEqual({ kind: 'paused', minutes: 90, breached: false });
  });

  it('is nothing when it was cancelled, or where there is none', () => {
    expect(stateOf({})).toEqual({ kind: 'none' });
    expect(targetState(sla({}, {}), 'next_response', now)).toEqual({ kind: 'none' });
  });
});

describe('the clock a list shows', () => {
  it('is the one that is due first', () => {
    expect(nextTarget(sla({ due_at: at(30) }, { due_at: at(300) }), now)?.target).toBe('first_response');
    expect(nextTarget(sla({ due_at: at(30) }, { due_at: at(10) }), now)?.target).toBe('resolution');
  });

  it('counts a customer who waits for a further answer', () => {
    const next = { next_response: clock({ due_at: at(20) }) };
    const waiting = sla({ met_at: at(-9) }, { due_at: at(300) }, next);
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

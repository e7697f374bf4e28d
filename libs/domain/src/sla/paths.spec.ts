import { describe, expect, it } from '@jest/globals';
import { march, Story } from '../../test/sla-story.js';
import { isFinished, TICKET_STATUSES, type TicketStatus } from '../tickets/status.js';
import { allowedTransitions } from '../tickets/transitions.js';

const STEPS = 4;
const HOUR = 60;

/** Every way through the states that an agent can take in so many steps. */
function pathsFrom(status: TicketStatus, steps: number): TicketStatus[][] {
  if (steps === 0) return [[]];
  return allowedTransitions(status, 'agent').flatMap((next) =>
    pathsFrom(next, steps - 1).map((rest) => [next, ...rest]),
  );
}

const RUNS: Readonly<Record<TicketStatus, boolean>> = {
  new: true,
  open: true,
  pending: false,
  on_hold: false,
  resolved: false,
  closed: false,
};

/** An hour in each state, the first from 00:00 on. */
const at = (step: number) => march(2, `${String(step).padStart(2, '0')}:00`);

describe('every way through the states, an hour in each', () => {
  const paths = pathsFrom('new', STEPS);

  it('is there: each state an agent can reach, from each other one', () => {
    expect(paths.length).toBeGreaterThan(100);
    expect(new Set(paths.flat())).toEqual(new Set(TICKET_STATUSES.filter((status) => status !== 'new')));
  });

  // low: 24 h and 72 h, so that nothing is breached on the way
  it.each(paths.map((path) => [path.join(' → '), path] as const))('new → %s', (_, path) => {
    const story = path.reduce(
      (before, to, index) => before.becomes(to, at(index + 1)),
      Story.created(at(0), { priority: 'low' }),
    );
    const states: TicketStatus[] = ['new', ...path];
    const now = at(states.length);
    const { first_response: first, resolution } = story.seenAt(now);
    const used = states.filter((status) => RUNS[status]).length * HOUR;
    const last = states.at(-1)!;

    expect(resolution.used_minutes).toBe(used);
    expect(resolution.remaining_minutes).toBe(72 * HOUR - used);
    expect(resolution.paused).toBe(last === 'pending' || last === 'on_hold');
    if (isFinished(last)) {
      // Closing what is resolved keeps the moment of the solution.
      const solved = states.findLastIndex((status) => !isFinished(status)) + 1;
      expect(resolution.met_at).toBe(at(solved));
    } else {
      expect(resolution.met_at).toBeNull();
      const due = resolution.paused ? null : Date.parse(now) + (72 * HOUR - used) * 60_000;
      expect(resolution.due_at === null ? null : Date.parse(resolution.due_at)).toBe(due);
    }
    // The first response never pauses: it runs on until the ticket is first resolved or closed without a reply.
    const answered = states.findIndex(isFinished);
    expect(first.paused).toBe(false);
    expect(first.met_at).toBe(answered < 0 ? null : at(answered));
    expect(first.used_minutes).toBe((answered < 0 ? states.length : answered) * HOUR);
    expect(story.raised).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addBusinessTime, businessMinutesBetween } from '../src/calendar/arithmetic.js';
import { DEFAULT_SLA_TARGETS, type SlaPolicyVersion } from '../src/sla/policy.js';
import { type SlaState } from '../src/sla/state.js';
import { nextSlaThresholds, reachedSlaThresholds, slaColumns } from '../src/sla/view.js';
import { TICKET_PRIORITIES, type TicketPriority, type TicketStatus } from '../src/tickets/status.js';
import { STAFF_TRANSITIONS } from '../src/tickets/transitions.js';
import { iso } from './arbitraries.js';
import { OFFICE, policy, Story } from './sla-story.js';

const POLICIES: SlaPolicyVersion[] = [
  policy(),
  policy({ id: 'office', calendar: OFFICE, warning_percents: [50, 80] }),
  policy({
    id: 'madrid',
    calendar: {
      timezone: 'Europe/Madrid',
      weekly: [
        { weekday: 6, from: '22:00', to: '06:00' },
        { weekday: 7, from: '10:00', to: '24:00' },
        { weekday: 1, from: '08:00', to: '15:00' },
      ],
      holidays: ['2026-04-06'],
    },
    targets: {
      ...DEFAULT_SLA_TARGETS,
      high: { ...DEFAULT_SLA_TARGETS.high, next_response_minutes: 45 },
    },
  }),
];

type Step =
  | { kind: 'status'; pick: number; by: 'staff' | 'customer' | 'system' }
  | { kind: 'agent' | 'customer' | 'tick' }
  | { kind: 'retarget'; policy: number; priority: TicketPriority };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('status' as const),
    pick: fc.nat(5),
    by: fc.constantFrom('staff' as const, 'customer' as const, 'system' as const),
  }),
  fc.record({ kind: fc.constantFrom('agent' as const, 'customer' as const, 'tick' as const) }),
  fc.record({
    kind: fc.constant('retarget' as const),
    policy: fc.nat(POLICIES.length - 1),
    priority: fc.constantFrom(...TICKET_PRIORITIES),
  }),
);

/** Two weeks around the change of clocks of spring, in steps from nothing to two days. */
const life = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 * 1440 * 60 }), step), { maxLength: 25 });
const START = Date.parse('2026-03-24T08:00:00Z');

function take(story: Story, step: Step, at: string): Story {
  switch (step.kind) {
    case 'status': {
      const choices: readonly TicketStatus[] = STAFF_TRANSITIONS[story.state.status];
      return story.becomes(choices[step.pick % choices.length] as TicketStatus, at, step.by);
    }
    case 'agent':
      return story.agentReplies(at);
    case 'customer':
      return story.customerReplies(at);
    case 'tick':
      return story.tick(at);
    case 'retarget':
      return story.retargeted(at, { by: POLICIES[step.policy] as SlaPolicyVersion, priority: step.priority });
  }
}

/** Tells a life and shows each step with the state before and after it. */
function tell(steps: [number, Step][], see: (before: Story, after: Story, at: string) => void): Story {
  let story = Story.created(iso(START), { by: POLICIES[0] as SlaPolicyVersion });
  let now = START;
  for (const [seconds, next] of steps) {
    now += seconds * 1_000;
    const after = take(story, next, iso(now));
    see(story, after, iso(now));
    story = after;
  }
  return story;
}

const RUNNING: readonly TicketStatus[] = ['new', 'open'];

describe('the clocks of a ticket, whatever happens to it', () => {
  it('a resolution has used exactly the time in new and open, each stretch by the calendar then in force', () => {
    fc.assert(
      fc.property(life, (steps) => {
        let used = 0;
        tell(steps, (before, after, at) => {
          if (RUNNING.includes(before.state.status)) {
            used += businessMinutesBetween(before.policy.calendar, before.state.at, at);
          }
          const view = after.seenAt(at).resolution;
          expect(view.used_minutes).toBeCloseTo(used, 4);
          expect(view.state === 'running').toBe(RUNNING.includes(after.state.status));
          expect(view.paused).toBe(['pending', 'on_hold'].includes(after.state.status));
        });
      }),
    );
  });

  it('what runs is due when what is left has run by the calendar in force', () => {
    fc.assert(
      fc.property(life, (steps) => {
        tell(steps, (_, after, at) => {
          for (const view of Object.values(after.seenAt(at))) {
            if (view?.state === 'running' && view.remaining_minutes > 0) {
              expect(view.due_at).toBe(addBusinessTime(after.policy.calendar, at, view.remaining_minutes));
            }
            if (view?.paused || view?.state === 'cancelled') expect(view.due_at).toBeNull();
            if (view?.state === 'running' && view.remaining_minutes <= 0) expect(view.breached).toBe(true);
          }
        });
      }),
    );
  });

  it('an alert is raised once, never taken back, never before its time', () => {
    fc.assert(
      fc.property(life, (steps) => {
        const key = ({ target, cycle, percent }: { target: string; cycle: number; percent: number }) =>
          `${target} ${cycle} ${percent}`;
        tell(steps, (before, after, at) => {
          const reached = reachedSlaThresholds(after.state);
          const keys = reached.map(key);
          expect(new Set(keys).size).toBe(keys.length);
          expect(keys).toEqual(expect.arrayContaining(reachedSlaThresholds(before.state).map(key)));
          for (const alert of reached) expect(Date.parse(alert.at)).toBeLessThanOrEqual(Date.parse(at));
          for (const alert of nextSlaThresholds(after.state)) {
            expect(keys).not.toContain(key(alert));
            expect(Date.parse(alert.at)).toBeGreaterThan(Date.parse(at));
          }
        });
      }),
    );
  });

  it('looking on the way changes nothing: ticks only note what comes due', () => {
    fc.assert(
      fc.property(life, fc.array(fc.nat(100), { maxLength: 5 }), (steps, looks) => {
        const often = (story: Story, next: Step, at: string): Story => {
          const [from, to] = [Date.parse(story.state.at), Date.parse(at)];
          const ticks = looks
            .map((look) => from + Math.floor(((to - from) * look) / 100))
            .sort((a, b) => a - b);
          return take(
            ticks.reduce((seen, tick) => seen.tick(iso(tick)), story),
            next,
            at,
          );
        };
        let watched = Story.created(iso(START), { by: POLICIES[0] as SlaPolicyVersion });
        let now = START;
        const unwatched = tell(steps, () => undefined);
        for (const [seconds, next] of steps) watched = often(watched, next, iso((now += seconds * 1_000)));
        expect(watched.state).toEqual(unwatched.state);
        expect([...watched.raised].sort()).toEqual([...unwatched.raised].sort());
      }),
    );
  });

  it('the columns of a ticket agree with the view of it', () => {
    fc.assert(
      fc.property(life, (steps) => {
        tell(steps, (_, after, at) => {
          const state: SlaState = after.state;
          const columns = slaColumns(state);
          const views = Object.values(after.seenAt(at)).filter((view) => view !== null);
          const running = views
            .filter((view) => view.state === 'running')
            .map((view) => view.due_at as string);
          expect(columns.next_due_at).toBe(running.sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null);
          if (views.some((view) => view.breached)) expect(columns.breached).toBe(true);
          expect(columns.next_threshold_at).toBe(nextSlaThresholds(state)[0]?.at ?? null);
        });
      }),
    );
  });
});

import { type BusinessCalendar, type Calendar, type Weekday } from '../src/calendar/types.js';
import { applySlaEvent, type SlaEvent, startSla } from '../src/sla/events.js';
import { DEFAULT_SLA_TARGETS, type SlaPolicyVersion } from '../src/sla/policy.js';
import { type SlaState } from '../src/sla/state.js';
import { newSlaAlerts, viewSla } from '../src/sla/view.js';
import { type TicketPriority, type TicketStatus } from '../src/tickets/status.js';

/** Monday to Friday 09:00–18:00 in UTC, so that the tests' instants read as local time. */
export const OFFICE: BusinessCalendar = {
  timezone: 'UTC',
  weekly: ([1, 2, 3, 4, 5] as Weekday[]).map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
  holidays: [],
};

export const policy = (more: Partial<SlaPolicyVersion> = {}): SlaPolicyVersion => ({
  id: 'standard',
  version: 1,
  name: 'Standard',
  calendar: null as Calendar,
  warning_percents: [80],
  targets: DEFAULT_SLA_TARGETS,
  ...more,
});

/** A day in March 2026: the 2nd is a Monday. */
export const march = (day: number, time: string): string => {
  const [hours, minutes, seconds = '00'] = time.split(':');
  return `2026-03-${String(day).padStart(2, '0')}T${hours}:${minutes}:${seconds}Z`;
};

/** A ticket's life, told event by event. Every state passes through JSON, as it does on its way to the database. */
export class Story {
  private constructor(
    readonly state: SlaState,
    readonly policy: SlaPolicyVersion,
    /** Every alert so far, in the order raised: `resolution 80%`. */
    readonly raised: readonly string[],
  ) {}

  static created(
    at: string,
    { by = policy(), priority = 'high' }: { by?: SlaPolicyVersion; priority?: TicketPriority } = {},
  ): Story {
    return Story.#next(null, startSla(at, { priority }, by), by, []);
  }

  static #next(
    before: SlaState | null,
    after: SlaState,
    policy: SlaPolicyVersion,
    raised: readonly string[],
  ): Story {
    const alerts = newSlaAlerts(before, after).map(({ target, percent }) => `${target} ${percent}%`);
    return new Story(deepFreeze(JSON.parse(JSON.stringify(after)) as SlaState), policy, [
      ...raised,
      ...alerts,
    ]);
  }

  #apply(event: SlaEvent): Story {
    const next = event.type === 'retargeted' ? event.policy : this.policy;
    return Story.#next(this.state, applySlaEvent(this.state, event, this.policy), next, this.raised);
  }

  becomes(to: TicketStatus, at: string, by: 'staff' | 'customer' | 'system' = 'staff'): Story {
    return this.#apply({ type: 'status_changed', at, to, by });
  }

  agentReplies(at: string): Story {
    return this.#apply({ type: 'agent_replied', at });
  }

  customerReplies(at: string): Story {
    return this.#apply({ type: 'customer_replied', at });
  }

  retargeted(at: string, to: { by?: SlaPolicyVersion; priority?: TicketPriority }): Story {
    const { by = this.policy, priority = this.state.priority } = to;
    return this.#apply({ type: 'retargeted', at, policy: by, priority });
  }

  tick(at: string): Story {
    return this.#apply({ type: 'tick', at });
  }

  seenAt(now: string) {
    return viewSla(this.state, this.policy, now);
  }
}

/** What is given to a pure function must come out as it went in. */
function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

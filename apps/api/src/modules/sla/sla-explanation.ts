import type { SlaExplanation } from '@noxdesk/contracts';
import {
  type ExplainedSegment,
  type ExplainedTarget,
  explainSla,
  type SlaPolicyVersion,
  type SlaState,
} from '@noxdesk/domain';

/** Every policy version that a stretch of a clock was judged by; each once. */
export function versionsIn(state: SlaState): { policy: string; version: number }[] {
  const segments = [state.first_response, state.next_response, state.resolution].flatMap(
    (clock) => clock?.segments ?? [],
  );
  const versions = [...segments, state].map(({ policy, version }) => ({ policy, version }));
  return [...new Map(versions.map((one) => [`${one.policy} ${one.version}`, one])).values()];
}

/** @param policies those of {@link versionsIn} */
export function presentExplanation(
  state: SlaState,
  policies: readonly SlaPolicyVersion[],
  now: Date,
): SlaExplanation {
  const find = (id: string, version: number) =>
    policies.find((policy) => policy.id === id && policy.version === version);
  const inForce = find(state.policy, state.version);
  if (!inForce) throw new Error(`The SLA policy ${state.policy}@${state.version} is gone`);
  const { policy, priority, targets } = explainSla(state, inForce, now.toISOString());
  const nameOf = ({ policy: { id, version } }: ExplainedSegment) => find(id, version)?.name ?? '';
  return {
    at: now.toISOString(),
    policy: {
      id: policy.id,
      name: policy.name,
      version: policy.version,
      calendar: policy.calendar && {
        timezone: policy.calendar.timezone,
        weekly: policy.calendar.weekly.map(({ weekday, from, to }) => ({ weekday, from, to })),
        holidays: [...(policy.calendar.holidays ?? [])],
      },
    },
    priority,
    targets: targets.map((target) => presentTarget(target, nameOf)),
  };
}

const instant = (value: string) => new Date(value).toISOString();
const instantOrNull = (value: string | null) => value && instant(value);

function presentTarget(
  target: ExplainedTarget,
  nameOf: (segment: ExplainedSegment) => string,
): SlaExplanation['targets'][number] {
  return {
    target: target.target,
    state: target.state,
    cause: target.cause,
    target_minutes: target.target_minutes,
    used_minutes: target.used_minutes,
    remaining_minutes: target.remaining_minutes,
    due_at: instantOrNull(target.due_at),
    met_at: instantOrNull(target.met_at),
    breached: target.breached,
    breached_at: instantOrNull(target.breached_at),
    segments: target.segments.map((segment) => ({
      from: instant(segment.from),
      to: instantOrNull(segment.to),
      state: segment.state,
      cause: segment.cause,
      policy: { id: segment.policy.id, name: nameOf(segment), version: segment.policy.version },
      priority: segment.priority,
      target_minutes: segment.target_minutes,
      minutes: segment.minutes,
    })),
    thresholds: target.thresholds.map(({ percent, at, reached }) => ({ percent, at: instant(at), reached })),
  };
}

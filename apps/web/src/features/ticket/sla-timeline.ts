import type { SlaExplanation } from '@noxdesk/contracts';

type Target = SlaExplanation['targets'][number];
type Segment = Target['segments'][number];

export interface TimelineStretch {
  kind: 'running' | 'paused' | 'ahead' | 'late';
  /** Shares of the whole, 0 to 1. */
  from: number;
  to: number;
}
export interface TimelineMark {
  kind: 'warning' | 'due' | 'now' | 'met';
  at: string;
  place: number;
  percent?: number;
}
export interface Timeline {
  stretches: TimelineStretch[];
  marks: TimelineMark[];
}

const isOpen = ({ state }: Segment) => state === 'running' || state === 'paused';

/**
 * One clock as a line from its beginning to its end: when it ran and stood still, what lies ahead until it is due or
 * how long it has been late, and where its warnings, its due time and the present stand.
 */
export function timelineOf(target: Target, now: string): Timeline {
  const start = Date.parse(target.segments[0]!.from);
  const present = Date.parse(now);
  const ends = [target.met_at ?? now, target.due_at, ...target.thresholds.map(({ at }) => at)];
  const end = Math.max(start + 60_000, ...ends.flatMap((at) => (at === null ? [] : Date.parse(at))));
  const place = (at: number) => Math.min(1, Math.max(0, (at - start) / (end - start)));
  const stretch = (kind: TimelineStretch['kind'], from: number, to: number): TimelineStretch[] =>
    to > from ? [{ kind, from: place(from), to: place(to) }] : [];
  const due = target.due_at === null ? null : Date.parse(target.due_at);
  const stretches = target.segments.flatMap((segment) => {
    if (!isOpen(segment)) return [];
    const [from, to] = [Date.parse(segment.from), segment.to === null ? present : Date.parse(segment.to)];
    if (segment.state === 'paused') return stretch('paused', from, to);
    const late =
      target.breached_at === null ? to : Math.min(to, Math.max(from, Date.parse(target.breached_at)));
    return [...stretch('running', from, late), ...stretch('late', late, to)];
  });
  const last = target.segments.at(-1)!;
  if (last.state === 'running' && due !== null) stretches.push(...stretch('ahead', present, due));
  const mark = (kind: TimelineMark['kind'], at: string, percent?: number): TimelineMark => ({
    kind,
    at,
    place: place(Date.parse(at)),
    ...(percent !== undefined && { percent }),
  });
  const warnings = target.thresholds.filter(({ percent }) => percent < 100);
  return {
    stretches,
    marks: [
      ...warnings.map(({ at, percent }) => mark('warning', at, percent)),
      ...(target.due_at === null ? [] : [mark('due', target.due_at)]),
      ...(target.met_at === null ? [mark('now', now)] : [mark('met', target.met_at)]),
    ],
  };
}

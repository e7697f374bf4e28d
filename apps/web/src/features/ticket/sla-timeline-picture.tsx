import type { SlaExplanation } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useId } from 'react';
import { type TimelineMark, type TimelineStretch, timelineOf } from './sla-timeline.js';
import { shortDateTime } from '../../lib/time/format.js';

const HEIGHT = 30;
const LINE = { y: 10, height: 8 };
const FILL: Record<TimelineStretch['kind'], string> = {
  running: 'fill-accent',
  paused: '',
  ahead: 'fill-accent-soft',
  late: 'fill-danger',
};

/** One clock as a line; what it shows stands in words beside it, so it is no picture for those who cannot see it. */
export function SlaTimelinePicture({
  target,
  now,
}: {
  target: SlaExplanation['targets'][number];
  now: string;
}) {
  const { t, i18n } = useLingui();
  const pause = useId();
  const { stretches, marks } = timelineOf(target, now);
  const name = ({ kind, percent }: TimelineMark) =>
    ({ warning: t`aviso al ${percent} %`, due: t`vence`, now: t`ahora`, met: t`cumplida` })[kind];
  return (
    <svg aria-hidden width="100%" height={HEIGHT} className="my-2 block overflow-visible">
      <defs>
        <pattern id={pause} width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" className="fill-surface-sunken" />
          <rect width="2" height="6" className="fill-text-muted" />
        </pattern>
      </defs>
      <rect y={LINE.y} width="100%" height={LINE.height} rx="2" className="fill-surface-sunken" />
      {stretches.map(({ kind, from, to }) => (
        <rect
          key={`${kind}${from}`}
          x={`${from * 100}%`}
          width={`${(to - from) * 100}%`}
          y={LINE.y}
          height={LINE.height}
          className={FILL[kind]}
          {...(kind === 'paused' && { fill: `url(#${pause})` })}
        />
      ))}
      {marks.map((mark) => (
        <g key={`${mark.kind}${mark.at}`}>
          <title>{`${name(mark)}: ${shortDateTime(mark.at, i18n.locale)}`}</title>
          <line
            x1={`${mark.place * 100}%`}
            x2={`${mark.place * 100}%`}
            y1={mark.kind === 'warning' ? LINE.y - 2 : LINE.y - 5}
            y2={LINE.y + LINE.height + (mark.kind === 'warning' ? 2 : 5)}
            strokeWidth={mark.kind === 'warning' ? 1 : 2}
            className={mark.kind === 'due' ? 'stroke-danger' : 'stroke-text'}
          />
          {(mark.kind === 'now' || mark.kind === 'due') && (
            <text
              x={`${mark.place * 100}%`}
              y={mark.kind === 'now' ? HEIGHT + 1 : 3}
              textAnchor={mark.place > 0.9 ? 'end' : mark.place < 0.1 ? 'start' : 'middle'}
              className="fill-text-muted text-[0.6875rem]"
            >
              {name(mark)}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}

import { useLingui } from '@lingui/react/macro';
import { useId } from 'react';
import { PHONE, useMedia } from '../../lib/use-media.js';
import { type Bar, shareOf, type TargetSeries } from './compliance-data.js';
import { Hatch } from './hatch.js';
import { usePercent, useWeekName } from './words.js';

const HEIGHT = 148;
const TOP = 20;
const BOTTOM = 22;
/** More words than these would run into each other. */
const MOST_WORDS = { desk: 14, phone: 6 };

/**
 * A column for each week: what was met below, what was breached hatched on top of it, the share in words above. Widths
 * are percentages, so that the text keeps its size.
 */
export function WeekChart({ series, label }: { series: TargetSeries; label: string }) {
  const hatch = useId();
  const { bars } = series;
  const most = Math.max(1, ...bars.map(({ met, breached }) => met + breached));
  const step = 100 / bars.length;
  const scale = (count: number) => (count / most) * (HEIGHT - TOP - BOTTOM);
  const mostWords = MOST_WORDS[useMedia(PHONE) ? 'phone' : 'desk'];
  const everyNth = Math.ceil(bars.length / mostWords);
  return (
    <svg role="img" aria-label={label} width="100%" height={HEIGHT} className="block overflow-visible">
      <Hatch id={hatch} />
      <line x1="0" x2="100%" y1={HEIGHT - BOTTOM + 0.5} y2={HEIGHT - BOTTOM + 0.5} className="stroke-line" />
      {bars.map((bar, index) => (
        <Column
          key={bar.key}
          {...{ bar, hatch, scale }}
          x={index * step}
          step={step}
          named={(bars.length - 1 - index) % everyNth === 0}
          withShare={bars.length <= mostWords}
        />
      ))}
    </svg>
  );
}

interface ColumnProps {
  bar: Bar;
  hatch: string;
  scale: (count: number) => number;
  x: number;
  step: number;
  named: boolean;
  withShare: boolean;
}

function Column({ bar, hatch, scale, x, step, named, withShare }: ColumnProps) {
  const { t } = useLingui();
  const percent = usePercent();
  const weekName = useWeekName();
  const week = weekName(bar.key);
  const base = HEIGHT - BOTTOM;
  const [met, breached] = [scale(bar.met), scale(bar.breached)];
  const place = { x: `${x + step * 0.14}%`, width: `${step * 0.72}%` };
  const middle = `${x + step / 2}%`;
  const share = shareOf(bar);
  return (
    <g>
      <title>{t`Semana del ${week}: ${bar.met} cumplidos, ${bar.breached} vencidos, ${bar.running} en curso`}</title>
      <rect x={`${x}%`} width={`${step}%`} y="0" height={base} fill="transparent" />
      <rect {...place} y={base - met} height={met} rx="2" className="fill-accent" />
      <rect {...place} y={base - met - breached - 1} height={breached} rx="2" fill={`url(#${hatch})`} />
      {withShare && share !== null && (
        <text
          x={middle}
          y={base - met - breached - 6}
          textAnchor="middle"
          className="fill-text-muted text-[0.6875rem]"
        >
          {percent(share)}
        </text>
      )}
      {named && (
        <text x={middle} y={HEIGHT - 6} textAnchor="middle" className="fill-text-muted text-[0.6875rem]">
          {week}
        </text>
      )}
    </g>
  );
}

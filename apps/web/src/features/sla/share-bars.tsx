import { useLingui } from '@lingui/react/macro';
import { useId } from 'react';
import { type Bar, shareOf, type TargetSeries } from './compliance-data.js';
import { Hatch } from './hatch.js';
import { usePercent } from './words.js';

/** A bar for each place: how much of what was promised was kept, hatched what was not. */
export function ShareBars({ series, nameOf }: { series: TargetSeries; nameOf: (bar: Bar) => string }) {
  return (
    <ul className="flex flex-col gap-1.5">
      {series.bars.map((bar) => (
        <ShareBar key={bar.key} bar={bar} name={nameOf(bar)} />
      ))}
    </ul>
  );
}

function ShareBar({ bar, name }: { bar: Bar; name: string }) {
  const { t } = useLingui();
  const percent = usePercent();
  const hatch = useId();
  const judged = bar.met + bar.breached;
  const share = shareOf(bar);
  const width = share === null ? 0 : share * 100;
  return (
    <li className="grid grid-cols-[minmax(5rem,8rem)_1fr_3rem] items-center gap-x-3">
      <span className="truncate" title={name}>
        {name}
      </span>
      <svg aria-hidden width="100%" height="12" className="block">
        <Hatch id={hatch} />
        <rect width="100%" height="12" rx="3" className="fill-surface-sunken" />
        {share !== null && share < 1 && <rect width="100%" height="12" rx="3" fill={`url(#${hatch})`} />}
        <rect width={`${width}%`} height="12" rx="3" className="fill-accent" />
      </svg>
      <span className="text-right" title={t`${bar.met} de ${judged} cumplidos`}>
        {share === null ? '–' : percent(share)}
      </span>
    </li>
  );
}

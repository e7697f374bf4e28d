import { useLingui } from '@lingui/react/macro';
import { TARGET_LABEL } from '../../lib/tickets/sla-labels.js';
import { shareOf } from './compliance-data.js';
import type { ComplianceRow } from './queries.js';
import { usePercent } from './words.js';

/** The numbers behind a chart. */
export function ComplianceTable({
  caption,
  rows,
  nameOf,
}: {
  caption: string;
  rows: readonly ComplianceRow[];
  nameOf: (row: ComplianceRow) => string;
}) {
  const { t, i18n } = useLingui();
  const percent = usePercent();
  const number = 'px-2 py-1 text-right';
  return (
    <div className="overflow-x-auto">
      <table className="w-full">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-line text-12 text-text-muted border-b">
            <th scope="col" className="py-1 pr-2 text-left font-medium">{t`Grupo`}</th>
            <th scope="col" className="px-2 py-1 text-left font-medium">{t`Plazo`}</th>
            <th scope="col" className={`${number} font-medium`}>{t`Cumplidos`}</th>
            <th scope="col" className={`${number} font-medium`}>{t`Vencidos`}</th>
            <th scope="col" className={`${number} font-medium`}>{t`En curso`}</th>
            <th scope="col" className={`${number} font-medium`}>{t`Cumplimiento`}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const share = shareOf(row);
            return (
              <tr key={`${row.key} ${row.target}`} className="border-line border-b">
                <th scope="row" className="py-1 pr-2 text-left font-normal">
                  {nameOf(row)}
                </th>
                <td className="px-2 py-1">{i18n._(TARGET_LABEL[row.target])}</td>
                <td className={number}>{i18n.number(row.met)}</td>
                <td className={number}>{i18n.number(row.breached)}</td>
                <td className={number}>{i18n.number(row.running)}</td>
                <td className={number}>{share === null ? '–' : percent(share)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

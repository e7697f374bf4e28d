import { useLingui } from '@lingui/react/macro';
import { Link } from 'react-router-dom';
import { Avatar } from '../../components/ui/avatar.js';
import { classNames } from '../../components/ui/class-names.js';
import { EmptyState, ErrorState, Skeleton } from '../../components/ui/states.js';
import { Time } from '../../components/ui/time.js';
import { writeFilters } from '../../lib/tickets/filters.js';
import { OPEN_STATUSES } from '../../lib/tickets/labels.js';
import { byDepartment, COLUMNS, type ColumnName, type Counts } from './board-rows.js';
import { type BoardRow, useBoard } from './queries.js';

/** What will be breached in the next working hours, by department and agent. */
export function Board() {
  const { t } = useLingui();
  const board = useBoard();
  return (
    <section aria-labelledby="sla-board">
      <header className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id="sla-board" className="text-16 font-semibold">{t`Lo próximo en vencer`}</h2>
        {board.data && (
          <p className="text-12 text-text-muted">
            {t`Actualizado`} <Time at={board.data.at} />
          </p>
        )}
        <p className="text-text-muted basis-full">
          {t`Tickets cuyo plazo vence en las próximas horas de atención; cada columna incluye la anterior.`}
        </p>
      </header>
      {board.isPending && <Skeleton className="h-48" />}
      {board.isError && !board.data && (
        <ErrorState error={board.error} onRetry={() => void board.refetch()} />
      )}
      {board.data?.rows.length === 0 && (
        <EmptyState title={t`Nada vence en las próximas 24 horas de atención`} className="px-0 py-6">
          {t`Aquí verás qué departamento y qué agente tiene plazos por vencer.`}
        </EmptyState>
      )}
      {board.data && board.data.rows.length > 0 && <BoardTable rows={board.data.rows} />}
    </section>
  );
}

function BoardTable({ rows }: { rows: readonly BoardRow[] }) {
  const { t } = useLingui();
  const header: Record<ColumnName, string> = {
    overdue: t`Vencidos`,
    within_1h: t`En 1 h`,
    within_4h: t`En 4 h`,
    within_24h: t`En 24 h`,
  };
  const groups = byDepartment(rows);
  const most = Math.max(1, ...rows.flatMap((row) => COLUMNS.map((column) => row[column])));
  return (
    <table className="w-full table-fixed border-collapse">
      <thead>
        <tr className="border-line text-12 text-text-muted border-b">
          <th scope="col" className="py-2 pr-2 text-left font-medium">
            {t`Departamento y agente`}
          </th>
          {COLUMNS.map((column) => (
            <th key={column} scope="col" className="w-[15%] px-1 py-2 text-right font-medium md:w-36 md:px-3">
              {header[column]}
            </th>
          ))}
        </tr>
      </thead>
      {groups.map(({ department, total, rows: own }) => (
        <tbody key={department.id}>
          <Row
            name={department.name}
            counts={total}
            filters={{ department: String(department.id) }}
            most={null}
          />
          {own.map((row) => (
            <Row
              key={row.assignee?.id ?? 'none'}
              name={row.assignee?.name ?? t`Sin asignar`}
              person={row.assignee?.name ?? null}
              counts={row}
              filters={{ department: String(department.id), assignee: row.assignee?.id ?? 'none' }}
              most={most}
            />
          ))}
        </tbody>
      ))}
    </table>
  );
}

interface RowProps {
  name: string;
  /** Whose picture stands before the name; undefined: it is a department. */
  person?: string | null;
  counts: Counts;
  filters: { department: string; assignee?: string };
  /** The largest number there is, to draw the others by; null: none are drawn. */
  most: number | null;
}

function Row({ name, person, counts, filters, most }: RowProps) {
  const isDepartment = person === undefined;
  const to = {
    pathname: '/',
    search: writeFilters({ status: OPEN_STATUSES.join(), ...filters, ordering: 'sla_due_at' }),
  };
  return (
    <tr className={classNames('hover:bg-hover relative', isDepartment && 'border-line border-t')}>
      <th
        scope="row"
        className={classNames(
          'py-1.5 pr-2 text-left',
          isDepartment ? 'pt-3 font-semibold' : 'pl-3 font-normal',
        )}
      >
        <Link to={to} className="coarse:min-h-9 flex min-w-0 items-center gap-2 after:absolute after:inset-0">
          {person && <Avatar name={person} />}
          {person === null && (
            <span
              aria-hidden
              className="border-line-strong size-5 shrink-0 rounded-full border border-dashed"
            />
          )}
          <span className="truncate">{name}</span>
        </Link>
      </th>
      {COLUMNS.map((column) => (
        <td
          key={column}
          className={classNames('px-1 text-right md:px-3', isDepartment && 'pt-3 font-semibold')}
        >
          <Cell count={counts[column]} more={counts.more} late={column === 'overdue'} most={most} />
        </td>
      ))}
    </tr>
  );
}

/** Number first, and a bar as long as it is large; what is overdue has a word of its own in the head of its column. */
function Cell({
  count,
  more,
  late,
  most,
}: {
  count: number;
  more: boolean;
  late: boolean;
  most: number | null;
}) {
  const { i18n } = useLingui();
  const capped = more && (late ? count >= 1_000 : count > 0);
  return (
    <span
      className={classNames('block', count === 0 && 'text-text-muted', late && count > 0 && 'text-danger')}
    >
      {i18n.number(count)}
      {capped && '+'}
      {most !== null && count > 0 && (
        <span
          aria-hidden
          className="bg-surface-sunken mt-0.5 hidden h-1 overflow-hidden rounded-full md:block"
        >
          <span
            className={classNames('ml-auto block h-full rounded-full', late ? 'bg-danger' : 'bg-accent')}
            style={{ width: `${(count / most) * 100}%` }}
          />
        </span>
      )}
    </span>
  );
}

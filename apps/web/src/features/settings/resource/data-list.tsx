import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Button } from '../../../components/ui/button.js';
import { classNames } from '../../../components/ui/class-names.js';
import { ErrorState, Skeleton } from '../../../components/ui/states.js';
import type { Column } from './types.js';
import type { useResourceList } from './use-resource.js';

interface DataListProps<Item extends { id: string | number }> {
  label: string;
  list: ReturnType<typeof useResourceList<Item>>;
  columns: readonly Column<Item>[];
  empty: { title: string; text: string };
  /** Opening a row; its name is the first column. */
  onOpen?: (item: Item) => void;
  trailing?: (item: Item) => ReactNode;
}

/** A table of a resource in every state it can be in. */
export function DataList<Item extends { id: string | number }>({
  label,
  list,
  columns,
  empty,
  onOpen,
  trailing,
}: DataListProps<Item>) {
  const { t } = useLingui();
  if (list.isPending) return <ListSkeleton />;
  if (list.isError && list.items.length === 0) {
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.items.length === 0) {
    return (
      <div className="border-line border-t py-6">
        <h2 className="text-14 font-semibold">{empty.title}</h2>
        <p className="text-text-muted mt-1 max-w-[60ch]">{empty.text}</p>
      </div>
    );
  }
  const cell = (column: Column<Item>) =>
    classNames('px-2 py-2 text-left align-baseline', !column.always && 'max-md:hidden');
  return (
    <>
      <table aria-label={label} className="-mx-2 w-[calc(100%+1rem)] border-collapse">
        <thead>
          <tr className="border-line text-12 text-text-muted border-b">
            {columns.map((column) => (
              <th key={column.id} scope="col" className={classNames(cell(column), 'font-medium')}>
                {column.header}
              </th>
            ))}
            {trailing && (
              <th scope="col">
                <span className="sr-only">{t`Acciones`}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {list.items.map((item) => (
            <tr
              key={item.id}
              className={classNames('border-line relative border-b', onOpen && 'hover:bg-hover')}
            >
              {columns.map((column, index) => (
                <td key={column.id} className={classNames(cell(column), '[overflow-wrap:anywhere]')}>
                  {index === 0 && onOpen ? (
                    <button
                      type="button"
                      onClick={() => onOpen(item)}
                      className="coarse:py-1.5 text-left font-medium after:absolute after:inset-0"
                    >
                      {column.cell(item)}
                    </button>
                  ) : (
                    column.cell(item)
                  )}
                </td>
              ))}
              {trailing && (
                <td className="relative px-2 py-1.5 text-right whitespace-nowrap">{trailing(item)}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {list.hasNextPage && (
        <Button className="mt-4" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t`Ver más`}
        </Button>
      )}
    </>
  );
}

function ListSkeleton() {
  return (
    <div aria-busy="true" className="border-line border-t">
      {[1, 2, 3, 4, 5].map((row) => (
        <div key={row} className="border-line flex gap-6 border-b py-2.5">
          <Skeleton className="h-4 w-40" />
          <Skeleton className="h-4 w-56" />
        </div>
      ))}
    </div>
  );
}

import { useLingui } from '@lingui/react/macro';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { Button, IconButton } from '../../components/ui/button.js';
import { CheckboxField } from '../../components/ui/field.js';
import { COLUMN_LABEL, COLUMNS, moved, setColumns, toggledColumn, useColumns } from './columns.js';

/** Which columns the list shows and in which order; kept in this browser. */
export default function ColumnPicker() {
  const { t, i18n } = useLingui();
  const shown = useColumns();
  const hidden = COLUMNS.filter((column) => !shown.includes(column));
  return (
    <div role="dialog" aria-label={t`Columnas`} className="w-64 p-2">
      <ul className="flex flex-col gap-0.5">
        {[...shown, ...hidden].map((column) => {
          const name = i18n._(COLUMN_LABEL[column]);
          const index = shown.indexOf(column);
          return (
            <li key={column} className="flex min-h-7 items-center gap-1">
              <span className="flex-1">
                <CheckboxField
                  label={name}
                  checked={index >= 0}
                  disabled={column === 'subject'}
                  onChange={() => setColumns(toggledColumn(shown, column))}
                />
              </span>
              {index >= 0 && (
                <>
                  <IconButton
                    label={t`Antes: ${name}`}
                    icon={ArrowUp}
                    disabled={index === 0}
                    onClick={() => setColumns(moved(shown, column, -1))}
                  />
                  <IconButton
                    label={t`Después: ${name}`}
                    icon={ArrowDown}
                    disabled={index === shown.length - 1}
                    onClick={() => setColumns(moved(shown, column, 1))}
                  />
                </>
              )}
            </li>
          );
        })}
      </ul>
      <Button size="small" variant="quiet" className="mt-1" onClick={() => setColumns(null)}>
        {t`Como al principio`}
      </Button>
    </div>
  );
}

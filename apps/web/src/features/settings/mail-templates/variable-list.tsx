import { useLingui } from '@lingui/react/macro';
import { VARIABLES } from './kinds.js';

/** The marks of a condition, which are the same in every language. */
const OPEN = '{{#if variable}}';
const CLOSE = '{{/if}}';

/** The variables of a kind; pressing one puts it where the cursor is. */
export function VariableList({
  variables,
  required,
  onPick,
}: {
  variables: readonly string[];
  required: readonly string[];
  onPick: (variable: string) => void;
}) {
  const { t, i18n } = useLingui();
  return (
    <section aria-label={t`Variables`}>
      <h2 className="text-13 mb-1.5 font-medium">{t`Variables`}</h2>
      <ul className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
        {variables.map((name) => {
          const meaning = VARIABLES[name];
          return (
            <li key={name} className="flex min-w-0 items-baseline gap-2">
              <button
                type="button"
                onClick={() => onPick(name)}
                className="bg-surface hover:bg-hover text-12 coarse:min-h-11 shrink-0 rounded px-1.5 py-0.5 font-mono"
              >
                {`{{${name}}}`}
              </button>
              <span className="text-12 text-text-muted min-w-0">
                {meaning && i18n._(meaning)}
                {required.includes(name) && ` · ${t`obligatoria`}`}
              </span>
            </li>
          );
        })}
      </ul>
      <p className="text-12 text-text-muted mt-2">
        {t`Lo que va entre ${OPEN} y ${CLOSE} se muestra solo si la variable tiene algo.`}
      </p>
    </section>
  );
}

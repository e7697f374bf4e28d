import { useLingui } from '@lingui/react/macro';
import { Fragment } from 'react';
import { Dialog } from '../../components/ui/dialog.js';
import { Kbd } from '../../components/ui/states.js';
import { type Action, keysOf, shortcutsOf, useAllActions } from '../../lib/actions/index.js';

/** Every key that does something here, by what it belongs to. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const sections = new Map<string, Action[]>();
  for (const action of useAllActions()) {
    if (shortcutsOf(action).length === 0) continue;
    sections.set(action.section, [...(sections.get(action.section) ?? []), action]);
  }
  return (
    <Dialog title={t`Atajos de teclado`} onClose={onClose}>
      <div className="columns-1 gap-8 sm:columns-2">
        {[...sections].map(([section, actions]) => (
          <section key={section} className="mb-5 break-inside-avoid">
            <h3 className="text-12 text-text-muted mb-1.5 font-medium">{section}</h3>
            <dl className="flex flex-col gap-1">
              {actions.map((action) => (
                <div key={action.id} className="flex items-center justify-between gap-3">
                  <dt className="min-w-0">{action.label}</dt>
                  <dd className="flex shrink-0 items-center gap-1">
                    {shortcutsOf(action).map((shortcut, index) => (
                      <Fragment key={shortcut}>
                        {index > 0 && <span className="text-12 text-text-muted">/</span>}
                        {keysOf(shortcut).map((key) => (
                          <Kbd key={key}>{key}</Kbd>
                        ))}
                      </Fragment>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

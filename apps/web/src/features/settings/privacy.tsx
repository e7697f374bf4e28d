import { useLingui } from '@lingui/react/macro';
import { DataExports } from './privacy/data-exports.js';
import { Erasures } from './privacy/erasures.js';
import { Retention } from './privacy/retention.js';
import { SectionHeader } from './section-header.js';

/** What is known of people: how long, for whom, and not any more. */
export function Privacy() {
  const { t } = useLingui();
  return (
    <>
      <SectionHeader
        title={t`Datos y privacidad`}
        intro={t`Cuánto tiempo se guardan los tickets, qué se sabe de una persona y cómo se borra.`}
      />
      <div className="flex flex-col gap-10">
        <Retention />
        <DataExports />
        <Erasures />
      </div>
    </>
  );
}

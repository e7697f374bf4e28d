import type { SlaApplication } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Time } from '../../../components/ui/time.js';

/** How far the application of a version has come, or that it was applied. */
export function ApplicationProgress({ application }: { application: SlaApplication }) {
  const { t, i18n } = useLingui();
  const { state, version, moved, finished_at: finishedAt } = application;
  if (state === 'none') return null;
  if (state === 'running') return <Progress label={t`Aplicando la versión ${version}`} of={application} />;
  return (
    <p className="text-12 text-text-muted">
      {t`Versión ${version} aplicada; tickets cambiados: ${i18n.number(moved)}.`}{' '}
      {finishedAt && <Time at={finishedAt} />}
    </p>
  );
}

/** A bar over the tickets looked at so far; without an end while they are being counted. */
export function Progress({
  label,
  of: { total, looked_at: done },
}: {
  label: string;
  of: { total: number | null; looked_at: number };
}) {
  const { t, i18n } = useLingui();
  const number = (value: number) => i18n.number(value);
  return (
    <div>
      <progress
        aria-label={label}
        className="h-2 w-full"
        {...(total !== null && { value: done, max: Math.max(1, total) })}
      />
      <p className="text-12 text-text-muted">
        {label}
        {total !== null && `: ${t`${number(done)} de ${number(total)} revisados`}`}
      </p>
    </div>
  );
}

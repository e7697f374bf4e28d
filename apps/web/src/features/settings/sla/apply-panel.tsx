import type { SlaApplication, SlaPolicy } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../../components/ui/button.js';
import { FormError } from '../../../components/ui/states.js';
import { Time } from '../../../components/ui/time.js';
import { call, endpoints } from '../../../lib/api/index.js';
import { problemMessage } from '../../../lib/api/problem-message.js';

const EVERY_MS = 1_000;

/** Open tickets keep the version they were promised, until it is applied to them: tried first, then followed. */
export function ApplyPanel({ policy, dirty }: { policy: SlaPolicy; dirty: boolean }) {
  const { t, i18n } = useLingui();
  const client = useQueryClient();
  const params = { id: policy.id };
  // Not below «sla-policies»: what is asked of one policy must not be asked again when that one is deleted.
  const key = ['sla-policy', policy.id, 'application'];
  const forecast = useMutation({
    mutationFn: () => call(endpoints.slaPolicies.apply, { params, body: { dry_run: true } }),
  });
  const apply = useMutation({
    mutationFn: () => call(endpoints.slaPolicies.apply, { params, body: { dry_run: false } }),
    onSuccess: () => {
      forecast.reset();
      return client.invalidateQueries({ queryKey: key });
    },
  });
  const progress = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(endpoints.slaPolicies.application, { params, signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? EVERY_MS : false),
  });
  const error = forecast.error ?? apply.error;
  const isRunning = progress.data?.state === 'running';
  // A forecast of the version before says nothing of this one.
  const found = forecast.data?.version === policy.version ? forecast.data : undefined;
  return (
    <section aria-labelledby="sla-apply" className="flex flex-col gap-3">
      <h2 id="sla-apply" className="text-14 font-semibold">{t`Aplicar a los tickets abiertos`}</h2>
      <p className="text-text-muted">
        {t`Los tickets abiertos siguen con la versión con la que se crearon hasta que les apliques la actual (${policy.version}).`}
      </p>
      {dirty && <p className="text-text-muted">{t`Guarda primero los cambios.`}</p>}
      <div className="flex flex-wrap gap-2">
        <Button
          disabled={dirty || isRunning}
          busy={forecast.isPending}
          onClick={() => forecast.mutate()}
        >{t`Calcular qué cambiaría`}</Button>
        {found && found.tickets !== 0 && (
          <Button
            variant="primary"
            disabled={dirty || isRunning}
            busy={apply.isPending}
            onClick={() => apply.mutate()}
          >
            {t`Aplicar la versión ${policy.version}`}
          </Button>
        )}
      </div>
      <div aria-live="polite">
        {found && (
          <p>
            {found.tickets === 0
              ? t`Todos los tickets abiertos ya van por esta versión.`
              : t`Tickets: ${i18n.number(found.tickets ?? 0)}. Plazos que se mueven: ${i18n.number(found.due_times_moved ?? 0)}. Quedarían vencidos: ${i18n.number(found.breached ?? 0)}.`}
          </p>
        )}
        {progress.data && <Progress application={progress.data} />}
      </div>
      {error && <FormError>{i18n._(problemMessage(error))}</FormError>}
    </section>
  );
}

function Progress({ application }: { application: SlaApplication }) {
  const { t, i18n } = useLingui();
  const { state, version, total, looked_at: done, moved, finished_at: finishedAt } = application;
  const number = (value: number) => i18n.number(value);
  if (state === 'none') return null;
  if (state === 'done') {
    return (
      <p className="text-12 text-text-muted">
        {t`Versión ${version} aplicada; tickets cambiados: ${number(moved)}.`}{' '}
        {finishedAt && <Time at={finishedAt} />}
      </p>
    );
  }
  const label = t`Aplicando la versión ${version}`;
  return (
    <div>
      <progress
        aria-label={label}
        className="accent-accent h-2 w-full"
        {...(total !== null && { value: done, max: Math.max(1, total) })}
      />
      <p className="text-12 text-text-muted">
        {label}
        {total !== null && `: ${t`${number(done)} de ${number(total)} revisados`}`}
      </p>
    </div>
  );
}

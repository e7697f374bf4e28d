import type { SlaPolicy } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Button } from '../../../components/ui/button.js';
import { FormError } from '../../../components/ui/states.js';
import { problemMessage } from '../../../lib/api/problem-message.js';
import { ApplicationProgress, Progress } from './application-progress.js';
import { type Effect, useApplication } from './use-application.js';

/** Open tickets keep the version they were promised, until it is applied to them: tried first, then followed. */
export function ApplyPanel({ policy, dirty }: { policy: SlaPolicy; dirty: boolean }) {
  const { t, i18n } = useLingui();
  const { attempt, apply, application, counting, effect, isRunning } = useApplication(policy);
  const error = attempt.error ?? apply.error;
  return (
    <section aria-labelledby="sla-apply" className="flex flex-col gap-3">
      <h2 id="sla-apply" className="text-14 font-semibold">{t`Aplicar a los tickets abiertos`}</h2>
      <p className="text-text-muted">
        {t`Los tickets abiertos siguen con la versión con la que se crearon hasta que les apliques la actual (${policy.version}).`}
      </p>
      {dirty && <p className="text-text-muted">{t`Guarda primero los cambios.`}</p>}
      <div className="flex flex-wrap gap-2">
        <Button disabled={dirty || isRunning} busy={attempt.isPending} onClick={() => attempt.mutate()}>
          {counting ? t`Calcular de nuevo` : t`Calcular qué cambiaría`}
        </Button>
        {effect && effect.tickets !== 0 && (
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
      {/* What came of it is announced, each step on the way is not. */}
      <div aria-live={isRunning || counting ? 'off' : 'polite'}>
        {effect && <EffectInWords effect={effect} />}
        {counting && <Progress label={t`Calculando qué cambiaría`} of={counting} />}
        {application && <ApplicationProgress application={application} />}
      </div>
      {error && <FormError>{i18n._(problemMessage(error))}</FormError>}
    </section>
  );
}

function EffectInWords({ effect: { tickets, due_times_moved: moved, breached } }: { effect: Effect }) {
  const { t, i18n } = useLingui();
  const number = (value: number) => i18n.number(value);
  return (
    <p>
      {tickets === 0
        ? t`Todos los tickets abiertos ya van por esta versión.`
        : t`Tickets: ${number(tickets)}. Plazos que se mueven: ${number(moved)}. Quedarían vencidos: ${number(breached)}.`}
    </p>
  );
}

import type { MailAccount } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { CircleCheck, CirclePause, CircleX, Clock, TriangleAlert, X } from 'lucide-react';
import { useSearchParams } from 'react-router-dom';
import { IconButton } from '../../../components/ui/button.js';
import { classNames } from '../../../components/ui/class-names.js';
import { Time } from '../../../components/ui/time.js';
import { endpoints } from '../../../lib/api/index.js';
import { reasonText } from '../../../lib/tickets/reasons.js';
import { useDepartmentOptions } from '../options.js';
import { ResourcePage } from '../resource/resource-page.js';
import { MailAccountChecks } from './mail-account-checks.js';
import { accountFields, useAccountWords } from './mail-account-form.js';
import { accountValues, toAccountBody } from './mail-account-values.js';

export function MailAccounts() {
  const { t } = useLingui();
  const departments = useDepartmentOptions();
  const words = useAccountWords();
  const departmentName = (id: number) => departments.find((one) => one.value === String(id))?.label ?? id;
  return (
    <>
      <ConsentResult />
      <ResourcePage<MailAccount>
        resource={{
          id: 'mail-accounts',
          title: t`Cuentas de correo`,
          intro: t`Los buzones de los que llegan tickets, cada uno a un departamento. Un correo se marca en el servidor solo cuando ya está guardado aquí.`,
          addLabel: t`Nueva cuenta`,
          empty: {
            title: t`Sin cuentas de correo`,
            text: t`Conecta el buzón de soporte para recibir tickets por correo.`,
          },
          columns: [
            { id: 'address', header: t`Dirección`, always: true, cell: (one) => one.address },
            { id: 'department', header: t`Departamento`, cell: (one) => departmentName(one.department) },
            { id: 'protocol', header: t`Protocolo`, cell: (one) => one.protocol.toUpperCase() },
            { id: 'state', header: t`Estado`, always: true, cell: (one) => <AccountState account={one} /> },
            { id: 'mails', header: t`Correos`, cell: (one) => <AccountCounts account={one} /> },
            {
              id: 'fetched',
              header: t`Última lectura`,
              cell: (one) => (one.status.last_fetch_at ? <Time at={one.status.last_fetch_at} /> : '–'),
            },
          ],
          endpoints: endpoints.mailAccounts,
          nameOf: (one) => one.address,
          initial: accountValues,
          fields: (values, one) => accountFields(values, one, departments, words),
          toBody: toAccountBody,
          extra: (one) => <MailAccountChecks account={one} />,
        }}
      />
    </>
  );
}

function AccountState({ account }: { account: MailAccount }) {
  const { t } = useLingui();
  const { health, state, error } = account.status;
  const waits = state === 'waiting' && health === 'ok';
  const text = { ok: t`Funciona`, warning: t`Con avisos`, failing: t`No se lee`, disabled: t`Desactivada` };
  const style = {
    ok: { icon: CircleCheck, colour: 'text-success' },
    warning: { icon: TriangleAlert, colour: 'text-warning' },
    failing: { icon: CircleX, colour: 'text-danger' },
    disabled: { icon: CirclePause, colour: 'text-text-muted' },
  }[health];
  const Icon = waits ? Clock : style.icon;
  return (
    <>
      <span
        className={classNames(
          'inline-flex items-center gap-1 font-medium',
          waits ? 'text-text-muted' : style.colour,
        )}
      >
        <Icon aria-hidden className="size-4 shrink-0" />
        {waits ? t`Esperando` : text[health]}
      </span>
      {error && <span className="text-12 text-text-muted block">{error.message}</span>}
    </>
  );
}

function AccountCounts({ account }: { account: MailAccount }) {
  const { t } = useLingui();
  const { day, waiting, quarantined, failed } = account.status.counts;
  const rest = [
    waiting > 0 && t`${waiting} por procesar`,
    quarantined > 0 && t`${quarantined} en cuarentena`,
    failed > 0 && t`${failed} con error`,
  ].filter(Boolean);
  return (
    <>
      {t`${day} en 24 h`}
      {rest.length > 0 && <span className="text-12 text-text-muted block">{rest.join(' · ')}</span>}
    </>
  );
}

/** What came of a consent at a provider, which has sent the browser back here. */
function ConsentResult() {
  const { t, i18n } = useLingui();
  const [query, setQuery] = useSearchParams();
  const result = query.get('oauth');
  if (result === null) return null;
  const isConnected = result === 'connected';
  const reason = result === 'refused' ? t`no se dio permiso` : reasonText(result, (each) => i18n._(each));
  return (
    <div
      role={isConnected ? 'status' : 'alert'}
      className={classNames(
        'text-13 mb-4 flex items-start justify-between gap-3 rounded-md px-3 py-2',
        isConnected ? 'bg-success-soft text-success' : 'bg-danger-soft text-danger',
      )}
    >
      <span>
        {isConnected ? t`La cuenta está conectada. Se leerá enseguida.` : t`No se ha conectado: ${reason}.`}
      </span>
      <IconButton
        label={t`Cerrar`}
        icon={X}
        className="-my-1"
        onClick={() => setQuery({}, { replace: true })}
      />
    </div>
  );
}

import type { MailAccount } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { classNames } from '../../../components/ui/class-names.js';
import { Time } from '../../../components/ui/time.js';
import { endpoints } from '../../../lib/api/index.js';
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
  );
}

function AccountState({ account }: { account: MailAccount }) {
  const { t } = useLingui();
  const { state, error } = account.status;
  const text = { waiting: t`Esperando`, ok: t`Funciona`, failing: t`Falla`, disabled: t`Desactivada` }[state];
  const colour = {
    waiting: 'text-text-muted',
    ok: 'text-success',
    failing: 'text-danger',
    disabled: 'text-text-muted',
  };
  return (
    <span title={error?.message} className={classNames('font-medium', colour[state])}>
      {text}
    </span>
  );
}

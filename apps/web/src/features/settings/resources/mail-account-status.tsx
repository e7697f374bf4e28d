import type { MailAccount } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { FormError } from '../../../components/ui/states.js';
import { Time } from '../../../components/ui/time.js';

type Status = MailAccount['status'];

/** When a mailbox was read, what came of it, what went wrong and what ends soon. */
export function MailAccountStatus({ account }: { account: MailAccount }) {
  const { t } = useLingui();
  const { status } = account;
  const { counts } = status;
  const when = (at: string | null) => (at ? <Time at={at} /> : '–');
  return (
    <section aria-label={t`Estado del buzón`} className="flex flex-col gap-3">
      {status.error && <Failure error={status.error} failures={status.failures} />}
      {status.warnings.map((warning) => (
        <Ending key={warning.kind} warning={warning} />
      ))}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <Fact name={t`Última lectura`}>{when(status.last_fetch_at)}</Fact>
        <Fact name={t`Próxima lectura`}>{when(status.next_fetch_at)}</Fact>
        {account.auth !== 'password' && (
          <Fact name={t`El token de acceso caduca`}>{when(status.token_expires_at)}</Fact>
        )}
        <Fact name={t`Correos en 24 horas`}>{counts.day}</Fact>
        <Fact name={t`Por procesar`}>{counts.waiting}</Fact>
        <Fact name={t`En cuarentena o con error`}>
          {counts.quarantined + counts.failed > 0 ? (
            <Link
              to={`/settings/mail-in/?state=quarantined,failed&account=${account.id}`}
              className="text-accent hover:underline"
            >
              {counts.quarantined + counts.failed}
            </Link>
          ) : (
            0
          )}
        </Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-text-muted">{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Failure({ error, failures }: { error: NonNullable<Status['error']>; failures: number }) {
  const { t } = useLingui();
  return (
    <div>
      <FormError>{error.message}</FormError>
      <p className="text-12 text-text-muted mt-1 [overflow-wrap:anywhere]">
        {error.detail && <span className="font-mono">{error.detail} · </span>}
        {t`Intentos fallidos: ${failures}`}
        {error.since && (
          <>
            {' · '}
            {t`desde`} <Time at={error.since} />
          </>
        )}
      </p>
    </div>
  );
}

function Ending({ warning }: { warning: Status['warnings'][number] }) {
  const { t } = useLingui();
  const what = { client_secret: t`El secreto de cliente`, grant: t`La autorización` }[warning.kind];
  return (
    <p
      role="alert"
      className="bg-warning-soft text-warning text-13 flex items-center gap-2 rounded-md px-3 py-2"
    >
      <TriangleAlert aria-hidden className="size-4 shrink-0" />
      <span>
        {warning.days > 0 ? t`${what} caduca` : t`${what} caducó`} <Time at={warning.expires_at} />
      </span>
    </p>
  );
}

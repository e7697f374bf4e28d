import type { MailAccount, MailTestResult } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Check, DownloadCloud, KeyRound, Plug, X } from 'lucide-react';
import { Button } from '../../../components/ui/button.js';
import { FormError } from '../../../components/ui/states.js';
import { endpoints } from '../../../lib/api/index.js';
import { problemMessage } from '../../../lib/api/problem-message.js';
import { notify } from '../../../lib/notices.js';
import { useResourceCall } from '../resource/use-resource.js';
import { MailAccountStatus } from './mail-account-status.js';

/** How a stored account fares; tries it, fetches from it now, connects it at its provider. */
export function MailAccountChecks({ account }: { account: MailAccount }) {
  const { t, i18n } = useLingui();
  const test = useResourceCall<MailTestResult>('mail-accounts');
  const fetchNow = useResourceCall<unknown>('mail-accounts');
  const consent = useResourceCall<{ url: string }>('mail-accounts');
  const params = { id: account.id };
  const error = test.error ?? fetchNow.error ?? consent.error;
  // The provider sends the browser back to this page.
  const connect = () =>
    consent.mutate(
      { endpoint: endpoints.mailAccounts.authorize, params },
      { onSuccess: ({ url }) => window.location.assign(url) },
    );
  return (
    <div className="flex flex-col gap-3">
      <MailAccountStatus account={account} />
      <div className="flex flex-wrap gap-2">
        {account.auth !== 'password' && (
          <Button icon={KeyRound} busy={consent.isPending} onClick={connect}>
            {t`Conectar la cuenta`}
          </Button>
        )}
        <Button
          icon={Plug}
          busy={test.isPending}
          onClick={() => test.mutate({ endpoint: endpoints.mailAccounts.test, params })}
        >
          {t`Probar la conexión`}
        </Button>
        <Button
          icon={DownloadCloud}
          busy={fetchNow.isPending}
          onClick={() =>
            fetchNow.mutate(
              { endpoint: endpoints.mailAccounts.fetch, params },
              { onSuccess: () => notify({ text: t`Leyendo el buzón` }) },
            )
          }
        >
          {t`Leer ahora`}
        </Button>
      </div>
      {test.data && (
        <ul role="status" className="flex flex-col gap-1">
          <Outcome name={t`Entrada`} {...test.data.incoming} />
          {test.data.outgoing && <Outcome name={t`Salida`} {...test.data.outgoing} />}
        </ul>
      )}
      {error && <FormError>{i18n._(problemMessage(error))}</FormError>}
    </div>
  );
}

function Outcome({
  name,
  ok,
  message,
  code,
}: {
  name: string;
  ok: boolean;
  message: string | null;
  code: string | null;
}) {
  const { t } = useLingui();
  const Icon = ok ? Check : X;
  return (
    <li className={ok ? 'text-success' : 'text-danger'}>
      <Icon aria-hidden className="mr-1 inline size-4" />
      {name}: {ok ? t`funciona` : (message ?? code)}
    </li>
  );
}

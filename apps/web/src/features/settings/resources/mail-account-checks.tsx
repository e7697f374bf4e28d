import type { MailAccount, MailTestResult } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { Check, DownloadCloud, Plug, X } from 'lucide-react';
import { Button } from '../../../components/ui/button.js';
import { FormError } from '../../../components/ui/states.js';
import { endpoints } from '../../../lib/api/index.js';
import { problemMessage } from '../../../lib/api/problem-message.js';
import { notify } from '../../../lib/notices.js';
import { useResourceCall } from '../resource/use-resource.js';

/** Tries a stored account, and fetches from it now. */
export function MailAccountChecks({ account }: { account: MailAccount }) {
  const { t, i18n } = useLingui();
  const test = useResourceCall<MailTestResult>('mail-accounts');
  const fetchNow = useResourceCall<unknown>('mail-accounts');
  const params = { id: account.id };
  const error = test.error ?? fetchNow.error;
  return (
    <div className="flex flex-col gap-3">
      {account.status.error && <FormError>{account.status.error.message}</FormError>}
      <div className="flex gap-2">
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

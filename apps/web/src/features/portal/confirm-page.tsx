import type { Confirmation } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useEffect } from 'react';
import { useParams } from 'react-router-dom';
import { Wordmark } from '../../components/layout/wordmark.js';
import { Button } from '../../components/ui/button.js';
import { ErrorState, FormError, Skeleton } from '../../components/ui/states.js';
import { callAnonymously, endpoints, isApiError } from '../../lib/api/index.js';
import { problemMessage } from '../../lib/api/problem-message.js';
import { loadBrandOfHost } from '../../lib/brand.js';
import { useTitle } from '../../lib/use-title.js';

/** Where the link of a mail leads. Opening it changes nothing: programs open links too. */
export function ConfirmPage() {
  const { t, i18n } = useLingui();
  useTitle(t`Confirmar la solución`);
  useEffect(loadBrandOfHost, []);
  const { token = '' } = useParams();
  const query = useQuery({
    queryKey: ['confirmation', token],
    queryFn: () => callAnonymously(endpoints.confirmations.get, { params: { token } }),
  });
  const confirm = useMutation({
    mutationFn: () => callAnonymously(endpoints.confirmations.confirm, { params: { token } }),
  });
  const answer = confirm.data ?? query.data;
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-104 flex-col justify-center px-6 pb-[14vh]">
      <Wordmark />
      <div className="mt-8">
        {query.isPending && <Skeleton className="h-24" />}
        {query.isError &&
          (isApiError(query.error, 'not_found') ? (
            <>
              <h1 className="text-20 font-semibold">{t`Este enlace no vale`}</h1>
              <p className="text-14 text-text-muted mt-2">{t`Puede que esté incompleto. Ábrelo otra vez desde el correo.`}</p>
            </>
          ) : (
            <ErrorState error={query.error} onRetry={() => void query.refetch()} />
          ))}
        {answer && <Answer answer={answer} busy={confirm.isPending} onConfirm={() => confirm.mutate()} />}
        {confirm.error && (
          <div className="mt-4">
            <FormError>{i18n._(problemMessage(confirm.error))}</FormError>
          </div>
        )}
      </div>
    </main>
  );
}

function Answer({ answer, busy, onConfirm }: { answer: Confirmation; busy: boolean; onConfirm: () => void }) {
  const { t } = useLingui();
  const { number, subject } = answer.ticket;
  const title = {
    confirmable: t`¿Está resuelto?`,
    confirmed: t`Gracias por confirmarlo`,
    open: t`Este ticket sigue abierto`,
  }[answer.state];
  const text = {
    confirmable: t`Si lo confirmas, cerramos el ticket. Si no lo está, responde al correo.`,
    confirmed: t`El ticket está cerrado.`,
    open: t`Todavía no hay una solución que confirmar.`,
  }[answer.state];
  return (
    <>
      <h1 className="text-20 font-semibold">{title}</h1>
      <p className="text-15 mt-3">
        <span className="text-text-muted">{number}</span> {subject}
      </p>
      <p className="text-14 text-text-muted mt-2">{text}</p>
      {answer.state === 'confirmable' && (
        <Button variant="primary" size="large" icon={Check} busy={busy} onClick={onConfirm} className="mt-6">
          {t`Esto lo solucionó`}
        </Button>
      )}
    </>
  );
}

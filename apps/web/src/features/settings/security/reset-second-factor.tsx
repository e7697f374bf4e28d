import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { FormError } from '../../../components/ui/states.js';
import { call, endpoints } from '../../../lib/api/index.js';
import { problemMessage } from '../../../lib/api/problem-message.js';
import { notify } from '../../../lib/notices.js';

/** For who has lost their second factor: takes it away, after asking. */
export function ResetSecondFactor({ userId }: { userId: string }) {
  const { t, i18n } = useLingui();
  const [asks, setAsks] = useState(false);
  const reset = useMutation({
    mutationFn: () => call(endpoints.tenantSecurity.resetSecondFactor, { params: { id: userId } }),
    onSuccess: () => {
      setAsks(false);
      notify({ text: t`Segundo factor retirado` });
    },
  });
  return (
    <div className="flex flex-col gap-2">
      <h3 className="text-13 font-medium">{t`Segundo factor`}</h3>
      <p className="text-12 text-text-muted">
        {t`Si lo ha perdido, retíralo: sus sesiones se cierran y podrá entrar solo con su contraseña.`}
      </p>
      <div className="flex gap-2">
        {asks ? (
          <>
            <Button onClick={() => setAsks(false)}>{t`Volver`}</Button>
            <Button variant="danger" busy={reset.isPending} onClick={() => reset.mutate()}>
              {t`Retirar`}
            </Button>
          </>
        ) : (
          <Button onClick={() => setAsks(true)}>{t`Retirar el segundo factor`}</Button>
        )}
      </div>
      {reset.error && <FormError>{i18n._(problemMessage(reset.error))}</FormError>}
    </div>
  );
}

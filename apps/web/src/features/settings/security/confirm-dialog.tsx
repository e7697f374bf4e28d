import { useLingui } from '@lingui/react/macro';
import { KeyRound } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { Dialog } from '../../../components/ui/dialog.js';
import { TextField } from '../../../components/ui/field.js';
import { FormError, Skeleton } from '../../../components/ui/states.js';
import { call, endpoints, isApiError } from '../../../lib/api/index.js';
import { problemMessage } from '../../../lib/api/problem-message.js';
import { isDeclined, knowsPasskeys, signWithPasskey } from '../../../lib/passkeys.js';
import { useOwnSecurity } from './use-own-security.js';

/** Asks once more who is there, before what somebody signs in by is changed. */
export function ConfirmDialog({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const { t, i18n } = useLingui();
  const id = useId();
  const { query } = useOwnSecurity();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function attempt(proof: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      await proof();
      onDone();
    } catch (caught) {
      if (!isDeclined(caught)) setError(caught);
      setBusy(false);
    }
  }
  const own = query.data;
  const asks = own?.password ? 'password' : own?.totp ? 'code' : null;
  const passkey = Boolean(own && own.passkeys.length > 0 && knowsPasskeys());
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    event.stopPropagation();
    const proof = String(new FormData(event.currentTarget).get('proof'));
    const body = asks === 'password' ? { password: proof } : { code: proof };
    void attempt(() => call(endpoints.ownSecurity.confirm, { body }));
  }
  const withPasskey = () =>
    attempt(async () => {
      const { token, options } = await call(endpoints.ownSecurity.confirmOptions);
      const credential = await signWithPasskey(options);
      await call(endpoints.ownSecurity.confirm, { body: { token, credential } });
    });

  return (
    <Dialog
      title={t`Confirma que eres tú`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t`Cancelar`}</Button>
          {asks && (
            <Button type="submit" form={id} variant="primary" busy={busy}>
              {t`Continuar`}
            </Button>
          )}
        </>
      }
    >
      {!own && <Skeleton className="h-16" />}
      {own && !asks && !passkey && (
        <p className="text-text-muted">{t`Cierra la sesión y vuelve a entrar: después puedes hacer este cambio durante diez minutos.`}</p>
      )}
      <div className="flex flex-col gap-4">
        {asks && (
          <form id={id} onSubmit={submit}>
            <TextField
              label={asks === 'password' ? t`Tu contraseña` : t`Código de seis cifras`}
              name="proof"
              type={asks === 'password' ? 'password' : 'text'}
              inputMode={asks === 'password' ? 'text' : 'numeric'}
              autoComplete={asks === 'password' ? 'current-password' : 'one-time-code'}
              required
              autoFocus
            />
          </form>
        )}
        {passkey && (
          <Button icon={KeyRound} busy={busy} onClick={() => void withPasskey()}>
            {t`Usar una clave de acceso`}
          </Button>
        )}
        {error !== null && (
          <FormError>
            {isApiError(error, 'invalid_credentials')
              ? t`No es correcto. Prueba otra vez.`
              : i18n._(problemMessage(error))}
          </FormError>
        )}
      </div>
    </Dialog>
  );
}

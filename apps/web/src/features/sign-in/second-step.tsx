import type { SecondFactorChallenge } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { KeyRound } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/ui/button.js';
import { TextField } from '../../components/ui/field.js';
import { FormError } from '../../components/ui/states.js';
import { callAnonymously, endpoints, isApiError } from '../../lib/api/index.js';
import { problemMessage } from '../../lib/api/problem-message.js';
import { isDeclined, knowsPasskeys, signWithPasskey } from '../../lib/passkeys.js';
import { type Session, startSession } from '../../lib/session.js';

interface SecondStepProps {
  challenge: SecondFactorChallenge;
  onDone: (session: Session) => void;
  onBack: () => void;
}

/** The second step of a sign-in: a code, a passkey, or a recovery code for who has lost both. */
export function SecondStep({ challenge, onDone, onBack }: SecondStepProps) {
  const { t, i18n } = useLingui();
  const { methods, token } = challenge;
  const [lost, setLost] = useState(!methods.includes('totp') && !methods.includes('passkey'));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function attempt(step: () => Promise<Session>): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      onDone(await step());
    } catch (caught) {
      if (!isDeclined(caught)) setError(caught);
      setBusy(false);
    }
  }
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get('code'));
    void attempt(() =>
      startSession(endpoints.auth.secondFactor, { token, ...(lost ? { recovery_code: code } : { code }) }),
    );
  }
  const withPasskey = () =>
    attempt(async () => {
      const asked = await callAnonymously(endpoints.auth.secondFactorOptions, { body: { token } });
      const credential = await signWithPasskey(asked.options);
      return startSession(endpoints.auth.secondFactor, { token: asked.token, credential });
    });

  const asksCode = lost || methods.includes('totp');
  return (
    <div className="mt-5 flex flex-col gap-4">
      {!lost && methods.includes('passkey') && knowsPasskeys() && (
        <Button
          size="large"
          variant={asksCode ? 'secondary' : 'primary'}
          icon={KeyRound}
          busy={busy}
          onClick={() => void withPasskey()}
        >
          {t`Usar una clave de acceso`}
        </Button>
      )}
      {asksCode && (
        <form key={String(lost)} onSubmit={submit} className="flex flex-col gap-4">
          <TextField
            big
            label={lost ? t`Código de recuperación` : t`Código de seis cifras`}
            name="code"
            inputMode={lost ? 'text' : 'numeric'}
            autoComplete={lost ? 'off' : 'one-time-code'}
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            required
            maxLength={lost ? 60 : 9}
            hint={lost ? t`Cada uno vale una sola vez.` : t`Lo muestra tu aplicación de autenticación.`}
          />
          <Button type="submit" variant="primary" size="large" busy={busy}>
            {t`Continuar`}
          </Button>
        </form>
      )}
      {error !== null && (
        <FormError>
          {isApiError(error, 'invalid_credentials')
            ? t`No es correcto, o ha caducado. Prueba otra vez.`
            : i18n._(problemMessage(error))}
        </FormError>
      )}
      <div className="text-14 flex flex-col items-start gap-2">
        {methods.includes('recovery_code') && (
          <button type="button" className="coarse:min-h-11 underline" onClick={() => setLost(!lost)}>
            {lost ? t`Usar otra forma` : t`No tengo mi segundo factor`}
          </button>
        )}
        <button type="button" className="coarse:min-h-11 underline" onClick={onBack}>
          {t`Volver a empezar`}
        </button>
      </div>
    </div>
  );
}

import type { SecondFactorChallenge } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { Button } from '../../components/ui/button.js';
import { TextField } from '../../components/ui/field.js';
import { FormError } from '../../components/ui/states.js';
import { callAnonymously, endpoints, isApiError } from '../../lib/api/index.js';
import { fieldMessages, problemMessage } from '../../lib/api/problem-message.js';
import { type Session, startSession } from '../../lib/session.js';
import { useTitle } from '../../lib/use-title.js';
import { AccountFrame, EntryLink } from './account-frame.js';
import { goOn } from './go-on.js';
import { OtherWays } from './other-ways.js';
import { SecondStep } from './second-step.js';

/** Of an installation without anybody there is nothing to sign in to. */
function useFirstStart() {
  const navigate = useNavigate();
  const { data } = useQuery({
    queryKey: ['setup'],
    queryFn: () => callAnonymously(endpoints.setup.state, {}),
    staleTime: Infinity,
    retry: false,
  });
  useEffect(() => {
    if (data?.needed) void navigate('/setup/', { replace: true });
  }, [data, navigate]);
}

export function SignInPage() {
  const { t, i18n } = useLingui();
  useTitle(t`Iniciar sesión`);
  const [params] = useSearchParams();
  const next = params.get('next');
  const [asksTenant, setAsksTenant] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [challenge, setChallenge] = useState<SecondFactorChallenge | null>(null);
  const fields = fieldMessages(error);
  const done = (session: Session) => goOn(session, next);
  useFirstStart();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const tenant = String(form.get('tenant') ?? '').trim();
    setBusy(true);
    setError(null);
    try {
      done(
        await startSession(endpoints.auth.token, {
          email: String(form.get('email')),
          password: String(form.get('password')),
          ...(tenant && { tenant }),
        }),
      );
    } catch (caught) {
      setBusy(false);
      if (isApiError(caught, 'second_factor_required') && caught.secondFactor) {
        setChallenge(caught.secondFactor);
        return;
      }
      if (isApiError(caught, 'tenant_required')) setAsksTenant(true);
      setError(caught);
    }
  }

  if (challenge) {
    return (
      <AccountFrame title={t`Confirma que eres tú`}>
        <SecondStep challenge={challenge} onDone={done} onBack={() => setChallenge(null)} />
      </AccountFrame>
    );
  }
  return (
    <AccountFrame title={t`Iniciar sesión`}>
      <form onSubmit={(event) => void submit(event)} className="mt-5 flex flex-col gap-4" noValidate={false}>
        <TextField
          big
          label={t`Correo electrónico`}
          name="email"
          type="email"
          autoComplete="username"
          autoFocus
          required
          error={fields.email}
        />
        <TextField
          big
          label={t`Contraseña`}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          error={fields.password}
        />
        {asksTenant && (
          <TextField
            big
            label={t`Organización`}
            name="tenant"
            autoCapitalize="none"
            autoComplete="organization"
            required
            autoFocus
            hint={t`El nombre corto con el que tu empresa entra en NoxDesk.`}
            error={fields.tenant}
          />
        )}
        {error !== null && <FormError>{i18n._(problemMessage(error))}</FormError>}
        <Button type="submit" variant="primary" size="large" busy={busy}>
          {t`Iniciar sesión`}
        </Button>
      </form>
      <OtherWays next={next} tenant={params.get('tenant')} onDone={done} onError={setError} />
      <div className="mt-4 flex flex-col items-start">
        <EntryLink to="/link/">{t`Entrar con un enlace por correo`}</EntryLink>
        <EntryLink to="/forgot/">{t`¿Olvidaste tu contraseña?`}</EntryLink>
      </div>
    </AccountFrame>
  );
}

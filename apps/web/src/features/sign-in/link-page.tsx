import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { Button } from '../../components/ui/button.js';
import { TextField } from '../../components/ui/field.js';
import { FormError } from '../../components/ui/states.js';
import { callAnonymously, endpoints, isApiError } from '../../lib/api/index.js';
import { fieldMessages, problemMessage } from '../../lib/api/problem-message.js';
import { startSessionByLink } from '../../lib/session.js';
import { useTitle } from '../../lib/use-title.js';
import { AccountFrame } from './account-frame.js';
import { goOn } from './go-on.js';
import { SecondStep } from './second-step.js';

/** Asks for a link that signs a customer in. What it says afterwards tells nobody whether there is an account. */
export function LinkPage() {
  const { t, i18n } = useLingui();
  const title = t`Entrar con un enlace`;
  useTitle(title);
  const ask = useMutation({
    mutationFn: (email: string) => callAnonymously(endpoints.signInLinks.ask, { body: { email } }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    ask.mutate(String(new FormData(event.currentTarget).get('email')));
  };
  return (
    <AccountFrame title={title}>
      {ask.isSuccess ? (
        <p role="status" className="text-14 text-text-muted mt-3">
          {t`Si eres cliente y hay una cuenta con ese correo, te hemos enviado un enlace para entrar. Caduca en quince minutos.`}
        </p>
      ) : (
        <form onSubmit={submit} className="mt-5 flex flex-col gap-4">
          <TextField
            big
            label={t`Correo electrónico`}
            name="email"
            type="email"
            autoComplete="username"
            autoFocus
            required
            error={fieldMessages(ask.error).email}
          />
          {ask.isError && <FormError>{i18n._(problemMessage(ask.error))}</FormError>}
          <Button type="submit" variant="primary" size="large" busy={ask.isPending}>
            {t`Enviar enlace`}
          </Button>
        </form>
      )}
      <Link to="/login/" className="text-14 mt-5 underline">
        {t`Volver a iniciar sesión`}
      </Link>
    </AccountFrame>
  );
}

/** Where the link leads. Opening it uses nothing up: programs open links too. */
export function UseLinkPage() {
  const { t, i18n } = useLingui();
  const title = t`Iniciar sesión`;
  useTitle(title);
  const navigate = useNavigate();
  const { token = '' } = useParams();
  const use = useMutation({
    mutationFn: async () => {
      const session = await startSessionByLink(token);
      if (session.status === 'unknown') throw session.error;
      // A page load of its own: which screens stand at an address depends on who is signed in.
      window.location.replace(import.meta.env.BASE_URL);
    },
  });
  const over = fieldMessages(use.error).token;
  // The link shows that somebody reads the mails of an account; a second factor is asked for as after a password.
  const challenge = isApiError(use.error, 'second_factor_required') ? use.error.secondFactor : null;
  if (challenge) {
    return (
      <AccountFrame title={t`Confirma que eres tú`}>
        <SecondStep
          challenge={challenge}
          onDone={(session) => goOn(session, null)}
          onBack={() => void navigate('/login/')}
        />
      </AccountFrame>
    );
  }
  return (
    <AccountFrame title={title}>
      <p className="text-14 text-text-muted mt-3">{t`El enlace vale una sola vez. Pulsa el botón para entrar.`}</p>
      {use.isError && (
        <div className="mt-4">
          <FormError>{over ?? i18n._(problemMessage(use.error))}</FormError>
        </div>
      )}
      {!over && (
        <Button
          variant="primary"
          size="large"
          className="mt-5"
          busy={use.isPending || use.isSuccess}
          onClick={() => use.mutate()}
        >
          {t`Iniciar sesión`}
        </Button>
      )}
      <Link to="/link/" className="text-14 mt-5 underline">
        {t`Pedir otro enlace`}
      </Link>
    </AccountFrame>
  );
}

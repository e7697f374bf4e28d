import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { Button } from '../../components/ui/button.js';
import { TextField } from '../../components/ui/field.js';
import { FormError } from '../../components/ui/states.js';
import { callAnonymously, endpoints } from '../../lib/api/index.js';
import { fieldMessages, problemMessage } from '../../lib/api/problem-message.js';
import { useTitle } from '../../lib/use-title.js';
import { AccountFrame, EntryLink } from './account-frame.js';

interface AskLinkProps {
  title: string;
  endpoint: typeof endpoints.auth.forgot | typeof endpoints.signInLinks.ask;
  /** Said afterwards, whether or not there is such an account. */
  asked: string;
}

/** Asks for a link by mail. What it says afterwards tells nobody whether there is an account. */
function AskLink({ title, endpoint, asked }: AskLinkProps) {
  const { t, i18n } = useLingui();
  useTitle(title);
  const ask = useMutation({
    mutationFn: (email: string) => callAnonymously(endpoint, { body: { email } }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    ask.mutate(String(new FormData(event.currentTarget).get('email')));
  };
  return (
    <AccountFrame title={title}>
      {ask.isSuccess ? (
        <p role="status" className="text-14 text-text-muted mt-3">
          {asked}
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
      <div className="mt-4">
        <EntryLink to="/login/">{t`Volver a iniciar sesión`}</EntryLink>
      </div>
    </AccountFrame>
  );
}

/** For a new password. */
export function ForgotPage() {
  const { t } = useLingui();
  return (
    <AskLink
      title={t`¿Olvidaste tu contraseña?`}
      endpoint={endpoints.auth.forgot}
      asked={t`Si hay una cuenta con ese correo, te hemos enviado un enlace para elegir una contraseña nueva. Caduca en una hora.`}
    />
  );
}

/** For a customer who signs in without a password. */
export function LinkPage() {
  const { t } = useLingui();
  return (
    <AskLink
      title={t`Entrar con un enlace`}
      endpoint={endpoints.signInLinks.ask}
      asked={t`Si eres cliente y hay una cuenta con ese correo, te hemos enviado un enlace para entrar. Caduca en quince minutos.`}
    />
  );
}

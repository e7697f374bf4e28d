import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router-dom';
import { Button } from '../../components/ui/button.js';
import { FormError } from '../../components/ui/states.js';
import { isApiError } from '../../lib/api/index.js';
import { fieldMessages, problemMessage } from '../../lib/api/problem-message.js';
import { startSessionByLink } from '../../lib/session.js';
import { useTitle } from '../../lib/use-title.js';
import { AccountFrame, EntryLink } from './account-frame.js';
import { goOn } from './go-on.js';
import { SecondStep } from './second-step.js';

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
      <div className="mt-4">
        <EntryLink to="/link/">{t`Pedir otro enlace`}</EntryLink>
      </div>
    </AccountFrame>
  );
}

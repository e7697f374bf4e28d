import type { SecondFactorChallenge } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { FormError } from '../../components/ui/states.js';
import { ApiError, endpoints, isApiError } from '../../lib/api/index.js';
import { problemMessage } from '../../lib/api/problem-message.js';
import { type Session, startSession } from '../../lib/session.js';
import { useTitle } from '../../lib/use-title.js';
import { AccountFrame, EntryLink } from './account-frame.js';
import { goOn, rememberedNext } from './go-on.js';
import { SecondStep } from './second-step.js';

/** Where an identity provider sends the browser back to. */
export function CallbackPage() {
  const { t, i18n } = useLingui();
  useTitle(t`Iniciar sesión`);
  const navigate = useNavigate();
  const [error, setError] = useState<unknown>(null);
  const [challenge, setChallenge] = useState<SecondFactorChallenge | null>(null);
  // Effects run twice while developing, and a code is good once.
  const begun = useRef(false);
  const done = (session: Session) => goOn(session, rememberedNext());

  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const params = new URLSearchParams(window.location.search);
    const [state, code, iss] = [params.get('state'), params.get('code'), params.get('iss')];
    // The code leaves the address, so that neither history nor a copied link has it.
    window.history.replaceState(null, '', window.location.pathname);
    void (async () => {
      try {
        // Whoever changes their mind at the provider comes back without a code.
        if (!state || !code) throw new ApiError('provider_failed');
        done(await startSession(endpoints.auth.finishProvider, { state, code, ...(iss && { iss }) }));
      } catch (caught) {
        if (isApiError(caught, 'second_factor_required') && caught.secondFactor) {
          setChallenge(caught.secondFactor);
        } else setError(caught);
      }
    })();
  }, []);

  if (challenge) {
    return (
      <AccountFrame title={t`Confirma que eres tú`}>
        <SecondStep challenge={challenge} onDone={done} onBack={() => void navigate('/login/')} />
      </AccountFrame>
    );
  }
  const reason = isApiError(error, 'sign_in_refused') ? error.errors[0]?.message : undefined;
  return (
    <AccountFrame title={error === null ? t`Entrando…` : t`No has podido entrar`}>
      {error !== null && (
        <div className="mt-5 flex flex-col gap-4">
          <FormError>
            {isApiError(error, 'invalid_credentials')
              ? t`El inicio de sesión ha caducado. Empieza de nuevo.`
              : i18n._(problemMessage(error))}
          </FormError>
          {reason && <p className="text-14 text-text-muted">{reason}</p>}
          <EntryLink to="/login/">{t`Volver a iniciar sesión`}</EntryLink>
        </div>
      )}
    </AccountFrame>
  );
}

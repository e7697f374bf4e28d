import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { KeyRound, LogIn } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/ui/button.js';
import { callAnonymously, endpoints } from '../../lib/api/index.js';
import { isDeclined, knowsPasskeys, signWithPasskey } from '../../lib/passkeys.js';
import { type Session, startSession } from '../../lib/session.js';
import { rememberNext } from './go-on.js';

interface OtherWaysProps {
  next: string | null;
  tenant: string | null;
  onDone: (session: Session) => void;
  onError: (error: unknown) => void;
}

/** The ways to sign in without a password: a passkey, and the tenant's identity providers. */
export function OtherWays({ next, tenant, onDone, onError }: OtherWaysProps) {
  const { t } = useLingui();
  const [busy, setBusy] = useState<string | null>(null);
  const inTenant = tenant === null ? {} : { tenant };
  // A page that cannot ask for them offers what it has.
  const { data: providers = [] } = useQuery({
    queryKey: ['sign-in', 'providers', tenant],
    queryFn: () => callAnonymously(endpoints.auth.providers, { query: inTenant }),
    retry: false,
    staleTime: Infinity,
  });

  async function attempt(what: string, way: () => Promise<void>): Promise<void> {
    setBusy(what);
    onError(null);
    try {
      await way();
    } catch (caught) {
      setBusy(null);
      if (!isDeclined(caught)) onError(caught);
    }
  }
  const withPasskey = () =>
    attempt('passkey', async () => {
      const { token, options } = await callAnonymously(endpoints.auth.passkeyOptions, {});
      const credential = await signWithPasskey(options);
      onDone(await startSession(endpoints.auth.passkey, { token, credential }));
    });
  const withProvider = (id: string) =>
    attempt(id, async () => {
      const { url } = await callAnonymously(endpoints.auth.beginProvider, { params: { id }, body: inTenant });
      rememberNext(next);
      window.location.assign(url);
    });

  if (!knowsPasskeys() && providers.length === 0) return null;
  return (
    <>
      <div aria-hidden className="text-12 text-text-muted my-5 flex items-center gap-3">
        <span className="bg-line h-px flex-1" />
        {t`o`}
        <span className="bg-line h-px flex-1" />
      </div>
      <div className="flex flex-col gap-2.5">
        {providers.map(({ id, name }) => (
          <Button
            key={id}
            size="large"
            icon={LogIn}
            busy={busy === id}
            onClick={() => void withProvider(id)}
            className="min-w-0"
          >
            <span className="truncate">{t`Continuar con ${name}`}</span>
          </Button>
        ))}
        {knowsPasskeys() && (
          <Button size="large" icon={KeyRound} busy={busy === 'passkey'} onClick={() => void withPasskey()}>
            {t`Entrar con una clave de acceso`}
          </Button>
        )}
      </div>
    </>
  );
}

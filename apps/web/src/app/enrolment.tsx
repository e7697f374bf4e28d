import { useLingui } from '@lingui/react/macro';
import { lazy, Suspense } from 'react';
import { Wordmark } from '../components/layout/wordmark.js';
import { Button } from '../components/ui/button.js';
import { Skeleton } from '../components/ui/states.js';
import { withMessages } from '../lib/i18n/index.js';
import { endSession, useMe } from '../lib/session.js';

const SecondFactors = lazy(() =>
  withMessages('settings', async () => ({
    default: (await import('../features/settings/security/second-factors.js')).SecondFactors,
  })),
);

/** Nothing can be done before a second factor is set up; so this is all there is. */
export function Enrolment() {
  const { t } = useLingui();
  const me = useMe();
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-150 flex-col px-6 py-10">
      <Wordmark />
      <h1 className="text-20 mt-8 font-semibold">{t`Protege tu cuenta`}</h1>
      <p className="text-14 text-text-muted mt-2 mb-6">
        {t`${me.tenant.name} pide un segundo factor a las cuentas como la tuya. Añade uno para continuar.`}
      </p>
      <Suspense fallback={<Skeleton className="h-40" />}>
        <SecondFactors onDone={() => window.location.reload()} />
      </Suspense>
      <div className="mt-8">
        <Button onClick={() => void endSession()}>{t`Cerrar sesión`}</Button>
      </div>
    </main>
  );
}

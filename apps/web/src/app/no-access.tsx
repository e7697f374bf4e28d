import { useLingui } from '@lingui/react/macro';
import { Button } from '../components/ui/button.js';
import { Wordmark } from '../components/layout/wordmark.js';
import { endSession, useMe } from '../lib/session.js';

/** A signed-in user without the permission: no section, and one thing to do about it. */
export function NoAccess() {
  const { t } = useLingui();
  const me = useMe();
  return (
    <main className="mx-auto flex min-h-dvh max-w-96 flex-col justify-center gap-3 px-6 pb-[18vh]">
      <Wordmark />
      <h1 className="text-20 mt-4 font-semibold">{t`No tienes acceso al soporte`}</h1>
      <p className="text-14 text-text-muted">
        {t`Tu cuenta ${me.email} no tiene el permiso para usar los tickets. Contacta con tu administrador para que te lo dé.`}
      </p>
      <div className="mt-2">
        <Button onClick={() => void endSession()}>{t`Cerrar sesión`}</Button>
      </div>
    </main>
  );
}

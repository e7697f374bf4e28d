import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { SectionHeader } from '../section-header.js';
import { PasswordForm } from './password-form.js';
import { SecondFactors } from './second-factors.js';
import { Sessions } from './sessions.js';

/** What one signs in by, and where one is signed in. */
export function SecurityPage() {
  const { t } = useLingui();
  return (
    <>
      <SectionHeader
        title={t`Seguridad`}
        intro={t`Con qué entras en tu cuenta y dónde está abierta. De cada cambio te avisamos por correo.`}
      />
      <div className="flex max-w-150 flex-col gap-8">
        <Part title={t`Verificación en dos pasos`}>
          <SecondFactors />
        </Part>
        <Part title={t`Contraseña`}>
          <PasswordForm />
        </Part>
        <Part title={t`Sesiones abiertas`}>
          <Sessions />
        </Part>
      </div>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="text-14 mb-3 font-semibold">{title}</h2>
      {children}
    </section>
  );
}

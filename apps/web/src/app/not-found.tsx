import { useLingui } from '@lingui/react/macro';
import { ButtonLink } from '../components/ui/button.js';
import { EmptyState } from '../components/ui/states.js';

export function NotFound() {
  const { t } = useLingui();
  return (
    <main>
      <EmptyState
        page
        className="py-20"
        title={t`No hemos encontrado esta página`}
        action={<ButtonLink to="/">{t`Ir a los tickets`}</ButtonLink>}
      >
        {t`La dirección no existe, o lleva a algo que no puedes ver.`}
      </EmptyState>
    </main>
  );
}

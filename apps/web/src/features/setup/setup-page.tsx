import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { ErrorState, Skeleton } from '../../components/ui/states.js';
import { callAnonymously, endpoints } from '../../lib/api/index.js';
import { useTitle } from '../../lib/use-title.js';
import { BeginStep } from './begin-step.js';
import { MailStep } from './mail-step.js';
import { SetupFrame } from './setup-frame.js';

/** The first start: an organisation with its admin and a department, then its mailbox. */
export function SetupPage() {
  const { t } = useLingui();
  useTitle(t`Primer arranque`);
  const [department, setDepartment] = useState<{ id: number; name: string } | null>(null);
  const state = useQuery({
    queryKey: ['setup'],
    queryFn: () => callAnonymously(endpoints.setup.state, {}),
    staleTime: Infinity,
  });
  if (department) return <MailStep department={department} />;
  if (state.isPending) {
    return (
      <SetupFrame title={t`Primer arranque`}>
        <Skeleton className="mt-5 h-60" />
      </SetupFrame>
    );
  }
  if (state.isError) {
    return (
      <SetupFrame title={t`Primer arranque`}>
        <ErrorState error={state.error} onRetry={() => void state.refetch()} />
      </SetupFrame>
    );
  }
  if (!state.data.needed) {
    return (
      <SetupFrame title={t`NoxDesk ya está configurado`}>
        <p className="text-14 text-text-muted mt-3">{t`Entra con tu cuenta para cambiar los ajustes.`}</p>
        <Link to="/login/" className="text-14 mt-5 underline">
          {t`Iniciar sesión`}
        </Link>
      </SetupFrame>
    );
  }
  return <BeginStep onDone={setDepartment} />;
}

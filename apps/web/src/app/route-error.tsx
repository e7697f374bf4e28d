import { useLingui } from '@lingui/react/macro';
import { isRouteErrorResponse, useRouteError } from 'react-router-dom';
import { Button } from '../components/ui/button.js';
import { ErrorState } from '../components/ui/states.js';
import { ApiError } from '../lib/api/index.js';
import { NotFound } from './not-found.js';

/** What stands where a screen could not: it was not found, could not be reached, or broke. */
export function RouteError() {
  const error = useRouteError();
  const { t } = useLingui();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  const retry = () => window.location.reload();
  if (error instanceof ApiError) return <ErrorState error={error} onRetry={retry} />;
  // A screen's own code is fetched like everything else.
  if (!navigator.onLine) return <ErrorState error={new ApiError('offline')} onRetry={retry} />;
  return (
    <main className="mx-auto flex max-w-96 flex-col items-start gap-2 px-4 py-16">
      <h1 className="text-14 font-semibold">{t`Esta pantalla ha fallado`}</h1>
      <p className="text-13 text-text-muted">
        {t`Puede que NoxDesk se haya actualizado mientras la tenías abierta. Lo que hayas escrito en un borrador sigue guardado.`}
      </p>
      <Button className="mt-2" onClick={retry}>
        {t`Recargar`}
      </Button>
    </main>
  );
}

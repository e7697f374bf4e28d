import type { Session } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../../components/ui/button.js';
import { ErrorState, FormError, Skeleton } from '../../../components/ui/states.js';
import { Time } from '../../../components/ui/time.js';
import { call, endpoints } from '../../../lib/api/index.js';
import { problemMessage } from '../../../lib/api/problem-message.js';

const KEY = ['me', 'sessions'];
const ownSecurity = endpoints.ownSecurity;

/** Where one is signed in; each place can be signed out from here. */
export function Sessions() {
  const { t, i18n } = useLingui();
  const client = useQueryClient();
  const query = useQuery({ queryKey: KEY, queryFn: ({ signal }) => call(ownSecurity.sessions, { signal }) });
  const end = useMutation({
    mutationFn: (id: string | null) =>
      id === null ? call(ownSecurity.endOtherSessions) : call(ownSecurity.endSession, { params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton className="h-24" />;
  const sessions = [...query.data].sort((a, b) => Number(b.current) - Number(a.current));
  return (
    <div className="flex flex-col gap-3">
      <ul className="border-line divide-line divide-y rounded-lg border">
        {sessions.map((session) => (
          <li key={session.id} className="flex items-center gap-3 px-4 py-3">
            <div className="min-w-0 flex-1">
              <p className="truncate font-medium">
                {programOf(session) ?? t`Dispositivo desconocido`}
                {session.current && (
                  <span className="text-12 text-accent ml-2 font-medium">{t`Esta sesión`}</span>
                )}
              </p>
              <p className="text-12 text-text-muted">
                {session.address || '–'} · <Time at={session.last_used_at} />
                {session.second_factor && <> · {t`con segundo factor`}</>}
              </p>
            </div>
            {!session.current && (
              <Button
                disabled={end.isPending}
                aria-label={t`Cerrar la sesión de ${programOf(session) ?? session.address}`}
                onClick={() => end.mutate(session.id)}
              >
                {t`Cerrar`}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <div>
          <Button variant="danger" busy={end.isPending} onClick={() => end.mutate(null)}>
            {t`Cerrar todas las demás`}
          </Button>
        </div>
      )}
      {end.error && <FormError>{i18n._(problemMessage(end.error))}</FormError>}
    </div>
  );
}

/** The browser and system of a session, as its program calls itself. */
function programOf({ user_agent: text }: Session): string | null {
  if (text === '') return null;
  const browser = (
    [
      ['Edge', /\bEdg\//],
      ['Firefox', /\bFirefox\//],
      ['Chrome', /Chrome\//],
      ['Safari', /\bSafari\//],
    ] as const
  ).find(([, pattern]) => pattern.test(text))?.[0];
  const system = (
    [
      ['iPhone', /iPhone/],
      ['iPad', /iPad/],
      ['Android', /Android/],
      ['Windows', /Windows/],
      ['macOS', /Mac OS X/],
      ['Linux', /Linux/],
    ] as const
  ).find(([, pattern]) => pattern.test(text))?.[0];
  return [browser, system].filter(Boolean).join(' · ') || text.slice(0, 60);
}

import { useLingui } from '@lingui/react/macro';
import { type FormEvent, useEffect, useState } from 'react';
import { type Location, useBlocker } from 'react-router-dom';
import { Button } from '../../components/ui/button.js';
import { Dialog } from '../../components/ui/dialog.js';

/** What a page goes on with after saving; leaving so loses nothing. */
export const SAVED = { saved: true } as const;
const isSaved = ({ state }: Location) => (state as Partial<typeof SAVED> | null)?.saved === true;

/** Asks before changes are lost: on the way to another page here, and by the browser on the way out. */
export function UnsavedGuard({ dirty }: { dirty: boolean }) {
  const { t } = useLingui();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty && currentLocation.pathname !== nextLocation.pathname && !isSaved(nextLocation),
  );
  useEffect(() => {
    if (!dirty) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [dirty]);
  if (blocker.state !== 'blocked') return null;
  return (
    <Dialog
      title={t`Hay cambios sin guardar`}
      onClose={blocker.reset}
      footer={
        <>
          <Button onClick={blocker.reset}>{t`Seguir editando`}</Button>
          <Button variant="danger" onClick={blocker.proceed}>
            {t`Descartar`}
          </Button>
        </>
      }
    >
      <p>{t`Si sales ahora, se pierde lo que has cambiado en esta página.`}</p>
    </Dialog>
  );
}

const contentOf = (form: HTMLFormElement) =>
  JSON.stringify([...new FormData(form)].map(([name, value]) => [name, String(value)]));

/** Whether a form of native fields holds something else than at first, or than was saved last. */
export function useFormChanges() {
  const [start, setStart] = useState<string | null>(null);
  const [now, setNow] = useState<string | null>(null);
  return {
    dirty: now !== null && now !== start,
    /** For the form itself. */
    watch: {
      ref: (form: HTMLFormElement | null) => {
        if (form && start === null) setStart(contentOf(form));
      },
      onInput: ({ currentTarget }: FormEvent<HTMLFormElement>) => setNow(contentOf(currentTarget)),
    },
    settle: () => setStart(now),
  };
}

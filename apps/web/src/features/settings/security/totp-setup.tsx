import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { Dialog } from '../../../components/ui/dialog.js';
import { TextField } from '../../../components/ui/field.js';
import { FormError, Skeleton } from '../../../components/ui/states.js';
import { call, endpoints } from '../../../lib/api/index.js';
import { fieldMessages, problemMessage } from '../../../lib/api/problem-message.js';

/** Sets an authenticator app up: its key as a QR code and as text, then its first code. */
export function TotpSetup({
  setup,
  onDone,
  onClose,
}: {
  setup: { secret: string; uri: string };
  onDone: (recoveryCodes: readonly string[]) => void;
  onClose: () => void;
}) {
  const { t, i18n } = useLingui();
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get('code'));
    setBusy(true);
    setError(null);
    try {
      const { recovery_codes: codes } = await call(endpoints.ownSecurity.confirmTotp, { body: { code } });
      onDone(codes);
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  }
  const atField = fieldMessages(error).code;
  return (
    <Dialog
      title={t`Aplicación de autenticación`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t`Cancelar`}</Button>
          <Button type="submit" form={id} variant="primary" busy={busy}>
            {t`Activar`}
          </Button>
        </>
      }
    >
      <div className="flex gap-5 max-sm:flex-col">
        <QrCode text={setup.uri} />
        <form id={id} onSubmit={(event) => void submit(event)} className="flex min-w-0 flex-1 flex-col gap-4">
          <p className="text-text-muted">{t`Escanea el código con tu aplicación de autenticación, o escribe en ella esta clave.`}</p>
          <TextField
            label={t`Clave`}
            readOnly
            value={setup.secret.match(/.{1,4}/g)?.join(' ') ?? ''}
            className="font-mono"
            onFocus={(event) => event.target.select()}
          />
          {/* Who does this on their phone cannot scan its own screen. */}
          <a href={setup.uri} className="text-accent hidden underline coarse:inline">
            {t`Abrir en la aplicación de este dispositivo`}
          </a>
          <TextField
            label={t`Código de seis cifras`}
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            autoFocus
            maxLength={9}
            error={atField}
          />
          {error !== null && !atField && <FormError>{i18n._(problemMessage(error))}</FormError>}
        </form>
      </div>
    </Dialog>
  );
}

function QrCode({ text }: { text: string }) {
  const { t } = useLingui();
  const { data } = useQuery({
    queryKey: ['qr-code', text],
    queryFn: async () => (await import('uqr')).encode(text, { border: 2 }),
    staleTime: Infinity,
    gcTime: 0,
  });
  if (!data) return <Skeleton className="size-44 shrink-0" />;
  const path = data.data
    .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('');
  // Dark on light in both themes: that is how cameras know it.
  return (
    <svg
      role="img"
      aria-label={t`Código QR con la clave`}
      viewBox={`0 0 ${data.size} ${data.size}`}
      shapeRendering="crispEdges"
      className="size-44 shrink-0 rounded-md bg-white"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}

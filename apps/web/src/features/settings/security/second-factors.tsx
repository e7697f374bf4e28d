import type { Passkey } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { KeyRound, Smartphone } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { ErrorState, FormError, Skeleton } from '../../../components/ui/states.js';
import { Time } from '../../../components/ui/time.js';
import { call, endpoints } from '../../../lib/api/index.js';
import { problemDetail, problemMessage } from '../../../lib/api/problem-message.js';
import { isDeclined, knowsPasskeys, makePasskey } from '../../../lib/passkeys.js';
import { notify } from '../../../lib/notices.js';
import { RecoveryCodes } from './recovery-codes.js';
import { TotpSetup } from './totp-setup.js';
import { useConfirmed } from './use-confirmed.js';
import { useOwnSecurity } from './use-own-security.js';

const ownSecurity = endpoints.ownSecurity;

/** One's second factors. @param onDone called once one was added and its recovery codes were seen */
export function SecondFactors({ onDone }: { onDone?: () => void }) {
  const { t, i18n } = useLingui();
  const { query, reload } = useOwnSecurity();
  const { confirmed, dialog } = useConfirmed();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [setup, setSetup] = useState<{ secret: string; uri: string } | null>(null);
  const [codes, setCodes] = useState<readonly string[]>([]);

  async function attempt(action: () => Promise<void>): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      await confirmed(action);
    } catch (caught) {
      if (!isDeclined(caught)) setError(caught);
    } finally {
      setBusy(false);
      void reload();
    }
  }
  function added(recoveryCodes: readonly string[]): void {
    setSetup(null);
    void reload();
    notify({ text: t`Segundo factor activado` });
    if (recoveryCodes.length > 0) setCodes(recoveryCodes);
    else onDone?.();
  }
  const beginTotp = () => attempt(async () => setSetup(await call(ownSecurity.beginTotp)));
  const removeTotp = () => attempt(() => call(ownSecurity.removeTotp) as Promise<void>);
  const addPasskey = () =>
    attempt(async () => {
      const { token, options } = await call(ownSecurity.passkeyOptions);
      const credential = await makePasskey(options);
      const name = nameOfThisDevice() ?? t`Clave de acceso`;
      added((await call(ownSecurity.addPasskey, { body: { token, credential, name } })).recovery_codes);
    });
  const removePasskey = ({ id }: Passkey) =>
    attempt(() => call(ownSecurity.removePasskey, { params: { id } }) as Promise<void>);
  const renewCodes = () =>
    attempt(async () => setCodes((await call(ownSecurity.renewRecoveryCodes)).recovery_codes));

  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton className="h-40" />;
  const { totp, passkeys, recovery_codes: left } = query.data;
  return (
    <div className="flex flex-col gap-3">
      <ul className="border-line divide-line divide-y rounded-lg border">
        <Row
          icon={<Smartphone aria-hidden className="size-5" strokeWidth={1.5} />}
          title={t`Aplicación de autenticación`}
          text={totp ? t`Activada` : t`Un código de seis cifras en tu teléfono.`}
        >
          {totp ? (
            <Button disabled={busy} onClick={() => void removeTotp()}>{t`Quitar`}</Button>
          ) : (
            <Button disabled={busy} onClick={() => void beginTotp()}>{t`Configurar`}</Button>
          )}
        </Row>
        <Row
          icon={<KeyRound aria-hidden className="size-5" strokeWidth={1.5} />}
          title={t`Claves de acceso`}
          text={
            knowsPasskeys()
              ? t`Entra con tu huella, tu cara o el PIN del dispositivo, sin contraseña.`
              : t`Este navegador no las conoce, o la página no va por https.`
          }
        >
          {knowsPasskeys() && <Button disabled={busy} onClick={() => void addPasskey()}>{t`Añadir`}</Button>}
        </Row>
        {passkeys.map((passkey) => (
          <Row
            key={passkey.id}
            title={passkey.name}
            text={
              passkey.last_used_at ? (
                <>
                  {t`Último uso`} <Time at={passkey.last_used_at} />
                </>
              ) : (
                t`Sin usar todavía`
              )
            }
          >
            <Button
              disabled={busy}
              aria-label={t`Quitar ${passkey.name}`}
              onClick={() => void removePasskey(passkey)}
            >
              {t`Quitar`}
            </Button>
          </Row>
        ))}
      </ul>
      {(totp || passkeys.length > 0) && (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="text-text-muted">{t`Códigos de recuperación que te quedan: ${left}`}</p>
          <Button disabled={busy} onClick={() => void renewCodes()}>{t`Crear códigos nuevos`}</Button>
        </div>
      )}
      {error !== null && <FormError>{problemDetail(error) ?? i18n._(problemMessage(error))}</FormError>}
      {dialog}
      {setup && <TotpSetup setup={setup} onDone={added} onClose={() => setSetup(null)} />}
      {codes.length > 0 && (
        <RecoveryCodes
          codes={codes}
          onClose={() => {
            setCodes([]);
            onDone?.();
          }}
        />
      )}
    </div>
  );
}

function Row({
  icon,
  title,
  text,
  children,
}: {
  icon?: ReactNode;
  title: string;
  text: ReactNode;
  children: ReactNode;
}) {
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <span className="text-text-muted w-5 shrink-0">{icon}</span>
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{title}</p>
        <p className="text-12 text-text-muted">{text}</p>
      </div>
      {children}
    </li>
  );
}

/** What a new passkey is called at first: the system that it is on. */
function nameOfThisDevice(): string | null {
  const system = /\b(iPhone|iPad|Android|Windows|Mac OS X|CrOS|Linux)\b/.exec(navigator.userAgent)?.[1];
  return system === 'Mac OS X' ? 'Mac' : system === 'CrOS' ? 'Chromebook' : (system ?? null);
}

import { useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { Button } from '../../../components/ui/button.js';
import { TextField } from '../../../components/ui/field.js';
import { FormError } from '../../../components/ui/states.js';
import { call, endpoints } from '../../../lib/api/index.js';
import { fieldMessages, problemMessage } from '../../../lib/api/problem-message.js';
import { isDeclined } from '../../../lib/passkeys.js';
import { notify } from '../../../lib/notices.js';
import { useMe } from '../../../lib/session.js';
import { useConfirmed } from './use-confirmed.js';
import { useOwnSecurity } from './use-own-security.js';

/** A new password, or a first one for whoever signs in another way. */
export function PasswordForm() {
  const { t, i18n } = useLingui();
  const me = useMe();
  const { query, reload } = useOwnSecurity();
  const { confirmed, dialog } = useConfirmed();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const fields = fieldMessages(error);
  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const current = given.get('current_password');
    const body = {
      password: String(given.get('password')),
      ...(current !== null && { current_password: String(current) }),
    };
    setBusy(true);
    setError(null);
    try {
      await confirmed(() => call(endpoints.ownSecurity.changePassword, { body }));
      form.reset();
      notify({ text: t`Contraseña cambiada. Las demás sesiones se han cerrado.` });
      void reload();
    } catch (caught) {
      if (!isDeclined(caught)) setError(caught);
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <form onSubmit={(event) => void submit(event)} className="flex max-w-120 flex-col gap-4">
        <input type="hidden" name="username" autoComplete="username" value={me.email} readOnly />
        {query.data?.password && (
          <TextField
            label={t`Contraseña actual`}
            name="current_password"
            type="password"
            autoComplete="current-password"
            required
            error={fields.current_password}
          />
        )}
        <TextField
          label={t`Contraseña nueva`}
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={8}
          hint={t`Al menos 8 caracteres.`}
          error={fields.password}
        />
        {error !== null && Object.keys(fields).length === 0 && (
          <FormError>{i18n._(problemMessage(error))}</FormError>
        )}
        <div>
          <Button type="submit" busy={busy} disabled={!query.data}>
            {t`Cambiar contraseña`}
          </Button>
        </div>
      </form>
      {dialog}
    </>
  );
}

import type { MailAccount, MailTestResult } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/ui/button.js';
import { SelectField, TextField } from '../../components/ui/field.js';
import { FormError } from '../../components/ui/states.js';
import { call, endpoints } from '../../lib/api/index.js';
import { fieldMessages, problemMessage } from '../../lib/api/problem-message.js';
import { SetupFrame } from './setup-frame.js';
import { TestMail } from './test-mail.js';

type Tls = 'tls' | 'starttls' | 'none';
const PORTS = { imap: { tls: 993, starttls: 143, none: 143 }, smtp: { tls: 465, starttls: 587, none: 25 } };

/** The mailbox of the first department; it can wait. */
export function MailStep({ department }: { department: { id: number; name: string } }) {
  const { t, i18n } = useLingui();
  const [account, setAccount] = useState<MailAccount | null>(null);
  const save = useMutation({
    mutationFn: async (body: ReturnType<typeof bodyOf>) => {
      // Another try changes what the first one made.
      const saved = account
        ? await call(endpoints.mailAccounts.change, { params: { id: account.id }, body })
        : await call(endpoints.mailAccounts.create, { body: { ...body, enabled: true } });
      setAccount(saved);
      return call(endpoints.mailAccounts.test, { params: { id: saved.id } });
    },
  });
  const fields = fieldMessages(save.error);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(bodyOf(new FormData(event.currentTarget), department.id));
  };
  return (
    <SetupFrame title={t`El buzón de ${department.name}`} step={t`Paso 2 de 2`}>
      <p className="text-14 text-text-muted mt-2">
        {t`Cada correo que llegue abrirá un ticket. Si prefieres hacerlo más tarde, está en Ajustes.`}
      </p>
      <form onSubmit={submit} className="mt-6 flex flex-col gap-4">
        <TextField big label={t`Dirección`} name="address" type="email" required error={fields.address} />
        <TextField
          big
          label={t`Usuario del buzón`}
          name="username"
          autoComplete="off"
          hint={t`Si es distinto de la dirección.`}
          error={fields.username}
        />
        <TextField
          big
          label={t`Contraseña del buzón`}
          name="password"
          type="password"
          autoComplete="off"
          required
          error={fields.password}
        />
        <Server name="imap" title={t`Entrada (IMAP)`} errors={fields} />
        <Server name="smtp" title={t`Salida (SMTP)`} errors={fields} />
        {save.error && <FormError>{i18n._(problemMessage(save.error))}</FormError>}
        {save.data && !save.isPending && <Outcome result={save.data} />}
        <div className="mt-2 flex flex-wrap gap-3">
          <Button
            type="submit"
            variant={save.data?.ok ? 'secondary' : 'primary'}
            size="large"
            busy={save.isPending}
          >
            {t`Guardar y probar`}
          </Button>
          {!save.data?.ok && (
            <Button size="large" onClick={leave}>
              {t`Más tarde`}
            </Button>
          )}
        </div>
      </form>
      {account && save.data?.ok && <TestMail account={account} onDone={leave} />}
    </SetupFrame>
  );
}

/** A page load of its own: from here on somebody is signed in. */
const leave = () => window.location.replace(import.meta.env.BASE_URL);

function bodyOf(form: FormData, department: number) {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const server = (name: string) => ({
    host: text(`${name}.host`),
    port: Number(text(`${name}.port`)),
    tls: text(`${name}.tls`) as Tls,
  });
  const address = text('address');
  const username = text('username') || address;
  const password = String(form.get('password') ?? '');
  return {
    ...{ department, address, protocol: 'imap' as const, username, password, ...server('imap') },
    smtp: { ...server('smtp'), username, password },
  };
}

function Server({
  name,
  title,
  errors,
}: {
  name: 'imap' | 'smtp';
  title: string;
  errors: Readonly<Record<string, string | undefined>>;
}) {
  const { t } = useLingui();
  const [tls, setTls] = useState<Tls>(name === 'imap' ? 'tls' : 'starttls');
  const prefix = name === 'imap' ? '' : 'smtp.';
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="text-14 mb-3 font-semibold">{title}</legend>
      <TextField big label={t`Servidor`} name={`${name}.host`} required error={errors[`${prefix}host`]} />
      <div className="grid grid-cols-2 gap-3">
        <SelectField
          big
          label={t`Cifrado`}
          name={`${name}.tls`}
          value={tls}
          onChange={(event) => setTls(event.target.value as Tls)}
          error={errors[`${prefix}tls`]}
        >
          <option value="tls">TLS</option>
          <option value="starttls">STARTTLS</option>
          <option value="none">{t`Ninguno`}</option>
        </SelectField>
        <TextField
          big
          key={tls}
          label={t`Puerto`}
          name={`${name}.port`}
          type="number"
          min={1}
          max={65_535}
          defaultValue={String(PORTS[name][tls])}
          required
          error={errors[`${prefix}port`]}
        />
      </div>
    </fieldset>
  );
}

function Outcome({ result }: { result: MailTestResult }) {
  const { t } = useLingui();
  const lines = [
    { name: t`Entrada`, ...result.incoming },
    ...(result.outgoing ? [{ name: t`Salida`, ...result.outgoing }] : []),
  ];
  return (
    <ul role="status" className="text-13 flex flex-col gap-1">
      {lines.map(({ name, ok, message, code }) => (
        <li key={name} className={ok ? 'text-success' : 'text-danger'}>
          {name}: {ok ? t`funciona` : (message ?? code)}
        </li>
      ))}
    </ul>
  );
}

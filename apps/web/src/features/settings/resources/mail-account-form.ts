import type { MailAccount } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import type { FieldSpec, Option, Values } from '../resource/types.js';

/** The words of the form, translated where they are written. */
export function useAccountWords() {
  const { t } = useLingui();
  return {
    department: t`Departamento`,
    address: t`Dirección`,
    protocol: t`Protocolo`,
    host: t`Servidor`,
    port: t`Puerto`,
    tls: t`Cifrado`,
    tlsNone: t`Sin cifrar`,
    ca: t`Certificado propio (PEM)`,
    auth: t`Acceso`,
    password: t`Contraseña`,
    keepPassword: t`Déjala vacía para no cambiarla.`,
    username: t`Usuario`,
    clientId: t`Id. de cliente OAuth`,
    clientSecret: t`Secreto de cliente OAuth`,
    secretExpires: t`El secreto caduca el`,
    secretExpiresHint: t`Avisamos a los administradores 30, 7 y 1 días antes.`,
    application: t`Sin autorizar la cuenta, la aplicación accede por sí misma: así se leen los buzones compartidos de Microsoft 365.`,
    authorizeUrl: t`Dirección de autorización`,
    tokenUrl: t`Dirección de tokens`,
    scopes: t`Permisos (scopes)`,
    preset: t`Vacío: la del proveedor.`,
    maxMegabytes: t`Tamaño máximo de un correo (MB)`,
    maxHint: t`Lo que pase de ahí se anota y se deja en el servidor. Vacío: el límite de la instalación.`,
    alertAfter: t`Avisar si no se lee en (minutos)`,
    smtpRate: t`Correos por minuto, como mucho`,
    folder: t`Carpeta`,
    poll: t`Mirar cada (segundos)`,
    after: t`Tras importar`,
    seen: t`Marcar como leído`,
    remove: t`Eliminar del servidor`,
    move: t`Mover a una carpeta`,
    moveTo: t`Carpeta de destino`,
    receipts: t`Acuse de recibo`,
    people: t`Solo a personas`,
    always: t`A todo correo`,
    smtp: t`Enviar con un servidor propio`,
    smtpHint: t`Si no, sale por el servidor general.`,
    smtpHost: t`Servidor de salida`,
    smtpPort: t`Puerto de salida`,
    smtpTls: t`Cifrado de salida`,
    smtpUser: t`Usuario de salida`,
    smtpPassword: t`Contraseña de salida`,
    enabled: t`Activa`,
  };
}
type Words = ReturnType<typeof useAccountWords>;

export function accountFields(
  values: Values,
  account: MailAccount | null,
  departments: readonly Option[],
  w: Words,
): FieldSpec[] {
  const tls: Option[] = [
    { value: 'tls', label: 'TLS' },
    { value: 'starttls', label: 'STARTTLS' },
    { value: 'none', label: w.tlsNone },
  ];
  const keep = account ? w.keepPassword : undefined;
  const text = (name: string, label: string, more: Partial<FieldSpec> = {}): FieldSpec => ({
    name,
    label,
    kind: 'text',
    required: true,
    ...more,
  });
  const port = (name: string, label: string) => text(name, label, { kind: 'number', min: 1, max: 65_535 });
  const choice = (name: string, label: string, options: readonly Option[]): FieldSpec => ({
    name,
    label,
    kind: 'select',
    options,
  });
  return [
    { ...choice('department', w.department, [{ value: '', label: '–' }, ...departments]), required: true },
    text('address', w.address, { kind: 'email' }),
    choice('protocol', w.protocol, [
      { value: 'imap', label: 'IMAP' },
      { value: 'pop3', label: 'POP3' },
    ]),
    text('host', w.host),
    port('port', w.port),
    choice('tls', w.tls, tls),
    ...(values.tls === 'none' ? [] : [text('tls_ca', w.ca, { kind: 'textarea', required: false })]),
    choice('auth', w.auth, [
      { value: 'password', label: w.password },
      { value: 'microsoft', label: 'OAuth2 Microsoft 365' },
      { value: 'google', label: 'OAuth2 Google' },
    ]),
    text('username', w.username),
    ...(values.auth === 'password'
      ? [text('password', w.password, { kind: 'password', required: !account, hint: keep })]
      : [
          text('client_id', w.clientId),
          text('client_secret', w.clientSecret, {
            kind: 'password',
            required: false,
            hint: keep ?? (values.auth === 'microsoft' ? w.application : undefined),
          }),
          text('secret_expires', w.secretExpires, {
            kind: 'date',
            required: false,
            hint: w.secretExpiresHint,
          }),
          text('authorize_url', w.authorizeUrl, { kind: 'url', required: false, hint: w.preset }),
          text('token_url', w.tokenUrl, { kind: 'url', required: false, hint: w.preset }),
          text('scopes', w.scopes, { required: false, hint: w.preset }),
        ]),
    ...(values.protocol === 'imap' ? [text('folder', w.folder)] : []),
    text('poll_seconds', w.poll, { kind: 'number', min: 1, max: 86_400 }),
    text('alert_after_minutes', w.alertAfter, { kind: 'number', min: 1, max: 10_080 }),
    text('max_megabytes', w.maxMegabytes, {
      kind: 'number',
      min: 1,
      max: 512,
      required: false,
      hint: w.maxHint,
    }),
    choice('after', w.after, [
      { value: 'seen', label: w.seen },
      { value: 'delete', label: w.remove },
      { value: 'move', label: w.move },
    ]),
    ...(values.after === 'move' ? [text('move_to', w.moveTo)] : []),
    choice('receipts', w.receipts, [
      { value: 'people', label: w.people },
      { value: 'always', label: w.always },
    ]),
    { name: 'own_smtp', label: w.smtp, kind: 'checkbox', hint: w.smtpHint },
    ...(values.own_smtp
      ? [
          text('smtp_host', w.smtpHost),
          port('smtp_port', w.smtpPort),
          choice('smtp_tls', w.smtpTls, tls),
          text('smtp_username', w.smtpUser, { required: false }),
          text('smtp_password', w.smtpPassword, { kind: 'password', required: false, hint: keep }),
          text('smtp_rate', w.smtpRate, { kind: 'number', min: 1, max: 10_000, required: false }),
        ]
      : []),
    { name: 'enabled', label: w.enabled, kind: 'checkbox' },
  ];
}

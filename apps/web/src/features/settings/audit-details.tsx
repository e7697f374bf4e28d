import type { AuditEntry } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useRoleOptions } from './options.js';

/** What was changed, in the words of the screens; what they have no word for stands as the API calls it. */
export function AuditDetails({ entry }: { entry: AuditEntry }) {
  const { t } = useLingui();
  const names = useFieldNames();
  const words = useValueWords();
  const { fields = [], ...values } = entry.details as { fields?: string[] } & Record<string, unknown>;
  const told = Object.entries(values).filter(([, value]) => value !== null && value !== '');
  const only = fields.filter((name) => !(name in values));
  if (!entry.target && told.length + only.length === 0) return null;
  return (
    <span className="text-12 text-text-muted mt-0.5 block [overflow-wrap:anywhere]">
      {told.map(([name, value]) => (
        <span key={name} className="mr-3 inline-block">
          {names[name] ?? name}: <span className="text-text">{words(value)}</span>
        </span>
      ))}
      {only.length > 0 && (
        <span className="mr-3 inline-block">
          {t`También`}: {only.map((name) => names[name] ?? name).join(', ')}
        </span>
      )}
      {entry.target && <span className="inline-block font-mono opacity-80">{entry.target}</span>}
    </span>
  );
}

function useFieldNames(): Record<string, string> {
  const { t } = useLingui();
  return {
    method: t`Con`,
    address: t`Dirección`,
    second_factor: t`Segundo factor`,
    reason: t`Motivo`,
    role: t`Rol`,
    active: t`Cuenta activa`,
    can_access_ticketing: t`Puede usar los tickets`,
    scopes: t`Alcance`,
    departments: t`Departamentos`,
    members: t`Miembros`,
    organization: t`Organización`,
    plan: t`Plan`,
    name: t`Nombre`,
    email: t`Correo electrónico`,
    password: t`Contraseña`,
    locale: t`Idioma`,
    slug: t`Nombre corto`,
    shared_tickets: t`Comparten tickets`,
    enabled: t`Activo`,
    is_default: t`Predeterminada`,
    expires_at: t`Caduca`,
    department: t`Departamento`,
    targets: t`Plazos`,
    calendar: t`Horario`,
    warnings: t`Avisos`,
    escalations: t`Escalado`,
    url: t`Dirección`,
    events: t`Eventos`,
    reopen_days: t`Días para reabrir un ticket cerrado`,
    auto_close_days: t`Días hasta cerrar un ticket resuelto`,
    attachment_types: t`Tipos de archivo aceptados`,
    attachment_max_bytes: t`Tamaño máximo de un archivo`,
    attachment_max_files: t`Archivos por mensaje`,
    mail_flood_limit: t`Tickets por hora y remitente de correo`,
    strip_picture_metadata: t`Quitar lugar, fecha y cámara de las imágenes recibidas`,
    second_factor_roles: t`Exigir un segundo factor a`,
    action: t`Qué`,
    actor: t`Quién`,
    after: t`Desde`,
    before: t`Hasta`,
  };
}

function useValueWords(): (value: unknown) => string {
  const { t } = useLingui();
  const roles = useRoleOptions();
  const known: Record<string, string> = {
    ...Object.fromEntries(roles.map(({ value, label }) => [value, label])),
    password: t`contraseña`,
    passkey: t`clave de acceso`,
    link: t`enlace por correo`,
    totp: t`aplicación de autenticación`,
    recovery_code: t`código de recuperación`,
    provider: t`proveedor de identidad`,
  };
  const wordOf = (value: unknown): string => {
    if (typeof value === 'boolean') return value ? t`Sí` : t`No`;
    if (Array.isArray(value)) return value.length === 0 ? t`Nada` : value.map(wordOf).join(', ');
    if (typeof value === 'object' && value !== null) return JSON.stringify(value);
    return known[String(value)] ?? String(value);
  };
  return wordOf;
}

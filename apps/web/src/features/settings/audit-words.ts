import { useLingui } from '@lingui/react/macro';

interface AuditWords {
  /** What the filter offers: an action, or the beginning of some. */
  groups: { value: string; label: string }[];
  /** An action in words; one that is not known here stands as its code. */
  nameOf: (action: string) => string;
}

/** Actions are the ids of routes: what, then what was done with it. */
export function useAuditWords(): AuditWords {
  const { t } = useLingui();
  const whole: Record<string, string> = {
    'sign-in': t`Inicio de sesión`,
    'sign-in.failed': t`Inicio de sesión fallido`,
    setup: t`Primer arranque`,
    'settings.change': t`Reglas: cambio`,
    'audit.export': t`Auditoría: exportación`,
    'mail-ledger.raw': t`Correo entrante: original descargado`,
    'privacy.exports.create': t`Datos: exportación pedida`,
    'privacy.exports.download': t`Datos: exportación descargada`,
    'privacy.exports.remove': t`Datos: exportación borrada`,
    'privacy.erasures.create': t`Datos: borrado de una persona`,
    'privacy.retention.change': t`Datos: plazo cambiado`,
    'privacy.retention.run': t`Datos: plazo aplicado`,
  };
  const things: Record<string, string> = {
    users: t`Usuarios`,
    departments: t`Departamentos`,
    organizations: t`Organizaciones`,
    plans: t`Planes`,
    'sla-policies': t`Políticas de SLA`,
    'api-tokens': t`Tokens de API`,
    'mail-accounts': t`Cuentas de correo`,
    webhooks: t`Webhooks`,
    security: t`Seguridad`,
    'identity-providers': t`Proveedores de identidad`,
    'trusted-issuers': t`Emisores de confianza`,
  };
  const deeds: Record<string, string> = {
    create: t`alta`,
    change: t`cambio`,
    remove: t`baja`,
    invite: t`invitación`,
  };
  return {
    groups: [
      { value: 'sign-in', label: t`Inicios de sesión` },
      { value: 'sign-in.failed', label: t`Inicios de sesión fallidos` },
      { value: 'settings.', label: t`Reglas` },
      ...Object.entries(things).map(([name, label]) => ({ value: `${name}.`, label })),
      { value: 'privacy.', label: t`Datos y privacidad` },
    ],
    nameOf: (action) => {
      if (whole[action]) return whole[action];
      const [thing = '', deed = ''] = action.split('.');
      return things[thing] && deeds[deed] ? `${things[thing]}: ${deeds[deed]}` : action;
    },
  };
}

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
    'sign-out': t`Cierre de sesión`,
    'session.ended': t`Sesión cerrada por su titular`,
    'session.ended-others': t`Demás sesiones cerradas por su titular`,
    setup: t`Primer arranque`,
    'api-token.first-use': t`Token de API: primer uso`,
    'api-token.new-address': t`Token de API: uso desde otra red`,
    'api-token.many-addresses': t`Token de API: uso desde muchas redes`,
    'api-token.refused': t`Token de API: uso rechazado`,
    'session.token-reused': t`Sesión cerrada: token usado dos veces`,
    'settings.change': t`Reglas: cambio`,
    'audit.export': t`Auditoría: exportación`,
    'audit.redacted': t`Auditoría: datos de una persona retirados`,
    'sla.compliance.export': t`SLA: informe exportado`,
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
      { value: 'api-token.', label: t`Uso de tokens de API` },
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

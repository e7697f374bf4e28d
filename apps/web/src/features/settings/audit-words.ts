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
    'password.changed': t`Contraseña cambiada`,
    'password.reset': t`Contraseña elegida por un enlace`,
    'security.totp_on': t`Aplicación de autenticación configurada`,
    'security.totp_off': t`Aplicación de autenticación retirada`,
    'security.passkey_added': t`Clave de acceso añadida`,
    'security.passkey_removed': t`Clave de acceso retirada`,
    'security.recovery_codes': t`Códigos de recuperación nuevos`,
    'users.second-factor.reset': t`Segundo factor de un usuario retirado`,
    'identity.created': t`Cuenta creada por un proveedor o emisor`,
    'identity.linked': t`Cuenta enlazada a un proveedor o emisor`,
    'attachments.locked': t`Archivo bloqueado por el antivirus`,
    'mail-ledger.retry': t`Correo entrante: reintento`,
    'mail-ledger.open-ticket': t`Correo entrante: ticket abierto`,
    'mail-ledger.discard': t`Correo entrante: descartado`,
    'outbox.resend': t`Correo saliente: reenvío`,
    'sla-policies.apply': t`Políticas de SLA: aplicada a lo abierto`,
    'appearance.change': t`Apariencia: cambio`,
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
    'canned-replies': t`Respuestas guardadas`,
    macros: t`Macros`,
    tags: t`Etiquetas`,
    'mail-templates': t`Plantillas`,
    security: t`Seguridad`,
    'identity-providers': t`Proveedores de identidad`,
    'trusted-issuers': t`Emisores de confianza`,
  };
  const deeds: Record<string, string> = {
    create: t`alta`,
    change: t`cambio`,
    remove: t`baja`,
    invite: t`invitación`,
    test: t`prueba`,
    'test-mail': t`correo de prueba`,
    fetch: t`recogida`,
    authorize: t`autorización`,
    replay: t`reenvío`,
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

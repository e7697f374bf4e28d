import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** Why a file was withheld, or a mail waits or was not sent: stable codes of the server in words. */
const REASONS: Record<string, MessageDescriptor> = {
  file_type: msg`tipo no aceptado`,
  file_content: msg`su contenido no es lo que dice su nombre`,
  file_bomb: msg`ocuparía demasiado al abrirlo`,
  file_too_large: msg`demasiado grande`,
  no_smtp: msg`no hay un servidor de salida`,
  too_large: msg`demasiado grande`,
  flood: msg`demasiados correos seguidos del mismo remitente`,
  loop: msg`respuestas automáticas que se responden entre sí`,
  sender_not_allowed: msg`el remitente no tiene acceso a los tickets`,
  sender_inactive: msg`la cuenta del remitente está desactivada`,
  agent_without_token: msg`lo envía un agente sin la dirección firmada para él`,
  ticket_closed: msg`el ticket estaba cerrado`,
  duplicate: msg`es el mismo correo que otro ya recibido`,
  auto_reply: msg`respuesta automática`,
  report: msg`informe automático`,
  bounce: msg`aviso de devolución`,
  delivery_delayed: msg`aviso de retraso en la entrega`,
  delivery_confirmed: msg`aviso de que el correo llegó`,
  refused_recipient: msg`rechazado: ese buzón no existe aquí`,
  refused_size: msg`rechazado: demasiado grande`,
  refetch: msg`se descargará del buzón de nuevo`,
  no_longer_there: msg`era demasiado grande y ya no está en el buzón`,
  own_mail: msg`un correo nuestro`,
  discarded: msg`descartado`,
  no_sender: msg`no dice quién lo envía`,
  own_address: msg`viene de uno de nuestros buzones`,
  processing_failed: msg`algo falló al procesarlo`,
  parse_timeout: msg`se tardaba demasiado en leerlo`,
  parse_crashed: msg`no se pudo leer`,
  token_refused: msg`el proveedor ya no acepta la autorización`,
  not_authorized: msg`la cuenta aún no está autorizada en el proveedor`,
  folder_missing: msg`la carpeta no existe en el buzón`,
  unconfirmed: msg`el servidor lo recibió entero, pero no llegó a confirmarlo`,
  address_bounced: msg`esa dirección no existe, según una devolución anterior`,
  internal: msg`algo falló en este servidor`,
  name_not_found: msg`no se encuentra el servidor`,
  address_not_allowed: msg`no está permitido conectar con esa dirección`,
  connection_refused: msg`el servidor rechaza la conexión`,
  unreachable: msg`no se puede llegar al servidor`,
  timeout: msg`el servidor no respondió a tiempo`,
  connection_lost: msg`el servidor cortó la conexión`,
  certificate: msg`el certificado del servidor no es de confianza`,
  tls_failed: msg`no se pudo cifrar la conexión`,
  credentials: msg`el servidor no acepta el usuario o la contraseña`,
  temporary: msg`el servidor no puede ahora`,
  refused: msg`el receptor rechaza la conexión`,
  connect_timeout: msg`no se pudo conectar a tiempo`,
  tls: msg`no se pudo cifrar la conexión`,
  redirect: msg`el receptor manda a otra dirección`,
  disabled: msg`el webhook estaba desactivado`,
  protocol: msg`el servidor respondió algo inesperado`,
  rejected: msg`el servidor rechazó el correo`,
  recipient_rejected: msg`el servidor no acepta la dirección del destinatario`,
};

/** A reason in words; one that is not known here stands as it came, which may be another server's own text. */
export const reasonText = (reason: string, translate: (descriptor: MessageDescriptor) => string): string => {
  const [, code = '', detail = ''] = /^([a-z_]+)(?:: (.+))?$/s.exec(reason) ?? [];
  const known = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
  if (!known) return reason;
  return detail ? `${translate(known)} (${detail})` : translate(known);
};

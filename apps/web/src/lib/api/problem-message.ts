import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { type ApiErrorCode, ApiError } from './problem.js';

const MESSAGES: Record<ApiErrorCode, MessageDescriptor> = {
  offline: msg`No hay conexión con el servidor. Comprueba tu red y prueba otra vez.`,
  cancelled: msg`Se ha cancelado.`,
  malformed_request: msg`El servidor no ha entendido la petición. Recarga la página y prueba otra vez.`,
  unauthenticated: msg`Tu sesión ha terminado. Inicia sesión de nuevo.`,
  invalid_credentials: msg`El correo o la contraseña no son correctos.`,
  second_factor_required: msg`Falta el segundo paso para entrar.`,
  forbidden: msg`No tienes permiso para hacer esto.`,
  ticketing_not_allowed: msg`Tu cuenta no tiene acceso a los tickets. Contacta con tu administrador.`,
  scope_missing: msg`Este token no permite hacer esto.`,
  enrolment_required: msg`Antes tienes que activar la verificación en dos pasos.`,
  confirmation_required: msg`Confirma primero que eres tú.`,
  sign_in_refused: msg`Tu proveedor de identidad te conoce, pero aquí no puedes entrar. Habla con tu administrador.`,
  provider_failed: msg`El proveedor de identidad no ha respondido como debe. Prueba otra vez más tarde.`,
  field_not_allowed: msg`No puedes cambiar ese campo.`,
  message_type_not_allowed: msg`No puedes escribir ese tipo de mensaje.`,
  not_found: msg`Ya no existe, o no puedes verlo.`,
  method_not_allowed: msg`El servidor no permite esta operación.`,
  not_acceptable: msg`El servidor no puede responder en ese formato.`,
  request_timeout: msg`La petición ha tardado demasiado. Prueba otra vez.`,
  transition_not_allowed: msg`El ticket no puede pasar a ese estado desde el actual.`,
  conflict: msg`Ya existe otro con ese valor.`,
  in_use: msg`No se puede eliminar porque se está usando.`,
  file_being_checked: msg`El archivo se está comprobando. Espera un momento.`,
  file_locked: msg`El antivirus no deja pasar este archivo.`,
  request_in_progress: msg`Ya se está enviando. Espera un momento.`,
  precondition_failed: msg`Alguien ha cambiado este ticket mientras tanto. Revisa los cambios y vuelve a intentarlo.`,
  too_large: msg`Es demasiado grande.`,
  too_many_files: msg`Son demasiados archivos para un mensaje.`,
  range_not_satisfiable: msg`El servidor no puede dar esa parte del archivo.`,
  unsupported_media_type: msg`El servidor no acepta ese formato.`,
  file_type_not_allowed: msg`Ese tipo de archivo no se acepta.`,
  invalid_input: msg`Revisa los campos señalados.`,
  tenant_required: msg`Indica la organización en la que quieres entrar.`,
  idempotency_key_reused: msg`Este envío ya se hizo con otro contenido. Recarga la página.`,
  rate_limited: msg`Demasiados intentos seguidos. Espera un poco y prueba otra vez.`,
  internal: msg`Ha fallado algo en el servidor. Prueba otra vez; si sigue igual, avisa a tu administrador.`,
  unavailable: msg`El servidor no está disponible ahora mismo. Prueba otra vez en un momento.`,
};

/** What to tell a person about anything that was thrown. */
export function problemMessage(error: unknown): MessageDescriptor {
  return MESSAGES[error instanceof ApiError ? error.code : 'internal'] ?? MESSAGES.internal;
}

/** Codes whose server text names what exactly was refused (a file, a name) and so says more than ours. */
const SPECIFIC: ReadonlySet<string> = new Set(['file_type_not_allowed', 'too_large', 'too_many_files']);

/** The server's own words where they name the thing that was refused. They are in the user's language. */
export function problemDetail(error: unknown): string | null {
  if (!(error instanceof ApiError)) return null;
  const [first] = error.errors;
  return SPECIFIC.has(error.code) ? (first?.message ?? error.message) : null;
}

/** The messages of a refusal by field; a path (`messages.0.body`) counts as its last name too. */
export function fieldMessages(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  const messages: Record<string, string> = {};
  for (const { field, message } of error.errors) {
    messages[field] ??= message;
    messages[field.split('.').at(-1) ?? field] ??= message;
  }
  return messages;
}

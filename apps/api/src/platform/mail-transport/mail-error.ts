import type { Locale } from '@noxdesk/contracts';
import { EgressError } from '../egress/egress-guard.js';

/** What can go wrong between us and a mail server, in words that are no provider's own. */
export const MAIL_ERRORS = {
  name_not_found: {
    es: 'No se encuentra el servidor: revisa el nombre',
    en: 'The server was not found: check its name',
  },
  address_not_allowed: {
    es: 'No está permitido conectar con esa dirección de red',
    en: 'Connecting to that network address is not allowed',
  },
  connection_refused: {
    es: 'El servidor rechaza la conexión: revisa el puerto',
    en: 'The server refuses the connection: check the port',
  },
  unreachable: { es: 'No se puede llegar al servidor', en: 'The server cannot be reached' },
  timeout: { es: 'El servidor no respondió a tiempo', en: 'The server did not answer in time' },
  connection_lost: {
    es: 'El servidor cortó la conexión',
    en: 'The server closed the connection',
  },
  certificate: {
    es: 'El certificado del servidor no es de confianza o no corresponde a su nombre',
    en: 'The certificate of the server is not trusted or is not for its name',
  },
  tls_failed: {
    es: 'No se pudo establecer una conexión cifrada: revisa el modo TLS y el puerto',
    en: 'No encrypted connection could be made: check the TLS mode and the port',
  },
  credentials: {
    es: 'El servidor no acepta el usuario o la contraseña',
    en: 'The server does not accept the user name or the password',
  },
  token_refused: {
    es: 'El proveedor ya no acepta la autorización: hay que volver a conectar la cuenta',
    en: 'The provider no longer accepts the authorization: the account must be connected again',
  },
  not_authorized: {
    es: 'La cuenta aún no está autorizada en el proveedor',
    en: 'The account has not been authorized with its provider yet',
  },
  folder_missing: { es: 'La carpeta no existe en el buzón', en: 'The folder does not exist in the mailbox' },
  mailbox_in_use: {
    es: 'Otro programa tiene el buzón abierto',
    en: 'Another program has the mailbox open',
  },
  temporary: {
    es: 'El servidor no puede ahora; se reintentará',
    en: 'The server cannot do it now; it will be tried again',
  },
  rejected: { es: 'El servidor rechazó el correo', en: 'The server refused the mail' },
  recipient_rejected: {
    es: 'El servidor no acepta la dirección del destinatario',
    en: 'The server does not accept the address of the recipient',
  },
  internal: {
    es: 'Algo falló en este servidor; se reintentará',
    en: 'Something failed on this server; it will be tried again',
  },
  protocol: { es: 'El servidor respondió algo inesperado', en: 'The server answered something unexpected' },
} as const satisfies Record<string, Record<Locale, string>>;

export type MailErrorCode = keyof typeof MAIL_ERRORS;

export const isMailErrorCode = (code: string): code is MailErrorCode => Object.hasOwn(MAIL_ERRORS, code);

export const mailErrorText = (code: string, locale: Locale): string =>
  MAIL_ERRORS[isMailErrorCode(code) ? code : 'protocol'][locale];

/** An error of a mail server or the way to it. Drivers throw nothing else for reasons outside of us. */
export class MailError extends Error {
  /**
   * @param detail what the server said, one line; for admins and logs
   * @param permanent asking again without changing anything is of no use
   */
  constructor(
    readonly code: MailErrorCode,
    readonly detail = '',
    readonly permanent = false,
  ) {
    super(detail === '' ? code : `${code}: ${detail}`);
  }
}

/** All of a mail went to its server, and no answer came: it may have arrived, or not. */
export class UnansweredError extends MailError {
  constructor(detail = '') {
    super('connection_lost', detail);
  }
}

const SOCKET_CODES: Record<string, MailErrorCode> = {
  ENOTFOUND: 'name_not_found',
  EAI_AGAIN: 'name_not_found',
  EDNS: 'name_not_found',
  ECONNREFUSED: 'connection_refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ETIMEDOUT: 'timeout',
  ETIMEOUT: 'timeout',
  ECONNRESET: 'connection_lost',
  EPIPE: 'connection_lost',
};

const CERTIFICATE =
  /^(?:CERT_|ERR_TLS_CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|CRL_|INVALID_CA)|_IN_CERT/;

/** Reads errors of sockets and TLS, which every driver meets; undefined for others. */
export function socketError(error: unknown): MailError | undefined {
  if (error instanceof MailError) return error;
  if (error instanceof EgressError) return new MailError(error.code);
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (CERTIFICATE.test(code) || /certificate|self.signed|altnames/i.test(message)) {
    return new MailError('certificate', oneLine(message));
  }
  if (Object.hasOwn(SOCKET_CODES, code)) return new MailError(SOCKET_CODES[code]!, oneLine(message));
  if (/^(?:ERR_SSL_|ERR_TLS_|EPROTO)/.test(code)) return new MailError('tls_failed', oneLine(message));
  return undefined;
}

export const oneLine = (text: unknown): string =>
  String(text ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);

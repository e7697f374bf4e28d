import type { ImapFlowError } from 'imapflow';
import { type MailErrorCode, MailError, oneLine, socketError } from './mail-error.js';

const BY_CODE: Record<string, MailErrorCode> = {
  CONNECT_TIMEOUT: 'timeout',
  GREETING_TIMEOUT: 'timeout',
  UPGRADE_TIMEOUT: 'tls_failed',
  NoConnection: 'connection_lost',
  EConnectionClosed: 'connection_lost',
  StateLogout: 'connection_lost',
  ClosedAfterConnectText: 'connection_lost',
  ClosedAfterConnectTLS: 'tls_failed',
  STARTTLS_INJECTION: 'tls_failed',
  MissingServerExtension: 'tls_failed',
  ETHROTTLE: 'temporary',
};

/** Response codes of RFC 5530 and of SELECT. */
const BY_RESPONSE: Record<string, MailErrorCode> = {
  AUTHENTICATIONFAILED: 'credentials',
  AUTHORIZATIONFAILED: 'credentials',
  EXPIRED: 'credentials',
  PRIVACYREQUIRED: 'tls_failed',
  UNAVAILABLE: 'temporary',
  INUSE: 'temporary',
  LIMIT: 'temporary',
  OVERQUOTA: 'temporary',
  NONEXISTENT: 'folder_missing',
  TRYCREATE: 'folder_missing',
};

/** @param step what was being done: a refused SELECT is about the folder */
export function imapError(thrown: unknown, step?: 'SELECT'): MailError {
  const socket = socketError(thrown);
  if (socket) return socket;
  const error = thrown as ImapFlowError & { oauthError?: { status?: string } };
  const detail = oneLine(error.responseText ?? error.message);
  if (error.oauthError) return new MailError('token_refused', oneLine(error.oauthError.status), true);
  const response = error.serverResponseCode ?? '';
  if (Object.hasOwn(BY_RESPONSE, response)) return new MailError(BY_RESPONSE[response]!, detail);
  if (error.authenticationFailed) return new MailError('credentials', detail, true);
  if (error.tlsFailed) return new MailError('tls_failed', detail);
  if (error.mailboxMissing || (step === 'SELECT' && error.responseStatus === 'NO')) {
    return new MailError('folder_missing', detail);
  }
  const { code = '' } = error;
  return new MailError(Object.hasOwn(BY_CODE, code) ? BY_CODE[code]! : 'protocol', detail);
}

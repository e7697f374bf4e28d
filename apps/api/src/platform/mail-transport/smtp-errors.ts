import { MailError, oneLine, socketError } from './mail-error.js';

interface SmtpFailure {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
  message?: string;
}

/** 4xx asks for another try, 5xx is final (RFC 5321 §4.2.1), whatever the library calls it. */
export function smtpError(thrown: unknown): MailError {
  if (thrown instanceof MailError) return thrown;
  const { code = '', command = '', responseCode, response, message } = thrown as SmtpFailure;
  const detail = oneLine(response ?? message);
  if (code === 'EAUTH' || code === 'ENOAUTH') {
    // 454 is the server's own trouble (RFC 4954 §4.7.1), not a wrong password.
    return responseCode === 454 ? new MailError('temporary', detail) : new MailError('credentials', detail);
  }
  if (code === 'EOAUTH2') return new MailError('token_refused', detail, true);
  if (responseCode !== undefined && responseCode >= 400 && responseCode < 500) {
    return new MailError('temporary', detail);
  }
  if (responseCode !== undefined && responseCode >= 500) {
    const isRecipient = /RCPT/i.test(command) || code === 'EENVELOPE';
    return new MailError(isRecipient ? 'recipient_rejected' : 'rejected', detail, true);
  }
  const socket = socketError(thrown);
  if (socket) return socket;
  if (code === 'ETLS' || code === 'EREQUIRETLS') return new MailError('tls_failed', detail);
  if (code === 'ECONNECTION' || code === 'ESOCKET') return new MailError('connection_lost', detail);
  if (code === 'EENVELOPE') return new MailError('recipient_rejected', detail, true);
  return new MailError('protocol', detail);
}

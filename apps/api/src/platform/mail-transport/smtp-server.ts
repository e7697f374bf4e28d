import { createHash } from 'node:crypto';
import type { Credentials, ServerSettings } from './connection.js';

export interface SmtpServer extends Omit<ServerSettings, 'tls'> {
  /** 'opportunistic': STARTTLS where it is offered, whoever's certificate it shows (RFC 7435). */
  tls: ServerSettings['tls'] | 'opportunistic';
  credentials: Credentials | null;
  /** An operator's own server (`SMTP_URL`) may stand anywhere; those that tenants name may not. */
  trusted: boolean;
}

/** Tells apart what must not share a connection: another server, or another sign-in. It gives no secret away. */
export function serverKey(server: SmtpServer): string {
  const { host, port, tls, tlsCa, credentials, trusted } = server;
  const parts = JSON.stringify([host, port, tls, tlsCa, credentials, trusted]);
  return createHash('sha256').update(parts).digest('base64url');
}

/**
 * `smtp://user:password@host:port` takes STARTTLS where it is offered, and insists on it with `?tls=starttls`;
 * `smtps://` speaks TLS from the first byte.
 */
export function smtpServerOfUrl(text: string): SmtpServer {
  const url = new URL(text);
  const secure = url.protocol === 'smtps:';
  const insists = url.searchParams.get('tls') === 'starttls';
  const username = decodeURIComponent(url.username);
  return {
    host: url.hostname.replace(/^\[(.+)\]$/, '$1'),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    tls: secure ? 'tls' : insists ? 'starttls' : 'opportunistic',
    tlsCa: null,
    credentials:
      username === '' ? null : { kind: 'password', username, password: decodeURIComponent(url.password) },
    trusted: true,
  };
}

import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import type { SMTPTransportOptions } from 'nodemailer/lib/smtp-transport';
import { EgressGuard } from '../egress/egress-guard.js';
import { connectToHost, type Credentials, type ServerSettings, tlsOptions } from './connection.js';
import { socketError } from './mail-error.js';
import { smtpError } from './smtp-errors.js';

const CONNECT_MS = 15_000;
const SOCKET_MS = 60_000;

export interface SmtpServer extends Omit<ServerSettings, 'tls'> {
  /** 'opportunistic': STARTTLS where it is offered, whoever's certificate it shows (RFC 7435). */
  tls: ServerSettings['tls'] | 'opportunistic';
  credentials: Credentials | null;
  /** An operator's own server (`SMTP_URL`) may stand anywhere; those that tenants name may not. */
  trusted: boolean;
}

export interface Envelope {
  from: string;
  to: readonly string[];
}

/** Hands mails to an SMTP server. */
@Injectable()
export class SmtpSender {
  constructor(private readonly guard: EgressGuard) {}

  /**
   * Sends one mail; its bytes are read as the server takes them.
   * @throws MailError; `permanent` where another try is of no use
   */
  async send(server: SmtpServer, envelope: Envelope, message: AsyncIterable<Uint8Array>): Promise<string> {
    return this.#with(server, async (transport) => {
      const raw = Readable.from(message, { objectMode: false });
      const sent = await transport.sendMail({ envelope: { from: envelope.from, to: [...envelope.to] }, raw });
      return sent.response;
    });
  }

  /** Connects and signs in. @throws MailError */
  async verify(server: SmtpServer): Promise<void> {
    await this.#with(server, (transport) => transport.verify());
  }

  async #with<Result>(
    server: SmtpServer,
    use: (transport: ReturnType<typeof createTransport>) => Promise<Result>,
  ): Promise<Result> {
    const attempt = async (address: string) => {
      const transport = createTransport(optionsOf(server, address));
      try {
        return await use(transport as never);
      } catch (error) {
        throw smtpError(error);
      } finally {
        transport.close();
      }
    };
    try {
      return await (server.trusted ? attempt(server.host) : connectToHost(this.guard, server.host, attempt));
    } catch (error) {
      throw socketError(error) ?? error;
    }
  }
}

function optionsOf(server: SmtpServer, address: string): SMTPTransportOptions {
  const { credentials } = server;
  return {
    host: address,
    port: server.port,
    secure: server.tls === 'tls',
    requireTLS: server.tls === 'starttls',
    ignoreTLS: server.tls === 'none',
    tls: { ...tlsOptions(server), ...(server.tls === 'opportunistic' && { rejectUnauthorized: false }) },
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SOCKET_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(credentials && {
      auth:
        credentials.kind === 'password'
          ? { user: credentials.username, pass: credentials.password }
          : { type: 'OAuth2', user: credentials.username, accessToken: credentials.token },
    }),
  };
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

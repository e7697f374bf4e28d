import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { type EgressGuard } from '../egress/egress-guard.js';
import { MailError } from './mail-error.js';

/** How a client proves who it is: a password, or an access token by XOAUTH2. */
export type Credentials =
  | { kind: 'password'; username: string; password: string }
  | { kind: 'token'; username: string; token: string };

/** Where a mail server is and how one speaks with it. */
export interface ServerSettings {
  host: string;
  port: number;
  tls: 'none' | 'starttls' | 'tls';
  /** Certificates (PEM) that are trusted besides, or rather than, those of the system. */
  tlsCa: string | null;
}

/** TLS is checked against the name that was given, although the connection is made to an address. */
export function tlsOptions({ host, tlsCa }: Pick<ServerSettings, 'host' | 'tlsCa'>): ConnectionOptions {
  return {
    ...(isIP(host) === 0 ? { servername: host } : { host }),
    minVersion: 'TLSv1.2',
    ...(tlsCa !== null && { ca: tlsCa }),
  };
}

/** Nothing was said yet when these happen; after a timeout one cannot know. */
const UNREACHABLE = new Set(['connection_refused', 'unreachable']);

/**
 * Makes a connection to the first address of a host that answers.
 * @param connect makes it to one address; throws MailError
 */
export async function connectToHost<Connection>(
  guard: EgressGuard,
  host: string,
  connect: (address: string) => Promise<Connection>,
): Promise<Connection> {
  const addresses = await guard.addresses(host);
  for (const [index, address] of addresses.entries()) {
    try {
      return await connect(address);
    } catch (error) {
      const isLast = index === addresses.length - 1;
      if (isLast || !(error instanceof MailError) || !UNREACHABLE.has(error.code)) throw error;
    }
  }
  throw new MailError('unreachable');
}

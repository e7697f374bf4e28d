import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { isErrno, writePrivateFile } from './files.js';

/** Where a private service listens on loopback and the secrets that open it. */
export interface Endpoint {
  port: number;
  /** Password of the account that the application uses. */
  password: string;
  /** Password of the account that owns the service; unused where a service has only one. */
  adminPassword: string;
}

export interface KeptEndpoint {
  endpoint: Endpoint;
  /** True when the secrets were made just now: the service has to be told them, then they are saved. */
  isNew: boolean;
  /** Keeps the endpoint for the next start (mode 600). */
  save(): void;
}

const newSecret = (): string => randomBytes(24).toString('base64url');

function readEndpoint(path: string): Partial<Endpoint> {
  try {
    const kept: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof kept === 'object' && kept !== null ? kept : {};
  } catch (error) {
    // A damaged file is made anew; the service is then told the new secrets.
    if (error instanceof SyntaxError || isErrno(error, 'ENOENT')) return {};
    throw error;
  }
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}

/** A loopback port that nobody listens on: `wanted` when it is free, else one the system picks. */
export async function freePort(wanted?: number): Promise<number> {
  const kept = wanted === undefined ? undefined : await listenOnce(wanted);
  const port = kept ?? (await listenOnce(0));
  if (port === undefined) throw new Error('No loopback port could be opened.');
  return port;
}

/** Reads a service's port and secrets from `path`, and fills in what is missing or taken. */
export async function readOrMakeEndpoint(path: string, wantedPort?: number): Promise<KeptEndpoint> {
  const kept = readEndpoint(path);
  const isNew = typeof kept.password !== 'string' || typeof kept.adminPassword !== 'string';
  const endpoint: Endpoint = {
    port: await freePort(wantedPort ?? (typeof kept.port === 'number' ? kept.port : undefined)),
    password: isNew ? newSecret() : kept.password!,
    adminPassword: isNew ? newSecret() : kept.adminPassword!,
  };
  const save = (): void => {
    if (isNew || endpoint.port !== kept.port) writePrivateFile(path, `${JSON.stringify(endpoint)}\n`);
  };
  return { endpoint, isNew, save };
}

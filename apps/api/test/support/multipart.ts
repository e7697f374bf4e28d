import { readdir } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Attachment } from '@noxdesk/contracts';
import type { TestApp } from './app.js';

/** Listens on a free loopback port. @returns the address below which the API answers */
export async function listen({ app }: TestApp): Promise<string> {
  await app.listen(0, '127.0.0.1');
  return `${await app.getUrl()}/tickets/api/`.replace('[::1]', '127.0.0.1');
}

/** A ticket, or the problem that there was instead. */
export interface Answer {
  id: string;
  subject: string;
  detail: string;
  errors: [{ field: string; code: string; message: string }];
  messages: [{ id: string; attachments: [Attachment, ...Attachment[]] }];
}

export type Part =
  [name: string, value: string] | [name: string, content: Buffer, filename: string, type?: string];

export const BOUNDARY = 'noxdesk-test-boundary';

/** A `multipart/form-data` body byte by byte as given, names unescaped, so that hostile ones get through. */
export function formBody(parts: readonly Part[], { closed = true } = {}): Buffer {
  const chunks = parts.map(([name, value, filename, type = 'application/octet-stream']) => {
    const head =
      filename === undefined
        ? `Content-Disposition: form-data; name="${name}"`
        : `Content-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: ${type}`;
    return Buffer.concat([
      Buffer.from(`--${BOUNDARY}\r\n${head}\r\n\r\n`),
      Buffer.from(value as string),
      Buffer.from('\r\n'),
    ]);
  });
  return Buffer.concat([...chunks, Buffer.from(closed ? `--${BOUNDARY}--\r\n` : '')]);
}

/** Sends a form over a real socket. */
export async function postForm(
  url: string,
  token: string,
  parts: readonly Part[],
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'accept-language': 'en',
      ...headers,
    },
    body: new Uint8Array(formBody(parts)),
  });
}

/** A connection on which a request is begun by hand; what comes back is gathered as text. */
export async function rawRequest(
  url: string,
  token: string,
  headers: Record<string, string | number>,
): Promise<{ socket: Socket; answer: () => string }> {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  let heard = '';
  socket.on('data', (chunk) => (heard += chunk.toString('latin1'))).on('error', () => undefined);
  await new Promise((resolve) => socket.once('connect', resolve));
  const lines = Object.entries({
    host: `${hostname}:${port}`,
    authorization: `Bearer ${token}`,
    'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
    'accept-language': 'en',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  socket.write(`POST ${pathname} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  return { socket, answer: () => heard };
}

/** Files below the data folder's `blobs`, or another one: those that wait in the staging place, and those kept. */
export async function storedFiles(
  { config }: TestApp,
  below = 'blobs',
): Promise<{ staged: string[]; kept: string[] }> {
  const folder = join(config.dataDir, below);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const isStaged = (name: string) =>
    name.startsWith(join(config.dataDir, 'blobs', 'staging')) || below === 'staging';
  return { staged: names.filter(isStaged), kept: names.filter((name) => !isStaged(name)) };
}

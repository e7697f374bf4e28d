// eslint-disable-next-line no-restricted-imports -- the operator's own scanner, named by CLAMD_URL
import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';

/** What a scanner said of a file. */
export type ScanVerdict = { clean: true } | { clean: false; reason: string };

/** The scanner cannot be reached, or did not say what it found: another try may help. */
export class ScannerError extends Error {}

const SILENCE_MS = 120_000;
const ANSWER_BYTES = 4_096;

/**
 * Streams bytes to a ClamAV daemon by its INSTREAM command (clamd(8)): pieces with their length before them, nothing
 * but the bytes is told.
 * @param url `tcp://HOST:PORT` or `unix:/PATH`
 * @throws ScannerError
 */
export async function scanByClamd(url: string, bytes: Readable): Promise<ScanVerdict> {
  const socket = open(url);
  try {
    const answer = answerOf(socket);
    answer.catch(() => undefined);
    // One that has said enough hangs up while it is still being sent to: what counts is what it said.
    await Promise.race([send(socket, bytes).catch(() => answer), answer]);
    return verdictOf(await answer);
  } catch (error) {
    throw error instanceof ScannerError ? error : new ScannerError(String(error), { cause: error });
  } finally {
    socket.destroy();
    bytes.destroy();
  }
}

function open(url: string): Socket {
  if (url.startsWith('unix:')) return connect({ path: url.slice('unix:'.length) });
  const { hostname, port } = new URL(url);
  return connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) });
}

async function send(socket: Socket, bytes: Readable): Promise<void> {
  const write = (data: Buffer) =>
    new Promise<void>((resolve, reject) =>
      socket.write(data, (error) => (error ? reject(error) : resolve())),
    );
  await write(Buffer.from('zINSTREAM\0'));
  for await (const piece of bytes) {
    // What has come in is read before more goes out, since a write to whoever hung up would take it along: a whole
    // turn of the event loop lies between the two.
    await setImmediate();
    await setImmediate();
    const length = Buffer.alloc(4);
    length.writeUInt32BE((piece as Buffer).length);
    await write(Buffer.concat([length, piece as Buffer]));
  }
  await write(Buffer.alloc(4));
}

function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.setTimeout(SILENCE_MS, () => reject(new ScannerError('The scanner said nothing')));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.includes('\0')) resolve(text.slice(0, text.indexOf('\0')));
      else if (text.length > ANSWER_BYTES) reject(new ScannerError('The scanner said too much'));
    });
    socket.once('error', (error) => reject(new ScannerError(error.message, { cause: error })));
    socket.once('close', () => reject(new ScannerError('The scanner hung up')));
  });
}

function verdictOf(answer: string): ScanVerdict {
  if (/^stream: OK$/.test(answer)) return { clean: true };
  const found = /^stream: (.+) FOUND$/.exec(answer)?.[1];
  if (found !== undefined) return { clean: false, reason: found };
  // Beyond what the daemon takes: nobody has looked into it, and no other try will.
  if (answer.includes('size limit exceeded')) return { clean: false, reason: 'too_large_to_scan' };
  throw new ScannerError(answer.slice(0, 200));
}

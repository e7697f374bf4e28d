import { createServer, type Server } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { scanByClamd } from './clamd.js';

// Not real: the daemon, which answers what a test wants. A real one is met by the full tests.
let server: Server | undefined;
afterEach(() => {
  server?.close();
});

async function daemon(answer: string | undefined): Promise<{ url: string; received: Buffer[] }> {
  const received: Buffer[] = [];
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received.push(chunk);
      if (!Buffer.concat(received).subarray(-4).equals(Buffer.alloc(4))) return;
      if (answer === undefined) socket.destroy();
      else socket.end(answer);
    });
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return { url: `tcp://127.0.0.1:${(server!.address() as { port: number }).port}`, received };
}
const scan = (url: string) => scanByClamd(url, Readable.from([Buffer.from('abc'), Buffer.from('de')]));

describe('the scanner', () => {
  it('is given the bytes in pieces with their lengths, and nothing else', async () => {
    const { url, received } = await daemon('stream: OK\0');
    expect(await scan(url)).toEqual({ clean: true });
    expect(Buffer.concat(received).toString('latin1')).toBe('zINSTREAM\0\0\0\0\x03abc\0\0\0\x02de\0\0\0\0');
  });

  it.each([
    ['stream: Win.Test.EICAR_HDB-1 FOUND\0', { clean: false, reason: 'Win.Test.EICAR_HDB-1' }],
    ['INSTREAM size limit exceeded. ERROR\0', { clean: false, reason: 'too_large_to_scan' }],
  ])('says %j', async (answer, verdict) => {
    expect(await scan((await daemon(answer)).url)).toEqual(verdict);
  });

  it.each([
    ['stream: Can’t allocate memory ERROR\0'],
    ['something else\0'],
    ['stream: OK FOUND maybe\0'],
    ['x'.repeat(10_000)],
    [''],
    [undefined],
  ])('that says %j has not said that a file is clean', async (answer) => {
    await expect(scan((await daemon(answer)).url)).rejects.toThrow();
  });

  it('is heard in the middle of what is sent to it, of which it takes no more', async () => {
    const answer = 'INSTREAM size limit exceeded. ERROR\0';
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.pause().write(answer));
    });
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
    const url = `tcp://127.0.0.1:${(server.address() as { port: number }).port}`;
    // More than the buffers of both ends hold: it would be sent for ever.
    const pieces = function* () {
      for (;;) yield Buffer.alloc(65_536, 'a');
    };
    expect(await scanByClamd(url, Readable.from(pieces()))).toEqual({
      clean: false,
      reason: 'too_large_to_scan',
    });
  });

  it('that is not there has not either', async () => {
    await expect(scan('tcp://127.0.0.1:1')).rejects.toThrow('ECONNREFUSED');
    await expect(scan('unix:/nowhere/clamd.sock')).rejects.toThrow('ENOENT');
  });
});

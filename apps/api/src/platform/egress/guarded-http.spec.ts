import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { EgressGuard } from './egress-guard.js';
import { GuardedHttp } from './guarded-http.js';

const http = new GuardedHttp(new EgressGuard({ egressAllow: ['127.0.0.0/8', '::1/128'] }));
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n';
const open: { server: Server; sockets: Set<Socket> }[] = [];

/** A peer that does with a connection what a test wants. */
async function peer(onRequest: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => onRequest(socket));
  });
  open.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
}
afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  }
});
const post = (url: string) => http.post(url, {}, '{}');

describe('a guarded request', () => {
  it('answers the status once the answer is read', async () => {
    const url = await peer((socket) => socket.end('HTTP/1.1 202 Accepted\r\ncontent-length: 2\r\n\r\nok'));
    await expect(post(url)).resolves.toBe(202);
  });

  it('fails when the peer hangs up before, or in the middle of, its answer', async () => {
    await expect(post(await peer((socket) => socket.destroy()))).rejects.toMatchObject({
      code: 'connection_lost',
    });
    const half = await peer((socket) => socket.write(HEAD, () => socket.destroy()));
    await expect(post(half)).rejects.toMatchObject({ code: 'connection_lost' });
  });

  it('fails when what comes is no HTTP', async () => {
    const url = await peer((socket) => socket.end('220 mail.example.test ESMTP\r\n'));
    await expect(post(url)).rejects.toMatchObject({ code: 'connection_lost' });
  });

  it('gives up on an answer that begins and never ends', async () => {
    const started = performance.now();
    await expect(post(await peer((socket) => socket.write(HEAD)))).rejects.toMatchObject({ code: 'timeout' });
    expect(performance.now() - started).toBeLessThan(11_500);
  });

  it('does not read on for ever', async () => {
    const url = await peer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n');
      const chunk = Buffer.alloc(65_536);
      const more = () => {
        while (!socket.destroyed && socket.write(chunk));
        if (!socket.destroyed) socket.once('drain', more);
      };
      more();
    });
    await expect(post(url)).resolves.toBe(200);
  });

  it('tells a port that is closed and a name that is unknown', async () => {
    await expect(post('http://127.0.0.1:1/')).rejects.toMatchObject({ code: 'refused' });
    await expect(post('http://name.invalid/')).rejects.toMatchObject({ code: 'name_not_found' });
  });

  it('speaks TLS where it is asked to, and not with a peer that does not', async () => {
    const url = (await peer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'))).replace('http:', 'https:');
    await expect(post(url)).rejects.toMatchObject({ code: 'tls' });
  });

  it('goes to the address that was judged, whatever the name leads to by the time it connects', async () => {
    const url = await peer((socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n'));
    // A name server that answers the first question with an address that is allowed, and every other one otherwise.
    let questions = 0;
    class Rebound extends EgressGuard {
      override addresses = async (host: string) => {
        questions += 1;
        expect(host).toBe('rebound.invalid');
        return questions === 1 ? ['127.0.0.1'] : ['169.254.169.254'];
      };
    }
    const rebound = new GuardedHttp(new Rebound({ egressAllow: ['127.0.0.0/8'] }));
    await expect(rebound.post(url.replace('127.0.0.1', 'rebound.invalid'), {}, '{}')).resolves.toBe(204);
    expect(questions).toBe(1);
  });

  it('tells of a redirect and does not follow it', async () => {
    let asked = 0;
    const target = await peer(() => (asked += 1));
    const url = await peer((socket) =>
      socket.end(`HTTP/1.1 307 Temporary Redirect\r\nlocation: ${target}\r\ncontent-length: 0\r\n\r\n`),
    );
    await expect(post(url)).resolves.toBe(307);
    expect(asked).toBe(0);
  });
});

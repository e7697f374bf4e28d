import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import { securityHeaders } from './security-headers.js';

/** How long a client may take, in milliseconds: whoever is slow on purpose holds a connection no longer than this. */
export interface HttpLimits {
  /** For the head of a request, from the first byte; and for the first byte of a connection. */
  head: number;
  /** For the next piece of a body. */
  piece: number;
  /** For a body that is no upload. */
  body: number;
  /** For a whole request; uploads of the largest accepted files included. */
  request: number;
  /** Between two requests. More than a proxy in front keeps its own, so that it is the proxy who hangs up. */
  idle: number;
  /** For taking in the next piece of an answer. Live streams say something every 20 s. */
  stalled: number;
  /** How often the first and the fourth are looked at. */
  check: number;
}

export const HTTP_LIMITS: HttpLimits = {
  head: 20_000,
  piece: 30_000,
  body: 60_000,
  request: 300_000,
  idle: 72_000,
  stalled: 120_000,
  check: 5_000,
};

const isUpload = ({ headers }: IncomingMessage) => headers['content-type']?.startsWith('multipart/') === true;
const hasBody = ({ headers }: IncomingMessage) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/**
 * Ends a request whose body stops coming: Node itself only bounds the whole, which has to be long enough for uploads.
 * Time that we do not read in counts for nobody.
 */
export function watchBody(request: IncomingMessage, server: Server, limits: HttpLimits): void {
  const { socket } = request;
  // One that was made up within the process comes by no connection.
  if (!hasBody(request) || !(socket instanceof Socket)) return;
  const begun = Date.now();
  let seen = socket.bytesRead;
  const look = setInterval(() => {
    if (request.complete || socket.destroyed) return clearInterval(look);
    const waits = request.readableLength >= request.readableHighWaterMark;
    const late = !isUpload(request) && Date.now() - begun >= limits.body;
    if (!waits && (late || socket.bytesRead === seen)) {
      clearInterval(look);
      // As Node tells of its own limits.
      server.emit('clientError', Object.assign(new Error(), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket);
    }
    seen = socket.bytesRead;
  }, limits.piece);
  look.unref();
  request.once('close', () => clearInterval(look));
}

const STATUS: Record<string, number> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 };

/** Answers what never became a request, and hangs up. */
export function refuseConnection(error: { code?: string }, socket: Socket, secure: boolean): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const status = STATUS[error.code ?? ''] ?? 400;
  const body = JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status });
  const headers = {
    ...securityHeaders('/', secure),
    'cache-control': 'no-store',
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  if (socket.writable)
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  socket.destroySoon();
}

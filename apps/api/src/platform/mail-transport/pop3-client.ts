import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { MailError, type MailErrorCode, oneLine, socketError } from './mail-error.js';

const CONNECT_MS = 15_000;
const SOCKET_MS = 60_000;
/** RFC 2449 §4 allows 512 octets; no server needs more than this. */
const MAX_LINE = 8 * 1024;
/** RFC 5034 §4: a longer first response has to come in a line of its own. */
const MAX_INITIAL = 255;
const LF = 0x0a;
const DOT = 0x2e;

/** Response codes of RFC 2449 §8 and RFC 3206. */
const RESPONSES: Record<string, MailErrorCode> = {
  AUTH: 'credentials',
  'IN-USE': 'mailbox_in_use',
  'LOGIN-DELAY': 'temporary',
  'SYS/TEMP': 'temporary',
  'SYS/PERM': 'protocol',
};

export interface Pop3Options {
  host: string;
  port: number;
  tls: 'none' | 'starttls' | 'tls';
  tlsOptions: ConnectionOptions;
}

/** A POP3 session (RFC 1939, with STLS of RFC 2595 and AUTH of RFC 5034). Every failure is a {@link MailError}. */
export class Pop3Client {
  #socket: Socket;
  #chunks: AsyncIterator<Buffer>;
  #pending: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#chunks = this.#listen(socket);
  }

  static async connect({ host, port, tls, tlsOptions }: Pop3Options): Promise<Pop3Client> {
    const socket =
      tls === 'tls' ? connectTls({ ...tlsOptions, host, port }) : connectTcp({ host, port, noDelay: true });
    await settled(socket, tls === 'tls' ? 'secureConnect' : 'connect');
    const client = new Pop3Client(socket);
    try {
      await client.#response();
      if (tls === 'starttls') await client.#startTls(tlsOptions);
      return client;
    } catch (error) {
      client.destroy();
      throw error;
    }
  }

  /** One line in, one line out: what follows `+OK`. */
  async command(line: string): Promise<string> {
    this.#write(line);
    return this.#response();
  }

  async signIn(username: string, password: string): Promise<void> {
    try {
      await this.command(`USER ${username}`);
      await this.command(`PASS ${password}`);
    } catch (error) {
      throw refusedSignIn(error, 'credentials');
    }
  }

  /** XOAUTH2: the token with the command where it fits, else in a line of its own. */
  async signInByToken(username: string, token: string): Promise<void> {
    const proof = Buffer.from(`user=${username}\x01auth=Bearer ${token}\x01\x01`).toString('base64');
    const whole = `AUTH XOAUTH2 ${proof}`;
    try {
      if (whole.length + 2 <= MAX_INITIAL) {
        this.#write(whole);
      } else {
        this.#write('AUTH XOAUTH2');
        const asked = await this.#line();
        if (!asked.startsWith('+')) throw refusal(asked);
        this.#write(proof);
      }
      let answer = await this.#line();
      if (answer.startsWith('+ ')) {
        // The server tells why not, and waits for an empty line to end it.
        this.#write('');
        answer = await this.#line();
      }
      if (!answer.startsWith('+OK')) throw refusal(answer);
    } catch (error) {
      throw refusedSignIn(error, 'token_refused');
    }
  }

  /** The lines of a short answer of several lines, as of `UIDL`. */
  async lines(command: string): Promise<string[]> {
    const parts: Buffer[] = [];
    for await (const chunk of this.stream(command)) parts.push(chunk);
    return Buffer.concat(parts)
      .toString('utf8')
      .split('\r\n')
      .filter((line) => line !== '');
  }

  /** An answer of several lines as bytes, dots undone; to be read to its end before the next command. */
  async *stream(command: string): AsyncGenerator<Buffer> {
    await this.command(command);
    let atLineStart = true;
    for (;;) {
      const { ready, rest, ended, startsLine } = unstuff(this.#pending, atLineStart);
      atLineStart = startsLine;
      this.#pending = rest;
      if (ready.length > 0) yield ready;
      if (ended) return;
      await this.#more();
    }
  }

  async quit(): Promise<void> {
    try {
      await this.command('QUIT');
    } finally {
      this.destroy();
    }
  }

  destroy(): void {
    this.#socket.destroy();
  }

  async #startTls(tlsOptions: ConnectionOptions): Promise<void> {
    await this.command('STLS').catch((error: unknown) => {
      throw error instanceof MailError && error.code === 'protocol'
        ? new MailError('tls_failed', error.detail)
        : error;
    });
    // What came before the handshake came from nobody we know.
    if (this.#pending.length > 0) throw new MailError('tls_failed', 'data before the handshake');
    this.#socket.removeAllListeners('data');
    const secure: TLSSocket = connectTls({ ...tlsOptions, socket: this.#socket });
    await settled(secure, 'secureConnect');
    this.#socket = secure;
    this.#chunks = this.#listen(secure);
  }

  #listen(socket: Socket): AsyncIterator<Buffer> {
    socket.setTimeout(SOCKET_MS, () => socket.destroy(new MailError('timeout')));
    return socket.iterator({ destroyOnReturn: false });
  }

  #write(line: string): void {
    if (/[\r\n]/.test(line)) throw new MailError('protocol', 'a line break in a command');
    this.#socket.write(`${line}\r\n`);
  }

  async #response(): Promise<string> {
    const line = await this.#line();
    if (!line.startsWith('+OK')) throw refusal(line);
    return line.slice(3).trim();
  }

  async #line(): Promise<string> {
    for (;;) {
      const end = this.#pending.indexOf(LF);
      if (end >= 0) {
        const line = this.#pending.toString('utf8', 0, end).replace(/\r$/, '');
        this.#pending = this.#pending.subarray(end + 1);
        return line;
      }
      if (this.#pending.length > MAX_LINE) throw new MailError('protocol', 'a line without end');
      await this.#more();
    }
  }

  async #more(): Promise<void> {
    const next = await this.#chunks.next().catch((error: unknown) => {
      throw socketError(error) ?? new MailError('connection_lost', oneLine((error as Error).message));
    });
    if (next.done) throw new MailError('connection_lost');
    this.#pending = this.#pending.length === 0 ? next.value : Buffer.concat([this.#pending, next.value]);
  }
}

/**
 * Takes complete lines off an answer of several lines (RFC 1939 §3): a leading dot is doubled, a lone one ends it.
 * A line beyond all measure is handed on in pieces.
 */
function unstuff(bytes: Buffer, atLineStart: boolean) {
  const parts: Buffer[] = [];
  let start = 0;
  let startsLine = atLineStart;
  for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, start)) {
    let from = start;
    if (startsLine && bytes[start] === DOT) {
      const length = end - start;
      if (length === 1 || (length === 2 && bytes[start + 1] === 0x0d)) {
        return { ready: Buffer.concat(parts), rest: bytes.subarray(end + 1), ended: true, startsLine: true };
      }
      from += 1;
    }
    parts.push(bytes.subarray(from, end + 1));
    start = end + 1;
    startsLine = true;
  }
  const isLong = bytes.length - start > MAX_LINE;
  if (isLong) {
    parts.push(bytes.subarray(startsLine && bytes[start] === DOT ? start + 1 : start));
    return { ready: Buffer.concat(parts), rest: Buffer.alloc(0), ended: false, startsLine: false };
  }
  return { ready: Buffer.concat(parts), rest: bytes.subarray(start), ended: false, startsLine };
}

function settled(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      clearTimeout(limit);
      socket.destroy();
      reject(socketError(error) ?? new MailError('tls_failed', oneLine((error as Error).message)));
    };
    const limit = setTimeout(() => fail(new MailError('timeout')), CONNECT_MS);
    socket.once('error', fail);
    socket.once('close', () => fail(new MailError('connection_lost')));
    socket.once(event, () => {
      clearTimeout(limit);
      socket.off('error', fail);
      // An error between two reads shows at the next one; without a listener it would end the process.
      socket.on('error', () => undefined);
      resolve();
    });
  });
}

function refusal(line: string): MailError {
  const code = /^-ERR \[([A-Z/-]+)\]/i.exec(line)?.[1]?.toUpperCase() ?? '';
  const detail = oneLine(line.replace(/^-ERR\s*/, ''));
  return new MailError(Object.hasOwn(RESPONSES, code) ? RESPONSES[code]! : 'protocol', detail);
}

/** A refusal without a code, while signing in, is about who one is. */
function refusedSignIn(error: unknown, code: 'credentials' | 'token_refused'): unknown {
  const isRefusal = error instanceof MailError && ['protocol', 'credentials'].includes(error.code);
  return isRefusal ? new MailError(code, error.detail, true) : error;
}

import { Readable } from 'node:stream';
import SMTPConnection, { type SMTPConnectionAuth } from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import { type Credentials, tlsOptions } from './connection.js';
import { MailError, UnansweredError } from './mail-error.js';
import { smtpError } from './smtp-errors.js';
import type { SmtpServer } from './smtp-server.js';

const CONNECT_MS = 15_000;
/** RFC 5321 §4.5.3.2.6 asks for ten minutes after the last byte; a job that waits so long holds up too much. */
const SOCKET_MS = 120_000;

export interface Envelope {
  from: string;
  to: readonly string[];
}

export interface OutgoingMessage {
  envelope: Envelope;
  /** Makes the bytes of the mail; they are read as the server takes them. */
  content: () => AsyncIterable<Uint8Array>;
  /**
   * Called when all bytes but the end of the mail have gone. Once it resolves, the end goes, and the server may have
   * the mail whether or not we hear of it. A throw keeps the end back.
   */
  beforeEnd: () => Promise<void>;
}

/** One connection to an SMTP server, signed in, that takes one mail after the other. */
export class SmtpSession {
  sent = 0;
  #failure: unknown;
  #isOver = false;
  #onOver: () => void = () => undefined;

  private constructor(private readonly connection: SMTPConnection) {
    connection.on('error', (error: unknown) => {
      this.#failure ??= error;
      this.#end();
    });
    connection.on('end', () => this.#end());
  }

  /** Connects to one address and signs in, where the server wants that. @throws MailError */
  static async open(server: SmtpServer, address: string): Promise<SmtpSession> {
    const connection = new SMTPConnection({
      host: address,
      port: server.port,
      secure: server.tls === 'tls',
      requireTLS: server.tls === 'starttls',
      ignoreTLS: server.tls === 'none',
      tls: { ...tlsOptions(server), ...(server.tls === 'opportunistic' && { rejectUnauthorized: false }) },
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SOCKET_MS,
    });
    const session = new SmtpSession(connection);
    try {
      await session.#step((done) => connection.connect(done));
      const { credentials } = server;
      if (credentials && connection.allowsAuth) {
        await session.#step((done) => connection.login(authOf(credentials), done));
      }
      return session;
    } catch (error) {
      session.#cut();
      throw smtpError(error);
    }
  }

  /** Whether it may take another mail. */
  get isAlive(): boolean {
    const socket = this.connection._socket;
    return !this.#isOver && Boolean(socket) && !(socket as { destroyed: boolean }).destroyed;
  }

  /** Called once, when the connection is over, whoever ended it. */
  set onOver(listener: () => void) {
    this.#onOver = listener;
  }

  /**
   * Sends one mail. A connection on which that failed is not used again.
   * @returns what the server said to it
   * @throws MailError where the server has not taken the mail; UnansweredError where nobody knows
   */
  async send({ envelope, content, beforeEnd }: OutgoingMessage): Promise<string> {
    let mayHaveArrived = false;
    // Kept here: the library writes codes of its own into what a stream throws.
    let ours: { error: unknown } | undefined;
    const heldBack = async function* (this: SmtpSession) {
      try {
        yield* content();
        await beforeEnd();
        // A server that has hung up meanwhile does not get the end, so it cannot have taken the mail.
        if (this.#hasHungUp()) throw new MailError('connection_lost');
        mayHaveArrived = true;
      } catch (error) {
        ours ??= { error };
        throw error instanceof Error ? new Error('kept back', { cause: error }) : error;
      }
    };
    const raw = Readable.from(heldBack.call(this), { objectMode: false });
    try {
      const info = await this.#step<{ response: string }>((done) =>
        this.connection.send({ from: envelope.from, to: [...envelope.to] }, raw, done as never),
      );
      this.sent += 1;
      return info!.response;
    } catch (error) {
      this.#cut();
      if (ours) throw ours.error;
      const failure = smtpError(error);
      throw mayHaveArrived && !isAnswer(error) ? new UnansweredError(failure.detail) : failure;
    } finally {
      raw.destroy();
    }
  }

  /** Ends a connection on which nothing is under way. */
  close(): void {
    if (!this.isAlive) return this.#cut();
    this.connection.quit();
    this.#end();
  }

  /** A word of goodbye in the middle of a mail would be part of it. */
  #cut(): void {
    this.connection.close();
    this.#end();
  }

  #hasHungUp(): boolean {
    const socket = this.connection._socket;
    return !this.isAlive || !socket || socket.readableEnded || socket.writableEnded;
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onOver();
  }

  /** A call of the library, which tells of some failures through its callback and of others by an event. */
  #step<Result>(
    start: (done: (error?: Error | null, result?: Result) => void) => void,
  ): Promise<Result | undefined> {
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) => {
        this.connection.off('error', fail);
        this.connection.off('end', ended);
        reject(error as Error);
      };
      const ended = () => fail(this.#failure ?? new MailError('connection_lost'));
      this.connection.once('error', fail);
      this.connection.once('end', ended);
      start((error, result) => {
        if (error) return fail(error);
        this.connection.off('error', fail);
        this.connection.off('end', ended);
        resolve(result);
      });
    });
  }
}

/** Whether the server itself said so: then there is no doubt about what it did. */
const isAnswer = (error: unknown) =>
  typeof (error as { responseCode?: unknown } | undefined)?.responseCode === 'number';

function authOf(credentials: Credentials): SMTPConnectionAuth {
  const user = credentials.username;
  if (credentials.kind === 'password') return { user, credentials: { user, pass: credentials.password } };
  return { user, method: 'XOAUTH2', oauth2: new XOAuth2({ user, accessToken: credentials.token }) };
}

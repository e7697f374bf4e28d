import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { EgressGuard } from '../egress/egress-guard.js';
import { connectToHost } from './connection.js';
import { socketError } from './mail-error.js';
import { type SmtpServer, serverKey } from './smtp-server.js';
import { SmtpSession } from './smtp-session.js';

/** How long a connection may wait for its next mail; many servers hang up after half a minute. */
const IDLE_MS = 15_000;
/** Connections that wait, to all servers together. */
const MOST_IDLE = 24;
/** Some servers refuse to go on after a hundred mails. */
const MOST_MAILS = 80;

interface Idle {
  key: string;
  session: SmtpSession;
  timer: NodeJS.Timeout;
}

/**
 * Keeps connections open between mails to the same server under the same sign-in. How many are used at a time is up to
 * the callers; how many wait, and for how long, is bounded here.
 */
@Injectable()
export class SmtpPool implements OnApplicationShutdown {
  readonly #idle: Idle[] = [];
  #closed = false;

  constructor(private readonly guard: EgressGuard) {}

  get idle(): number {
    return this.#idle.length;
  }

  /** A connection that waits, the one used last; undefined where there is none. */
  reuse(server: SmtpServer): SmtpSession | undefined {
    const key = serverKey(server);
    const index = this.#idle.findLastIndex((one) => one.key === key);
    if (index < 0) return undefined;
    const [{ session, timer }] = this.#idle.splice(index, 1) as [Idle];
    clearTimeout(timer);
    return session.isAlive ? session : this.reuse(server);
  }

  /** @throws MailError */
  async connect(server: SmtpServer): Promise<SmtpSession> {
    const open = (address: string) => SmtpSession.open(server, address);
    try {
      return await (server.trusted ? open(server.host) : connectToHost(this.guard, server.host, open));
    } catch (error) {
      throw socketError(error) ?? error;
    }
  }

  /** Takes a connection back that has just sent a mail. */
  release(server: SmtpServer, session: SmtpSession): void {
    if (this.#closed || !session.isAlive || session.sent >= MOST_MAILS) return session.close();
    const timer = setTimeout(() => session.close(), IDLE_MS);
    timer.unref();
    const idle = { key: serverKey(server), session, timer };
    session.onOver = () => this.#forget(idle);
    this.#idle.push(idle);
    if (this.#idle.length > MOST_IDLE) this.#idle[0]!.session.close();
  }

  onApplicationShutdown(): void {
    this.#closed = true;
    for (const { session } of [...this.#idle]) session.close();
  }

  #forget(idle: Idle): void {
    clearTimeout(idle.timer);
    const index = this.#idle.indexOf(idle);
    if (index >= 0) this.#idle.splice(index, 1);
  }
}

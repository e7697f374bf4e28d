import { Injectable } from '@nestjs/common';
import { MailError } from './mail-error.js';
import { SmtpPool } from './smtp-pool.js';
import type { SmtpServer } from './smtp-server.js';
import type { OutgoingMessage, SmtpSession } from './smtp-session.js';

/** Hands mails to SMTP servers. */
@Injectable()
export class SmtpSender {
  constructor(private readonly pool: SmtpPool) {}

  /**
   * Sends one mail over a connection that waits, or a new one.
   * @returns what the server said to it
   * @throws MailError, `permanent` where another try is of no use; UnansweredError where the mail may have arrived
   */
  async send(server: SmtpServer, message: OutgoingMessage): Promise<string> {
    const waiting = this.pool.reuse(server);
    if (!waiting) return this.#over(await this.pool.connect(server), server, message);
    let begun = false;
    const content = () => {
      begun = true;
      return message.content();
    };
    try {
      return await this.#over(waiting, server, { ...message, content });
    } catch (error) {
      // A server may hang up on a connection that waits; before the first byte of the mail that says nothing of it.
      const hungUp = error instanceof MailError && error.code === 'connection_lost';
      if (begun || !hungUp) throw error;
      return this.#over(await this.pool.connect(server), server, message);
    }
  }

  /** Connects and signs in. @throws MailError */
  async verify(server: SmtpServer): Promise<void> {
    (await this.pool.connect(server)).close();
  }

  async #over(session: SmtpSession, server: SmtpServer, message: OutgoingMessage): Promise<string> {
    const answer = await session.send(message);
    this.pool.release(server, session);
    return answer;
  }
}

import { once } from 'node:events';
import { hostname } from 'node:os';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Logger } from 'pino';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { v7 as uuidv7 } from 'uuid';
import { CONFIG, type Config } from '../../config/config.js';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { LOGGER } from '../../platform/observability/logger.js';
import { BlobTooLargeError } from '../../platform/storage/blob-store.js';
import { plainAddress } from '../notifications/reply-tokens.js';
import { MailIntake } from './mail-intake.js';
import { RefusedMails } from './refused-mails.js';

const MOST_CONNECTIONS = 100;
const SOCKET_MS = 60_000;
const RECIPIENT = sql(
  'smtp-receiver.recipient',
  'SELECT tenant_id, account_id, max_bytes FROM mail_recipient($1)',
);

interface Mailbox {
  tenant_id: number;
  account_id: string;
  max_bytes: number | null;
}

/** An answer of an SMTP server (RFC 5321 §4.2, RFC 3463). */
class SmtpReply extends Error {
  constructor(
    readonly responseCode: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Takes mails by SMTP for the addresses of mail accounts. A mail is answered for (250) once its bytes are durable and
 * in the ledger; until then the sender keeps it.
 */
@Injectable()
export class SmtpReceiver implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #mailboxes = new WeakMap<SMTPServerSession, Mailbox>();
  #server: SMTPServer | undefined;

  constructor(
    @Inject(CONFIG)
    private readonly config: Pick<Config, 'smtpInboundPort' | 'mailMaxBytes' | 'host' | 'role'>,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly unitOfWork: UnitOfWork,
    private readonly intake: MailIntake,
    private readonly refused: RefusedMails,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { smtpInboundPort: port, host, role } = this.config;
    if (port === undefined || role === 'api') return;
    this.#server = new SMTPServer({
      // A key that everybody has would only look like encryption, and nobody signs in here.
      disabledCommands: ['AUTH', 'STARTTLS'],
      hideSTARTTLS: true,
      disableReverseLookup: true,
      banner: 'NoxDesk',
      // Nobody's mail is refused before it says whom it is for, nor held back by its own server because of a number in
      // our greeting: only so can its recipient be told where it went. The limits are kept below.
      size: Number.MAX_SAFE_INTEGER,
      hideSize: true,
      maxClients: MOST_CONNECTIONS,
      socketTimeout: SOCKET_MS,
      closeTimeout: 2_000,
      logger: false,
      onRcptTo: ({ address }, session, done) => answer(done, () => this.#recipient(address, session)),
      onData: (stream, session, done) => answer(done, () => this.#take(stream, session)),
    });
    this.#server.on('error', (error) => this.logger.debug({ err: error }, 'SMTP receiver'));
    this.#server.listen(port, host);
    await once(this.#server.server, 'listening');
  }

  async beforeApplicationShutdown(): Promise<void> {
    const server = this.#server;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** All recipients of one mail belong to one mailbox; a sender offers the others again (RFC 5321 §4.5.3.1.10). */
  async #recipient(address: string, session: SMTPServerSession): Promise<void> {
    const [found] = await this.unitOfWork.definer<Mailbox>(RECIPIENT, [plainAddress(address)]);
    if (!found) {
      const reply = new SmtpReply(550, '5.1.1 No such mailbox here');
      const tenantId = await this.refused.ownerOf(plainAddress(address));
      if (tenantId !== null) await this.#note({ tenantId, accountId: null }, address, reply, session);
      throw reply;
    }
    const known = session.envelope.rcptTo.length > 0 ? this.#mailboxes.get(session) : undefined;
    if (known && known.account_id !== found.account_id) {
      throw new SmtpReply(452, '4.5.3 One mailbox at a time');
    }
    if (declaredSize(session) > this.#limitOf(found)) {
      throw await this.#tooLarge(found, address, session);
    }
    this.#mailboxes.set(session, found);
  }

  async #take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const mailbox = this.#mailboxes.get(session)!;
    const { tenant_id: tenantId, account_id: accountId } = mailbox;
    const head = Buffer.from(
      this.#trace(
        session,
        session.envelope.rcptTo.map(({ address }) => address),
      ),
    );
    const maxBytes = this.#limitOf(mailbox);
    // Every handing over is a mail of its own; the same mail again is told by its content.
    const source = { tenantId, accountId, sourceKey: `smtp:${uuidv7()}` };
    try {
      await this.intake.accept(source, traced(head, stream), head.length + maxBytes);
    } catch (error) {
      // The answer is read after the last byte only (RFC 5321 §4.1.1.4).
      stream.resume();
      await finished(stream);
      if (!(error instanceof BlobTooLargeError)) throw error;
      throw await this.#tooLarge(mailbox, session.envelope.rcptTo[0]!.address, session);
    }
  }

  async #tooLarge(mailbox: Mailbox, address: string, session: SMTPServerSession): Promise<SmtpReply> {
    const reply = new SmtpReply(552, '5.3.4 The mail is too large');
    const { tenant_id: tenantId, account_id: accountId } = mailbox;
    await this.#note({ tenantId, accountId }, address, reply, session);
    return reply;
  }

  async #note(
    owner: { tenantId: number; accountId: string | null },
    recipient: string,
    { responseCode, message }: SmtpReply,
    session: SMTPServerSession,
  ): Promise<void> {
    const envelope = `${this.#trace(session, [recipient])}X-Refused: ${responseCode} ${message}\r\n\r\n`;
    const reason = responseCode === 552 ? 'refused_size' : 'refused_recipient';
    await this.refused.note({ ...owner, reason, from: senderOf(session), recipient, envelope });
  }

  #limitOf({ max_bytes: own }: Mailbox): number {
    return Math.min(own ?? Infinity, this.config.mailMaxBytes);
  }

  /** RFC 5321 §4.4: where it came from, and for whom, which the mail itself need not say. */
  #trace(session: SMTPServerSession, recipients: readonly string[]): string {
    const { clientHostname, remoteAddress, hostNameAppearsAs } = session;
    const helo = String(hostNameAppearsAs || clientHostname || 'unknown').replace(/[^\w.:[\]-]/g, '');
    return [
      `Return-Path: <${oneLine(senderOf(session))}>`,
      ...recipients.map((address) => `Delivered-To: ${oneLine(address)}`),
      `Received: from ${helo} ([${remoteAddress}]) by ${hostname()} with ESMTP; ${this.clock.now().toUTCString()}`,
      '',
    ].join('\r\n');
  }
}

const oneLine = (text: string) => text.replace(/[\r\n<>]/g, '');

/** RFC 1870: what the sender says that it is about to send. */
function declaredSize({ envelope }: SMTPServerSession): number {
  const args = envelope.mailFrom === false ? false : envelope.mailFrom.args;
  return Number((args && 'SIZE' in args && args.SIZE) || 0);
}

const senderOf = ({ envelope }: SMTPServerSession) =>
  envelope.mailFrom === false ? '' : envelope.mailFrom.address;

async function* traced(head: Uint8Array, mail: Readable): AsyncGenerator<Uint8Array> {
  yield head;
  // Whoever stops early leaves the rest of the mail to be read.
  yield* mail.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Uint8Array>;
}

/** What goes wrong here is not the sender's fault: it keeps the mail and comes again. */
function answer(done: (error?: Error | null) => void, work: () => Promise<void>): void {
  work().then(
    () => done(),
    (error: unknown) =>
      done(error instanceof SmtpReply ? error : new SmtpReply(451, '4.3.0 Try again later')),
  );
}

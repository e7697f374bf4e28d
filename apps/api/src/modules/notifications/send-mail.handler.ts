import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { MailError } from '../../platform/mail-transport/mail-error.js';
import { SmtpSender } from '../../platform/mail-transport/smtp-sender.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { type JobContext, JobHandler } from '../../platform/queue/job.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { MailRoutes } from './mail-routes.js';
import { type FileSource, messageSource } from './message-source.js';
import { sendMailJob } from './notifications.jobs.js';
import { OutboundRepository, type OutboundRow } from './outbound.repository.js';

/** How long a sender that says nothing more is taken to be alive. */
const LEASE_MS = 60_000;
const RENEW_MS = 20_000;
/** Pauses before another try, in seconds; the last one repeats. */
const PAUSES = [5, 30, 120, 600, 1_800, 3_600];
/** A mail that could not be handed over for so long is given up. */
const GIVE_UP_MS = 2 * 24 * 3_600_000;

/**
 * Sends the mails of the outbox, each once. An attempt is written down before it begins, and once more before the
 * last byte goes. A sender that dies before that has sent nothing, so the mail is sent again; one that dies after it
 * has most likely sent it, so the mail counts as sent (`unconfirmed`) and a person may send it again. A server that
 * breaks off without an answer is asked again with the same Message-ID (RFC 5321 §4.5.4.1).
 */
@Injectable()
export class SendMailHandler extends JobHandler<{ mailId: string }> {
  readonly job = sendMailJob;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbound: OutboundRepository,
    private readonly routes: MailRoutes,
    private readonly smtp: SmtpSender,
    private readonly attachments: AttachmentsService,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {
    super();
  }

  async handle({ mailId }: { mailId: string }, context: JobContext): Promise<void> {
    const { tenantId } = context;
    const claimed = await this.unitOfWork.run(tenantId, async () => {
      const attempt = await this.outbound.claim(mailId, this.clock.now(), this.#leaseEnd());
      const mail = await this.outbound.get(mailId);
      if (attempt === null) await this.#othersAttempt(mail, context);
      return attempt === null || mail === null ? null : { attempt, mail };
    });
    if (!claimed) return;
    const { attempt, mail } = claimed;
    try {
      const isSent = await this.#whileRenewing(tenantId, mail, attempt, () =>
        this.#send(tenantId, mail, attempt),
      );
      await this.unitOfWork.run(tenantId, async () => {
        const sentAt = isSent ? this.clock.now() : null;
        await this.outbound.settle(mailId, attempt, {
          state: isSent ? 'sent' : 'kept',
          reason: null,
          sentAt,
        });
        await context.complete();
      });
    } catch (error) {
      await this.#failed(mail, attempt, error, context);
    }
  }

  override async gaveUp({ mailId }: { mailId: string }, tenantId: number): Promise<void> {
    await this.unitOfWork.run(tenantId, async () => {
      const mail = await this.outbound.get(mailId);
      if (mail && ['queued', 'sending', 'deferred'].includes(mail.state)) {
        await this.outbound.setState(mailId, 'failed', 'internal');
      }
    });
  }

  /** Somebody else's attempt is under way, is over, or ended without a word. */
  async #othersAttempt(mail: OutboundRow | null, context: JobContext): Promise<void> {
    if (mail?.state === 'sending') {
      const left = (mail.lease_until?.getTime() ?? 0) - this.clock.now().getTime();
      if (left > 0) {
        await this.outbox.add(sendMailJob, { mailId: mail.id }, left + 500);
      } else {
        const sentAt = mail.handed_over_at;
        await this.outbound.settle(mail.id, mail.attempts, { state: 'sent', reason: 'unconfirmed', sentAt });
      }
    }
    await context.complete();
  }

  /** False where nothing sends mails: it stays to be read. */
  async #send(tenantId: number, mail: OutboundRow, attempt: number): Promise<boolean> {
    const server = await this.routes.serverFor(tenantId, mail.account_id);
    if (!server) return false;
    const files = await this.#files(tenantId, mail);
    const envelope = { from: mail.headers.from.address, to: mail.recipients };
    await this.smtp.send(server, envelope, this.#heldBack(tenantId, mail, attempt, files));
    return true;
  }

  /** All bytes of the mail; its end, which makes the server answer for it, comes after the note that it is coming. */
  async *#heldBack(
    tenantId: number,
    mail: OutboundRow,
    attempt: number,
    files: readonly FileSource[],
  ): AsyncGenerator<Uint8Array> {
    yield* messageSource(mail, files);
    const held = await this.unitOfWork.run(tenantId, () =>
      this.outbound.renew(mail.id, attempt, this.#leaseEnd(), this.clock.now()),
    );
    if (!held) throw new MailError('connection_lost', 'another attempt has begun');
  }

  async #files(
    tenantId: number,
    { with_files: withFiles, ticket_message_id: id }: OutboundRow,
  ): Promise<FileSource[]> {
    if (!withFiles || id === null) return [];
    const rows = await this.unitOfWork.run(tenantId, () => this.attachments.filesOf(id));
    return rows.map((row) => ({
      filename: row.filename,
      contentType: row.content_type,
      read: () => this.attachments.open(row),
    }));
  }

  async #failed(mail: OutboundRow, attempt: number, error: unknown, context: JobContext): Promise<void> {
    // A fault of ours: the queue tries again once the attempt is nobody's.
    if (!(error instanceof MailError)) {
      await this.unitOfWork.run(context.tenantId, () =>
        this.outbound.settle(mail.id, attempt, { state: 'deferred', reason: 'internal', sentAt: null }),
      );
      throw error;
    }
    const reason = error.detail === '' ? error.code : `${error.code}: ${error.detail}`;
    const age = this.clock.now().getTime() - mail.created_at.getTime();
    const isFinal = error.permanent || age > GIVE_UP_MS;
    await this.unitOfWork.run(context.tenantId, async () => {
      const state = isFinal ? 'failed' : 'deferred';
      const held = await this.outbound.settle(mail.id, attempt, { state, reason, sentAt: null });
      if (held && !isFinal) await this.outbox.add(sendMailJob, { mailId: mail.id }, pause(attempt));
      await context.complete();
    });
  }

  async #whileRenewing<Result>(
    tenantId: number,
    mail: OutboundRow,
    attempt: number,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const timer = setInterval(() => {
      // Where it is lost, the last byte is not sent.
      this.unitOfWork
        .run(tenantId, () => this.outbound.renew(mail.id, attempt, this.#leaseEnd()))
        .catch(() => undefined);
    }, RENEW_MS);
    try {
      return await work();
    } finally {
      clearInterval(timer);
    }
  }

  #leaseEnd(): Date {
    return new Date(this.clock.now().getTime() + LEASE_MS);
  }
}

const pause = (attempt: number): number => {
  const seconds = PAUSES[Math.min(attempt, PAUSES.length) - 1]!;
  return Math.round(seconds * 1_000 * (0.8 + Math.random() * 0.4));
};

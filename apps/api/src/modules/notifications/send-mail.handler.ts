import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { MailError, UnansweredError } from '../../platform/mail-transport/mail-error.js';
import { SmtpSender } from '../../platform/mail-transport/smtp-sender.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { type JobContext, JobHandler } from '../../platform/queue/job.js';
import { type MailLane, MailRoutes } from './mail-routes.js';
import { MessageSources } from './message-sources.js';
import { type SendMailPayload, sendMailJob } from './notifications.jobs.js';
import { OutboundRepository, type OutboundRow } from './outbound.repository.js';

/** How long a sender that says nothing more is taken to be alive. */
const LEASE_MS = 60_000;
const RENEW_MS = 20_000;
/** Pauses before another try, in seconds; the last one repeats. */
const PAUSES = [5, 30, 120, 600, 1_800, 3_600];
/** A mail that could not be handed over for so long is given up. */
const GIVE_UP_MS = 2 * 24 * 3_600_000;
const LATER_MS = 1_000;
/** What a server says of the mail itself. Other refusals are of the account, which an admin can mend in time. */
const OF_THE_MAIL: readonly string[] = ['rejected', 'recipient_rejected'];

interface Attempt {
  number: number;
  mail: OutboundRow;
}

/**
 * Sends the mails of the outbox, none of them twice. An attempt is written down before it begins, and once more before
 * the end of the mail goes. Until then nothing can have arrived, so whatever happens, the mail is sent again under the
 * same Message-ID. From then on only an answer of the server says how it went: where none comes, because our process
 * died or the connection broke, the mail counts as sent (`unconfirmed`) and is never sent again by itself; a bounce
 * settles it, or a person who asks for it to be sent again.
 */
@Injectable()
export class SendMailHandler extends JobHandler<SendMailPayload> {
  readonly job = sendMailJob;
  readonly #underWay = new Map<string, number>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbound: OutboundRepository,
    private readonly routes: MailRoutes,
    private readonly smtp: SmtpSender,
    private readonly sources: MessageSources,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {
    super();
  }

  async handle(payload: SendMailPayload, context: JobContext): Promise<void> {
    const { tenantId } = context;
    const lane = await this.unitOfWork.run(tenantId, async () => {
      const mail = await this.outbound.get(payload.mailId);
      return mail && this.routes.laneOf(mail.account_id);
    });
    if (!lane) return;
    const route = lane.accountId ?? 'shared';
    const underWay = this.#underWay.get(route) ?? 0;
    if (underWay >= lane.atOnce) return this.#putOff(payload, LATER_MS, context);
    this.#underWay.set(route, underWay + 1);
    try {
      const attempt = await this.#begin(payload, lane, context);
      if (attempt) await this.#carryOut(attempt, context);
    } finally {
      const left = this.#underWay.get(route)! - 1;
      if (left > 0) this.#underWay.set(route, left);
      else this.#underWay.delete(route);
    }
  }

  override async gaveUp({ mailId }: SendMailPayload, tenantId: number): Promise<void> {
    await this.unitOfWork.run(tenantId, async () => {
      const mail = await this.outbound.get(mailId);
      if (mail && ['queued', 'sending', 'deferred'].includes(mail.state)) {
        await this.outbound.setState(mailId, 'failed', 'internal');
      }
    });
  }

  /** Null where the mail is not to be sent, or not yet. */
  async #begin(payload: SendMailPayload, lane: MailLane, context: JobContext): Promise<Attempt | null> {
    const { mailId, hasTurn } = payload;
    return this.unitOfWork.run(context.tenantId, async () => {
      const now = this.clock.now();
      const waits = hasTurn ? 0 : await this.#turnOf(mailId, lane, now);
      if (waits > 0) {
        await this.#putOff({ mailId, hasTurn: true }, waits, context);
        return null;
      }
      const [number, mail] = await Promise.all([
        this.outbound.claim(mailId, now, this.#leaseEnd()),
        this.outbound.get(mailId),
      ]);
      if (number === null) await this.#othersAttempt(mail, context);
      return number === null || mail === null ? null : { number, mail };
    });
  }

  /** How many milliseconds a mail has to wait, so that no more go its way than may. */
  async #turnOf(mailId: string, { accountId, everyMs }: MailLane, now: Date): Promise<number> {
    if (everyMs === null) return 0;
    const mail = await this.outbound.get(mailId);
    if (!mail || !['queued', 'deferred'].includes(mail.state)) return 0;
    return (await this.outbound.takeTurn(accountId, now, everyMs)).getTime() - now.getTime();
  }

  /** No attempt was made, so none is counted: another job takes the place of this one. */
  async #putOff(payload: SendMailPayload, delayMs: number, context: JobContext): Promise<void> {
    await this.unitOfWork.run(context.tenantId, async () => {
      await this.outbox.add(sendMailJob, payload, delayMs);
      await context.complete();
    });
  }

  async #carryOut(attempt: Attempt, context: JobContext): Promise<void> {
    const { mail, number } = attempt;
    const { tenantId } = context;
    try {
      const isSent = await this.#whileRenewing(tenantId, attempt, () => this.#send(tenantId, attempt));
      await this.unitOfWork.run(tenantId, async () => {
        const sentAt = isSent ? this.clock.now() : null;
        await this.outbound.settle(mail.id, number, {
          state: isSent ? 'sent' : 'kept',
          reason: null,
          sentAt,
        });
        await context.complete();
      });
    } catch (error) {
      await this.#failed(attempt, error, context);
    }
  }

  /** Somebody else's attempt is under way, is over, or ended without a word. */
  async #othersAttempt(mail: OutboundRow | null, context: JobContext): Promise<void> {
    if (mail?.state === 'sending') {
      const left = (mail.lease_until?.getTime() ?? 0) - this.clock.now().getTime();
      if (left > 0) {
        await this.outbox.add(sendMailJob, { mailId: mail.id }, left + 500);
      } else {
        await this.outbound.settle(mail.id, mail.attempts, unconfirmed(mail.handed_over_at));
      }
    }
    await context.complete();
  }

  /** False where nothing sends mails: it stays to be read. */
  async #send(tenantId: number, { mail, number }: Attempt): Promise<boolean> {
    const route = await this.routes.routeFor(tenantId, mail.account_id);
    if (!route) return false;
    const content = await this.sources.of(tenantId, mail);
    try {
      await this.smtp.send(route.server, {
        envelope: { from: mail.headers.from.address, to: mail.recipients },
        content,
        beforeEnd: async () => {
          const held = await this.unitOfWork.run(tenantId, () =>
            this.outbound.renew(mail.id, number, this.#leaseEnd(), this.clock.now()),
          );
          if (!held) throw new MailError('connection_lost', 'another attempt has begun');
        },
      });
    } catch (error) {
      if (error instanceof MailError && error.code === 'credentials') await route.refused();
      throw error;
    }
    return true;
  }

  async #failed({ mail, number }: Attempt, error: unknown, context: JobContext): Promise<void> {
    const { tenantId } = context;
    const settle = (to: Parameters<OutboundRepository['settle']>[2]) =>
      this.outbound.settle(mail.id, number, to);
    // A fault of ours: the queue tries again once the attempt is nobody's.
    if (!(error instanceof MailError)) {
      await this.unitOfWork.run(tenantId, () =>
        settle({ state: 'deferred', reason: 'internal', sentAt: null }),
      );
      throw error;
    }
    await this.unitOfWork.run(tenantId, async () => {
      if (error instanceof UnansweredError) {
        await settle(unconfirmed(this.clock.now()));
      } else {
        const reason = error.detail === '' ? error.code : `${error.code}: ${error.detail}`;
        const isFinal = this.#isFinal(mail, error);
        const held = await settle({ state: isFinal ? 'failed' : 'deferred', reason, sentAt: null });
        if (held && !isFinal) await this.outbox.add(sendMailJob, { mailId: mail.id }, pause(number));
      }
      await context.complete();
    });
  }

  #isFinal(mail: OutboundRow, { permanent, code }: MailError): boolean {
    const age = this.clock.now().getTime() - mail.created_at.getTime();
    return (permanent && OF_THE_MAIL.includes(code)) || age > GIVE_UP_MS;
  }

  async #whileRenewing<Result>(
    tenantId: number,
    { mail, number }: Attempt,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const timer = setInterval(() => {
      // Where it is lost, the end of the mail is not sent.
      this.unitOfWork
        .run(tenantId, () => this.outbound.renew(mail.id, number, this.#leaseEnd()))
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

const unconfirmed = (sentAt: Date | null) => ({ state: 'sent' as const, reason: 'unconfirmed', sentAt });

const pause = (attempt: number): number => {
  const seconds = PAUSES[Math.min(attempt, PAUSES.length) - 1]!;
  return Math.round(seconds * 1_000 * (0.8 + Math.random() * 0.4));
};

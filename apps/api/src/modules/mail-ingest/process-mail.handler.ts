import { Injectable } from '@nestjs/common';
import type { InboundMail } from '@noxdesk/mail';
import type { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import { TenantCache } from '../../platform/database/tenant-cache.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { discardStaged, type FileLimits, keepStaged } from '../../platform/http/file-intake.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { type JobContext, JobHandler } from '../../platform/queue/job.js';
import { type Foreseen, Judge, type Verdict } from './judge.js';
import { cleanText } from './clean-text.js';
import { LedgerRepository, type LedgerRow, type Outcome } from './ledger.repository.js';
import { MailFileIntake, type MailFiles } from './mail-files.js';
import { processMailJob } from './mail-ingest.jobs.js';
import { MailReader } from './mail-reader.js';
import { MailWriter, type Understood } from './mail-writer.js';
import { MailParseError } from './parser-threads.js';

type Payload = z.infer<typeof processMailJob.payload>;

/** Longer each time: what is waited for may be in the hands of a worker that died. */
const pause = (waits: number) => Math.min(500 * 1.5 ** waits, 15_000);
const NO_FILES: MailFiles = { accepted: [], withheld: [] };

const withoutFiles = (mail: InboundMail): InboundMail => ({ ...mail, attachments: [] });

/** Turns a stored mail into what it means: a ticket, a message, a note in the ledger. */
@Injectable()
export class ProcessMailHandler extends JobHandler<Payload> {
  readonly job = processMailJob;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly ledger: LedgerRepository,
    private readonly reader: MailReader,
    private readonly files: MailFileIntake,
    private readonly judge: Judge,
    private readonly writer: MailWriter,
    private readonly outbox: Outbox,
    private readonly cache: TenantCache,
    private readonly clock: Clock,
  ) {
    super();
  }

  async handle(payload: Payload, { tenantId, complete }: JobContext): Promise<void> {
    const [entry, limits] = await this.unitOfWork.read(tenantId, () =>
      Promise.all([this.ledger.get(payload.ledgerId), this.files.limits(tenantId)]),
    );
    if (!entry || entry.state !== 'stored') return;
    const understood = await this.#understand(tenantId, entry, limits);
    if (understood instanceof MailParseError) {
      await this.unitOfWork.run(tenantId, async () => {
        await this.ledger.hold(entry.id, understood.code, this.clock.now());
        await complete();
      });
      return;
    }
    try {
      await keepStaged(understood.files.accepted);
      await this.unitOfWork.run(tenantId, async () => {
        const [isOurs, , , foreseen] = await Promise.all([
          this.ledger.claim(entry.id),
          this.ledger.lock(`mail:${understood.fingerprint}`),
          this.cache.prepare(),
          this.judge.foresee(understood.mail, understood.fingerprint),
        ]);
        if (isOurs) await this.#settle(payload, entry, understood, foreseen);
        await complete();
      });
    } finally {
      await discardStaged(understood.files.accepted);
    }
  }

  /** The files are judged and staged before a transaction is opened, since that may take long; then the bytes can go. */
  async #understand(
    tenantId: number,
    entry: LedgerRow,
    limits: FileLimits,
  ): Promise<Understood | MailParseError> {
    try {
      return await this.reader.read({ key: entry.blob_key, size: entry.size }, async (parsed) => {
        const { mail, fingerprint, html } = parsed;
        const speaks = !mail.bounce && !mail.report && !mail.autoReply;
        const files = speaks ? await this.files.take(tenantId, parsed, limits) : NO_FILES;
        return { mail: withoutFiles(mail), fingerprint, html, files };
      });
    } catch (error) {
      if (error instanceof MailParseError) return error;
      throw error;
    }
  }

  override async gaveUp({ ledgerId }: Payload, tenantId: number): Promise<void> {
    await this.unitOfWork.run(tenantId, () =>
      this.ledger.giveUp(ledgerId, 'processing_failed', this.clock.now()),
    );
  }

  async #settle(
    payload: Payload,
    entry: LedgerRow,
    understood: Understood,
    foreseen: Foreseen,
  ): Promise<void> {
    const { mail, fingerprint } = understood;
    const { manual, asTicket = false, waits } = payload;
    const verdict = await this.judge.judge({ entry, mail, manual, asTicket, waits, foreseen });
    if (verdict.kind === 'wait') {
      await this.outbox.add(processMailJob, { ...payload, waits: waits + 1 }, pause(waits));
      return;
    }
    const outcome = await this.#carryOut(verdict, entry, understood);
    const known = {
      fingerprint,
      messageId: mail.messageId === null ? null : cleanText(mail.messageId, 1_000),
      from: cleanText(mail.from.address.toLowerCase(), 320) || null,
      subject: cleanText(mail.subject, 1_000) || null,
    };
    this.ledger.settle(entry.id, outcome, known, this.clock.now());
  }

  async #carryOut(
    verdict: Exclude<Verdict, { kind: 'wait' }>,
    entry: LedgerRow,
    understood: Understood,
  ): Promise<Outcome> {
    if (verdict.kind === 'record') {
      return { state: 'recorded', reason: verdict.reason, ticketId: verdict.ticketId };
    }
    if (verdict.kind === 'hold') {
      return { state: 'quarantined', reason: verdict.reason, ticketId: verdict.ticketId };
    }
    if (verdict.kind === 'open') return this.writer.open(entry, understood, verdict);
    return this.writer.reply(entry, understood, verdict);
  }
}

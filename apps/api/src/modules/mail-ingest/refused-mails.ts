import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { CONFIG, type Config } from '../../config/config.js';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { LOGGER } from '../../platform/observability/logger.js';
import { lockBlobs } from '../../platform/storage/blob-locks.js';
import { BlobStore } from '../../platform/storage/blob-store.js';
import { cleanText } from './clean-text.js';
import { LedgerRepository } from './ledger.repository.js';

const HOUR_MS = 3_600_000;
const KEPT_MS = 30 * 24 * HOUR_MS;
/** Of one tenant within an hour; what is beyond is refused all the same, without a trace. */
const MOST_AN_HOUR = 100;
/** Of all tenants within a minute in one process: a flood of them must not cost the database anything. */
const MOST_A_MINUTE = 120;
const MOST_BYTES = 8 * 1024;

const OWNER = sql('refused-mails.owner', 'SELECT mail_domain_owner($1) AS tenant_id');
const TENANTS = sql('refused-mails.tenants', 'SELECT tenant_id FROM tenants_with_mail()');

export interface Refusal {
  tenantId: number;
  accountId: string | null;
  reason: 'refused_recipient' | 'refused_size';
  from: string;
  recipient: string;
  /** The lines of the envelope and what was answered: all that is known of the mail. */
  envelope: string;
}

/** Keeps a note of mails that the SMTP receiver turned away, so that it can be said where they went. */
@Injectable()
export class RefusedMails {
  #minute = 0;
  #noted = 0;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'role'>,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly unitOfWork: UnitOfWork,
    private readonly ledger: LedgerRepository,
    private readonly store: BlobStore,
    private readonly clock: Clock,
  ) {}

  /** Whose mailbox a mistyped address was meant to be; null where its domain is nobody's here. */
  async ownerOf(address: string): Promise<number | null> {
    const [row] = await this.unitOfWork.definer<{ tenant_id: number | null }>(OWNER, [address]);
    return row?.tenant_id ?? null;
  }

  /** One note for each sender, recipient and hour. It never fails: the refusal stands, noted or not. */
  async note(refusal: Refusal): Promise<void> {
    try {
      if (this.#hasRoom()) await this.#write(refusal);
    } catch (error) {
      this.logger.warn({ err: error, tenantId: refusal.tenantId }, 'a refused mail could not be noted');
    }
  }

  @Interval(HOUR_MS)
  async forget(): Promise<void> {
    if (this.config.role === 'api') return;
    try {
      const before = new Date(this.clock.now().getTime() - KEPT_MS);
      for (const { tenant_id } of await this.unitOfWork.definer<{ tenant_id: number }>(TENANTS, [])) {
        await this.unitOfWork.run(tenant_id, () => this.ledger.forgetRefused(before));
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'old notes of refused mails stay until the next hour');
    }
  }

  async #write({ tenantId, accountId, reason, from, recipient, envelope }: Refusal): Promise<void> {
    const now = this.clock.now();
    const since = new Date(now.getTime() - HOUR_MS);
    const isFull = await this.unitOfWork.run(
      tenantId,
      async () => (await this.ledger.countRefused(since)) >= MOST_AN_HOUR,
    );
    if (isFull) return;
    const hour = Math.floor(now.getTime() / HOUR_MS);
    const who = createHash('sha256').update(`${from}\n${recipient}`).digest('base64url');
    const blob = await this.store.stage(tenantId, once(Buffer.from(envelope)), MOST_BYTES);
    try {
      await this.unitOfWork.run(tenantId, async (tx) => {
        await lockBlobs(tx, [blob.key]);
        await blob.keep();
        await this.ledger.addRefused(
          {
            id: uuidv7(),
            accountId,
            sourceKey: `smtp-refused:${reason}:${who}:${hour}`,
            blob,
            from: cleanText(from.toLowerCase(), 320) || null,
            receivedAt: now,
          },
          reason,
        );
      });
    } finally {
      await blob.discard();
    }
  }

  #hasRoom(): boolean {
    const minute = Math.floor(Date.now() / 60_000);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#noted = 0;
    }
    this.#noted += 1;
    return this.#noted <= MOST_A_MINUTE;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, MOST_BYTES);
}

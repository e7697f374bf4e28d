import { pipeline } from 'node:stream/promises';
import { PassThrough, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { invalidField, ProblemError } from '../../platform/http/problem.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { lockBlobs } from '../../platform/storage/blob-locks.js';
import { BlobStore } from '../../platform/storage/blob-store.js';
import { AuditLog } from '../audit/audit-log.js';
import { BlobRemover } from './blob-remover.js';
import { DataArchive } from './data-archive.js';
import { dataExportJob } from './privacy.jobs.js';
import { tarOf } from './tar.js';

/** How long an archive can be fetched. */
const KEPT_MS = 7 * 24 * 3_600_000;

export interface ExportRow {
  id: string;
  subject_id: string | null;
  subject_name: string | null;
  subject_email: string | null;
  state: 'queued' | 'ready' | 'failed';
  blob_key: string | null;
  size: string | null;
  created_at: Date;
  expires_at: Date | null;
}

export const EXPORT_COLUMNS = `e.id, e.subject_id, u.name AS subject_name, u.email AS subject_email, e.state, e.blob_key,
  e.size, e.created_at, e.expires_at`;
export const EXPORTS = `data_exports e LEFT JOIN users u ON u.tenant_id = e.tenant_id AND u.id = e.subject_id`;

const GET = sql(
  'privacy.export',
  `SELECT ${EXPORT_COLUMNS} FROM ${EXPORTS} WHERE e.tenant_id = $1 AND e.id = $2`,
);
const PERSON = sql('privacy.person', `SELECT id, email FROM users WHERE tenant_id = $1 AND id = $2`);
const ADD = sql(
  'privacy.add-export',
  `INSERT INTO data_exports (tenant_id, id, subject_id, requested_by, state, created_at)
   VALUES ($1, $2, $3, $4, 'queued', $5)`,
);
const READY = sql(
  'privacy.export-ready',
  `UPDATE data_exports SET state = 'ready', blob_key = $3, size = $4, ready_at = $5, expires_at = $6
   WHERE tenant_id = $1 AND id = $2 AND state <> 'ready' RETURNING id`,
);
const FAILED = sql(
  'privacy.export-failed',
  `UPDATE data_exports SET state = 'failed' WHERE tenant_id = $1 AND id = $2`,
);
const DROP = sql(
  'privacy.drop-export',
  `DELETE FROM data_exports WHERE tenant_id = $1 AND id = $2 RETURNING blob_key`,
);
const EXPIRED = sql(
  'privacy.expired-exports',
  `SELECT id FROM data_exports WHERE tenant_id = $1 AND (expires_at < $2 OR state = 'failed' AND created_at < $3)`,
);

/** Archives of what is known: made by a job, fetched by admins for a week, then gone. */
@Injectable()
export class DataExportsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly archive: DataArchive,
    private readonly store: BlobStore,
    private readonly blobs: BlobRemover,
    private readonly outbox: Outbox,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async request({ tenantId, userId }: Caller, subject: string | undefined): Promise<ExportRow> {
    return this.unitOfWork.run(tenantId, async (tx) => {
      if (subject !== undefined && (await tx.query(PERSON, [tenantId, subject])).length === 0) {
        throw invalidField('user', 'unknown_id');
      }
      const id = uuidv7();
      await tx.query(ADD, [tenantId, id, subject ?? null, userId, this.clock.now()]);
      await this.outbox.add(dataExportJob, { id });
      return this.#get(id);
    });
  }

  /** An archive that can be fetched now; that it was is written down. @throws ProblemError */
  async fetch(caller: Caller, id: string): Promise<{ row: ExportRow; bytes: Readable }> {
    const row = await this.unitOfWork.run(caller.tenantId, async () => {
      const found = await this.#get(id);
      if (found.state !== 'ready') throw new ProblemError('conflict');
      if (found.expires_at! <= this.clock.now()) throw new ProblemError('not_found');
      await this.audit.record({
        actor: { id: caller.userId, email: caller.email },
        action: 'privacy.exports.download',
        target: id,
        details: { subject: found.subject_id },
      });
      return found;
    });
    return { row, bytes: await this.store.read(row.blob_key!) };
  }

  /** @throws ProblemError `not_found` */
  async drop(tenantId: number, id: string): Promise<void> {
    const key = await this.unitOfWork.run(tenantId, async (tx) => {
      const [row] = await tx.query<{ blob_key: string | null }>(DROP, [tenantId, id]);
      if (!row) throw new ProblemError('not_found');
      return row.blob_key;
    });
    if (key !== null) await this.blobs.remove(tenantId, [key]);
  }

  async dropExpired(tenantId: number): Promise<void> {
    const now = this.clock.now();
    const rows = await this.unitOfWork.run(tenantId, (tx) =>
      tx.query<{ id: string }>(EXPIRED, [tenantId, now, new Date(now.getTime() - KEPT_MS)]),
    );
    for (const { id } of rows) await this.drop(tenantId, id);
  }

  /** The work of the job. */
  async make(tenantId: number, id: string): Promise<void> {
    const row = await this.unitOfWork.run(tenantId, () => this.#get(id).catch(() => undefined));
    if (!row || row.state === 'ready') return;
    const subject = row.subject_id === null ? null : { id: row.subject_id, email: row.subject_email! };
    const now = this.clock.now();
    const packed = new PassThrough();
    const packing = pipeline(
      Readable.from(tarOf(this.archive.entries(tenantId, subject), now)),
      createGzip(),
      packed,
    );
    packing.catch(() => undefined);
    const blob = await this.store.stage(tenantId, packed, Number.MAX_SAFE_INTEGER);
    try {
      await packing;
      await this.unitOfWork.run(tenantId, async (tx) => {
        await lockBlobs(tx, [blob.key]);
        await blob.keep();
        const expires = new Date(this.clock.now().getTime() + KEPT_MS);
        await tx.query(READY, [tenantId, id, blob.key, blob.size, this.clock.now(), expires]);
      });
    } finally {
      await blob.discard();
    }
  }

  async failed(tenantId: number, id: string): Promise<void> {
    await this.unitOfWork.run(tenantId, (tx) => tx.query(FAILED, [tenantId, id]));
  }

  async #get(id: string): Promise<ExportRow> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<ExportRow & Record<string, unknown>>(GET, [tx.tenantId, id]);
    if (!row) throw new ProblemError('not_found');
    return row;
  }
}

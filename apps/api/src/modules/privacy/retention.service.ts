import { Injectable } from '@nestjs/common';
import type { RetentionRule, TicketFate } from '@noxdesk/contracts';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { ProblemError } from '../../platform/http/problem.js';
import { AuditLog } from '../audit/audit-log.js';
import { BlobRemover } from './blob-remover.js';
import { TICKET_BATCH, TicketEraser } from './ticket-eraser.js';

const DAY_MS = 24 * 3_600_000;
/** What one run takes at most of a department; the next one goes on. */
const RUN_MAX = 5_000;

interface RuleRow extends Record<string, unknown> {
  id: number;
  name: string;
  slug: string;
  after_days: number | null;
  action: TicketFate | null;
  last_run_at: Date | null;
  last_count: number | null;
}

const RULES = sql(
  'retention.rules',
  `SELECT d.id, d.name, d.slug, r.after_days, r.action, r.last_run_at, r.last_count
   FROM departments d
   LEFT JOIN retention_rules r ON r.tenant_id = d.tenant_id AND r.department_id = d.id
   WHERE d.tenant_id = $1 ORDER BY d.id`,
);
const SET = sql(
  'retention.set',
  `INSERT INTO retention_rules (tenant_id, department_id, after_days, action) VALUES ($1, $2, $3, $4)
   ON CONFLICT (tenant_id, department_id) DO UPDATE SET after_days = $3, action = $4`,
);
const UNSET = sql(
  'retention.unset',
  `DELETE FROM retention_rules WHERE tenant_id = $1 AND department_id = $2`,
);
const DUE = `FROM tickets WHERE tenant_id = $1 AND department_id = $2 AND status = 'closed' AND closed_at < $3
  AND ($4 = 'delete' OR anonymised_at IS NULL)`;
const COUNT = sql('retention.count', `SELECT count(*)::integer AS count ${DUE}`);
const TAKE = sql(
  'retention.take',
  `SELECT id ${DUE} ORDER BY closed_at LIMIT ${TICKET_BATCH} FOR UPDATE SKIP LOCKED`,
);
const RAN = sql(
  'retention.ran',
  `UPDATE retention_rules SET last_run_at = $3, last_count = $4 WHERE tenant_id = $1 AND department_id = $2`,
);

/** Closed tickets are kept as long as their department says. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly eraser: TicketEraser,
    private readonly blobs: BlobRemover,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async rules(tenantId: number): Promise<RetentionRule[]> {
    return this.unitOfWork.run(tenantId, async (tx) => {
      const rows = await tx.query<RuleRow>(RULES, [tenantId]);
      return Promise.all(rows.map((row) => this.#present(row)));
    });
  }

  /** @throws ProblemError `not_found` */
  async set(
    tenantId: number,
    department: number,
    { after_days: days, action }: { after_days: number | null; action: TicketFate },
  ): Promise<RetentionRule> {
    return this.unitOfWork.run(tenantId, async (tx) => {
      await this.#row(department);
      if (days === null) await tx.query(UNSET, [tenantId, department]);
      else await tx.query(SET, [tenantId, department, days, action]);
      return this.#present(await this.#row(department));
    });
  }

  /** @throws ProblemError `not_found` */
  async preview(tenantId: number, department: number, days: number, action: TicketFate): Promise<number> {
    return this.unitOfWork.run(tenantId, async () => {
      await this.#row(department);
      return this.#count(department, days, action);
    });
  }

  /** Takes what is due, in batches. @returns how many tickets */
  async run(tenantId: number): Promise<number> {
    const rows = await this.unitOfWork.run(tenantId, (tx) => tx.query<RuleRow>(RULES, [tenantId]));
    let total = 0;
    for (const { id, after_days: days, action } of rows) {
      if (days === null || action === null) continue;
      const count = await this.#runRule(tenantId, id, days, action);
      total += count;
      await this.unitOfWork.run(tenantId, async (tx) => {
        await tx.query(RAN, [tenantId, id, this.clock.now(), count]);
        if (count === 0) return;
        await this.audit.record({
          actor: { id: null, email: 'system' },
          action: 'privacy.retention.run',
          target: String(id),
          details: { tickets: count, action, after_days: days },
        });
      });
    }
    return total;
  }

  async #runRule(tenantId: number, department: number, days: number, action: TicketFate): Promise<number> {
    let count = 0;
    while (count < RUN_MAX) {
      const { ids, keys } = await this.blobs.withErasedMail(tenantId, async (mail) => {
        const { tx } = this.unitOfWork;
        const rows = await tx.query<{ id: string }>(TAKE, [tenantId, department, this.#before(days), action]);
        const batch = rows.map(({ id }) => id);
        if (batch.length === 0) return { ids: batch, keys: [] };
        const blobs = await this.eraser.erase(batch, action, mail);
        if (action === 'anonymise') await this.eraser.unlink(batch);
        return { ids: batch, keys: blobs };
      });
      await this.blobs.remove(tenantId, keys);
      count += ids.length;
      if (ids.length < TICKET_BATCH) break;
    }
    return count;
  }

  #before(days: number): Date {
    return new Date(this.clock.now().getTime() - days * DAY_MS);
  }

  async #count(department: number, days: number, action: TicketFate): Promise<number> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<{ count: number }>(COUNT, [
      tx.tenantId,
      department,
      this.#before(days),
      action,
    ]);
    return row!.count;
  }

  async #row(department: number): Promise<RuleRow> {
    const { tx } = this.unitOfWork;
    const rows = await tx.query<RuleRow>(RULES, [tx.tenantId]);
    const row = rows.find(({ id }) => id === department);
    if (!row) throw new ProblemError('not_found');
    return row;
  }

  async #present(row: RuleRow): Promise<RetentionRule> {
    const { id, name, slug, after_days: days } = row;
    const action = row.action ?? 'anonymise';
    return {
      department: { id, name, slug },
      after_days: days,
      action,
      due: days === null ? 0 : await this.#count(id, days, action),
      last_run_at: row.last_run_at?.toISOString() ?? null,
      last_count: row.last_count,
    };
  }
}

import { Injectable } from '@nestjs/common';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';

// Days of 24 hours, as the domain reckons them.
const RESCHEDULE = sql(
  'tickets.reschedule-closing',
  `UPDATE tickets SET auto_close_at = resolved_at + $2 * interval '24 hours'
   WHERE tenant_id = $1 AND status = 'resolved' AND resolved_at IS NOT NULL`,
);

/** When resolved tickets close by themselves. */
@Injectable()
export class TicketClosing {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** The tenant has another `auto_close_days`: it holds for tickets that are resolved already, too. */
  async reschedule(days: number): Promise<void> {
    const { tx } = this.unitOfWork;
    await tx.query(RESCHEDULE, [tx.tenantId, days]);
  }
}

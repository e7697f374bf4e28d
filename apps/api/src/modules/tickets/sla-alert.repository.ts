import { Injectable } from '@nestjs/common';
import type { SlaAlert } from '@noxdesk/domain';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';

const RAISE = sql(
  'sla.raise',
  `INSERT INTO sla_alerts (tenant_id, ticket_id, target, cycle, percent, raised_at) VALUES ($1, $2, $3, $4, $5, $6)
   ON CONFLICT DO NOTHING RETURNING percent`,
);

@Injectable()
export class SlaAlertRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @returns false when this alert was raised before */
  async raise(ticketId: string, alert: SlaAlert, now: Date): Promise<boolean> {
    const { tx } = this.unitOfWork;
    const values = [tx.tenantId, ticketId, alert.target, alert.cycle, alert.percent, now];
    return (await tx.query(RAISE, values)).length > 0;
  }
}

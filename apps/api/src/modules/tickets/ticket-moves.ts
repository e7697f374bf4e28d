import { Injectable } from '@nestjs/common';
import type { SlaPolicyVersion } from '@noxdesk/domain';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { SlaService } from '../sla/sla.service.js';
import { Staff } from './staff.js';
import type { Named } from './draft-parts.js';
import type { TicketDraft } from './ticket-draft.js';

const DEPARTMENT = sql(
  'tickets.department',
  `SELECT id, name FROM departments WHERE tenant_id = $1 AND id = $2`,
);

/** Moves tickets between departments, with what follows for assignee and policy. */
@Injectable()
export class TicketMoves {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly staff: Staff,
    private readonly sla: SlaService,
  ) {}

  async department(id: number): Promise<Named<number> | null> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<Named<number>>(DEPARTMENT, [tx.tenantId, id]);
    return row ?? null;
  }

  /**
   * Somebody who cannot see the ticket in its new department cannot keep it.
   * @returns the policy of the new department, where it is another one
   */
  async move(
    draft: TicketDraft,
    to: Named<number>,
    assigneeIsGiven: boolean,
  ): Promise<SlaPolicyVersion | null> {
    if (to.id === draft.departmentId) return null;
    draft.setDepartment(to);
    if (!assigneeIsGiven && draft.assignee && !(await this.staff.keeps(draft.assignee.id, to.id))) {
      draft.assign(null);
    }
    const policy = await this.sla.policyFor(draft.row.plan_id, to.id);
    // The same policy: the ticket keeps the version it is judged by.
    return policy?.id === draft.row.sla_state?.policy ? null : policy;
  }
}

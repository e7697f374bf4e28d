import { Injectable } from '@nestjs/common';
import type { TicketPriority, TicketStatus } from '@noxdesk/domain';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Caller } from '../../../platform/http/caller.js';
import { ProblemError } from '../../../platform/http/problem.js';
import { SlaService } from '../../sla/sla.service.js';
import { actorOf } from '../ticket-actor.js';
import type { Named } from '../draft-parts.js';
import { TicketDrafts } from '../ticket-drafts.js';

/** What a change may touch, as it was. */
export interface TicketState {
  status: TicketStatus;
  priority: TicketPriority;
  department: Named<number>;
  assignee: Named<string> | null;
  subject: string;
  tags: string[];
  cc: string[];
}

/**
 * Puts a ticket back as it was before a change that its own author takes back. The table of states does not apply:
 * going back to `new` is what undoing an assignment means. Each step back is written down like any other change.
 */
@Injectable()
export class RestoreTicket {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly drafts: TicketDrafts,
    private readonly sla: SlaService,
  ) {}

  /** @returns the new version @throws ProblemError `precondition_failed` when somebody has written to it since */
  async run(caller: Caller, ticketId: string, state: TicketState, version: number): Promise<number> {
    return this.unitOfWork.run(caller.tenantId, async () => {
      const draft = await this.drafts.open(ticketId, actorOf(caller));
      if (draft.row.version !== version) throw new ProblemError('precondition_failed');
      draft.rename(state.subject);
      draft.retag(state.tags);
      // One that was remembered by an earlier version does not know of them.
      draft.copyTo(state.cc ?? draft.row.cc);
      draft.setPriority(state.priority);
      draft.setDepartment(state.department);
      const policy = await this.sla.policyFor(draft.row.plan_id, state.department.id);
      draft.retarget(policy && policy.id !== draft.row.sla_state?.policy ? policy : undefined);
      draft.assign(state.assignee);
      draft.setStatus(state.status);
      await this.drafts.save(draft);
      return draft.version;
    });
  }
}

import { Injectable } from '@nestjs/common';
import type { ChangeTicket as Changes } from '@noxdesk/contracts';
import { changeTicket, refusedFields, type TicketField } from '@noxdesk/domain';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Caller } from '../../../platform/http/caller.js';
import { assertMatches, type IfMatch } from '../../../platform/http/if-match.js';
import { invalidField, ProblemError } from '../../../platform/http/problem.js';
import { Staff } from '../staff.js';
import { actorOf } from '../ticket-actor.js';
import type { Named } from '../draft-parts.js';
import { TicketDrafts } from '../ticket-drafts.js';
import { TicketMoves } from '../ticket-moves.js';
import { isVisible } from '../ticket-visibility.js';

/** `PATCH tickets/<id>/`: all of the changes or none. */
@Injectable()
export class ChangeTicket {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly drafts: TicketDrafts,
    private readonly staff: Staff,
    private readonly moves: TicketMoves,
  ) {}

  async run(caller: Caller, ticketId: string, wanted: Changes, ifMatch: IfMatch): Promise<void> {
    await this.unitOfWork.run(caller.tenantId, async () => {
      const draft = await this.drafts.open(ticketId, actorOf(caller));
      if (!isVisible(caller, draft.row)) throw new ProblemError('not_found');
      refuseFields(caller, wanted);
      assertMatches(ifMatch, draft.row.version);
      const department = wanted.department === undefined ? null : await this.#department(wanted.department);
      const departmentId = department?.id ?? draft.row.department_id;
      const wantedAssignee = wanted.assignee
        ? await this.staff.assignable(wanted.assignee, departmentId)
        : null;
      const decision = changeTicket(
        { status: draft.status, assigneeId: draft.assignee?.id ?? null },
        {
          ...(wanted.status && { status: wanted.status }),
          ...(wanted.assignee !== undefined && { assigneeId: wanted.assignee }),
        },
        { role: caller.role, userId: caller.userId },
      );
      if (decision.outcome === 'refused') {
        throw new ProblemError('transition_not_allowed', { allowed: decision.allowed });
      }
      if (wanted.subject !== undefined) draft.rename(wanted.subject);
      if (wanted.tags !== undefined) draft.retag(wanted.tags);
      if (wanted.cc !== undefined) draft.copyTo(wanted.cc);
      if (wanted.priority !== undefined) draft.setPriority(wanted.priority);
      const policy = department && (await this.moves.move(draft, department, wanted.assignee !== undefined));
      draft.retarget(policy ?? undefined);
      const { assignee, status } = decision.changes;
      if (assignee) draft.assign(assignee.to === null ? null : (wantedAssignee ?? named(caller)));
      if (status) draft.setStatus(status.to);
      await this.drafts.save(draft);
    });
  }

  async #department(id: number): Promise<Named<number>> {
    const department = await this.moves.department(id);
    if (!department) throw invalidField('department', 'unknown_value', { value: id });
    return department;
  }
}

const named = (caller: Caller): Named<string> => ({ id: caller.userId, name: caller.name });

function refuseFields(caller: Caller, wanted: Changes): void {
  const refused = refusedFields(caller.role, Object.keys(wanted) as TicketField[]);
  if (refused.length === 0) return;
  throw new ProblemError('field_not_allowed', {
    errors: refused.map((field) => ({ field, code: 'not_allowed' })),
  });
}

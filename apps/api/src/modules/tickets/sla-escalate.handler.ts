import { Injectable } from '@nestjs/common';
import type { SlaEscalation } from '@noxdesk/contracts';
import { changeTicket, isFinished, type SlaPolicyVersion } from '@noxdesk/domain';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { type JobContext, JobHandler } from '../../platform/queue/job.js';
import { JobRegistry } from '../../platform/queue/job-registry.js';
import { SlaEscalations } from './sla-escalations.js';
import { Staff } from './staff.js';
import type { Named } from './draft-parts.js';
import type { TicketDraft } from './ticket-draft.js';
import { TicketDrafts } from './ticket-drafts.js';
import { type EscalatePayload, slaEscalateJob } from './ticket-jobs.js';
import { TicketMoves } from './ticket-moves.js';
import { TicketRepository } from './ticket.repository.js';

/** Does what a policy lets follow from an alert: all of it in one step, written to the thread, done with the job. */
@Injectable()
export class SlaEscalateHandler extends JobHandler<EscalatePayload> {
  readonly job = slaEscalateJob;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly escalations: SlaEscalations,
    private readonly drafts: TicketDrafts,
    private readonly tickets: TicketRepository,
    private readonly moves: TicketMoves,
    private readonly staff: Staff,
    registry: JobRegistry,
  ) {
    super();
    registry.register(this);
  }

  async handle(payload: EscalatePayload, { tenantId, complete }: JobContext): Promise<void> {
    await this.unitOfWork.run(tenantId, async () => {
      await this.escalations.step(() => this.#escalate(payload));
      await complete();
    });
  }

  async #escalate({ ticketId, alert, notifyOnly }: EscalatePayload): Promise<void> {
    if (!(await this.tickets.find(ticketId))) return;
    const draft = await this.drafts.open(ticketId, { kind: 'system' });
    // Answered and done meanwhile: there is nothing left to hurry.
    if (isFinished(draft.status)) return;
    const rules = await this.escalations.rulesFor(ticketId, alert);
    const notified = await this.#named(rules.flatMap(({ notify }) => notify));
    const changing = notifyOnly ? [] : rules.filter(changes);
    if (notified.length === 0 && changing.length === 0) return;
    draft.escalate(alert, notified);
    let policy: SlaPolicyVersion | undefined;
    for (const rule of changing) policy = (await this.#apply(draft, rule)) ?? policy;
    draft.retarget(policy);
    await this.drafts.save(draft);
  }

  async #apply(draft: TicketDraft, rule: SlaEscalation): Promise<SlaPolicyVersion | undefined> {
    const department = rule.assign_department && (await this.moves.department(rule.assign_department));
    const policy = department
      ? await this.moves.move(draft, department, rule.assign_user !== null)
      : undefined;
    if (rule.assign_user) await this.#assign(draft, rule.assign_user);
    if (rule.raise_priority) draft.raisePriority();
    return policy ?? undefined;
  }

  /** Somebody who has left, or does not see the department, cannot be given it. */
  async #assign(draft: TicketDraft, userId: string): Promise<void> {
    const user = await this.staff.named(userId);
    if (!user || !(await this.staff.keeps(userId, draft.departmentId))) return;
    const decision = changeTicket(
      { status: draft.status, assigneeId: draft.assignee?.id ?? null },
      { assigneeId: userId },
      { role: 'admin', userId },
    );
    if (decision.outcome !== 'accepted') return;
    draft.assign(user);
    if (decision.changes.status) draft.setStatus(decision.changes.status.to);
  }

  async #named(ids: readonly string[]): Promise<Named<string>[]> {
    const found = await Promise.all([...new Set(ids)].map((id) => this.staff.named(id)));
    return found.filter((user) => user !== null);
  }
}

const changes = (rule: SlaEscalation): boolean =>
  rule.raise_priority || rule.assign_user !== null || rule.assign_department !== null;

import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { SlaEscalation } from '@noxdesk/contracts';
import type { SlaAlert } from '@noxdesk/domain';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { type SlaAlertRaised, TicketEvents } from './ticket-events.js';
import { slaEscalateJob } from './ticket-jobs.js';

const RULES = sql(
  'sla.escalations',
  `SELECT p.escalations FROM tickets t
   JOIN sla_policies p ON p.tenant_id = t.tenant_id AND p.id = (t.sla_state->>'policy')::uuid
   WHERE t.tenant_id = $1 AND t.id = $2`,
);

/** What the policies of tickets let follow from an alert. Each alert comes once, and so does what follows from it. */
@Injectable()
export class SlaEscalations {
  readonly #escalating = new AsyncLocalStorage<true>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    events: TicketEvents,
  ) {
    events.on('sla.alert', (event) => this.#queue(event));
  }

  /** The rules that the ticket's policy has for an alert. */
  async rulesFor(
    ticketId: string,
    alert: Pick<SlaAlert, 'target' | 'percent'>,
  ): Promise<readonly SlaEscalation[]> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<{ escalations: SlaEscalation[] }>(RULES, [tx.tenantId, ticketId]);
    return (row?.escalations ?? []).filter(
      ({ target, percent }) => percent === alert.percent && (target === null || target === alert.target),
    );
  }

  /** Runs a step of an escalation: alerts that it brings about notify people, and change nothing further. */
  step<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#escalating.run(true, work);
  }

  async #queue({ ticketId, alert }: SlaAlertRaised): Promise<void> {
    const rules = await this.rulesFor(ticketId, alert);
    if (rules.length === 0) return;
    const notifyOnly = this.#escalating.getStore() === true;
    await this.outbox.add(slaEscalateJob, { ticketId, alert, notifyOnly });
  }
}

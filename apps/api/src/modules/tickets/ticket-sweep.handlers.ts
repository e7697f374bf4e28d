import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { type JobContext, JobHandler } from '../../platform/queue/job.js';
import { TicketDrafts } from './ticket-drafts.js';
import { autoCloseJob, slaCheckJob, type TicketPayload } from './ticket-jobs.js';
import { TicketRepository } from './ticket.repository.js';

/** Raises the alerts that a ticket has come to. Their key makes each come once, however often this runs. */
@Injectable()
export class SlaCheckHandler extends JobHandler<TicketPayload> {
  readonly job = slaCheckJob;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly drafts: TicketDrafts,
    private readonly tickets: TicketRepository,
    private readonly clock: Clock,
  ) {
    super();
  }

  async handle({ ticketId }: TicketPayload, { tenantId }: JobContext): Promise<void> {
    await this.unitOfWork.run(tenantId, async () => {
      const due = (await this.tickets.find(ticketId))?.sla_check_at ?? null;
      // Erased or looked after meanwhile: nothing that others would have to wait for.
      if (due === null || due > this.clock.now()) return;
      const draft = await this.drafts.open(ticketId, { kind: 'system' });
      draft.tick();
      await this.drafts.save(draft);
    });
  }
}

/** Closes a resolved ticket that nobody answered in time. */
@Injectable()
export class AutoCloseHandler extends JobHandler<TicketPayload> {
  readonly job = autoCloseJob;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly drafts: TicketDrafts,
    private readonly tickets: TicketRepository,
    private readonly clock: Clock,
  ) {
    super();
  }

  async handle({ ticketId }: TicketPayload, { tenantId }: JobContext): Promise<void> {
    await this.unitOfWork.run(tenantId, async () => {
      if (!(await this.tickets.find(ticketId))) return;
      const draft = await this.drafts.open(ticketId, { kind: 'system' });
      // Answered or closed between the sweep and now.
      if (!draft.isDueToClose(this.clock.now())) return;
      draft.setStatus('closed');
      await this.drafts.save(draft);
    });
  }
}

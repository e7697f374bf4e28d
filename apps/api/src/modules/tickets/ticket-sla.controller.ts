import { Controller } from '@nestjs/common';
import { endpoints, type SlaExplanation } from '@noxdesk/contracts';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { ProblemError } from '../../platform/http/problem.js';
import { SlaService } from '../sla/sla.service.js';
import { TicketRepository } from './ticket.repository.js';
import { isVisible } from './ticket-visibility.js';

const { sla } = endpoints;

/** Why a ticket is due when it is. */
@Controller(API_PREFIX)
export class TicketSlaController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tickets: TicketRepository,
    private readonly sla: SlaService,
    private readonly clock: Clock,
  ) {}

  @Route(sla.explain)
  explain(@From() caller: Caller, @Input() { params }: InputOf<typeof sla.explain>): Promise<SlaExplanation> {
    return this.unitOfWork.run(caller.tenantId, async () => {
      const row = await this.tickets.find(params.id);
      if (!row?.sla_state || !isVisible(caller, row)) throw new ProblemError('not_found');
      return this.sla.explain(row.sla_state, this.clock.now());
    });
  }
}

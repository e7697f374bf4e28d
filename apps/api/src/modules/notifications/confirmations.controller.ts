import { Controller } from '@nestjs/common';
import { type Confirmation, endpoints } from '@noxdesk/contracts';
import { formatTicketNumber, type TicketStatus } from '@noxdesk/domain';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { API_PREFIX, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { ProblemError } from '../../platform/http/problem.js';
import { TicketCommands } from '../tickets/ticket-commands.js';
import { type ConfirmClaim, ConfirmLinks } from './confirm-links.js';

const { confirmations } = endpoints;

const TICKET = sql(
  'confirmations.ticket',
  `SELECT t.id, t.number, t.subject, t.status FROM tickets t
   JOIN users u ON u.tenant_id = t.tenant_id AND u.id = t.requester_id
   WHERE t.tenant_id = $1 AND t.number = $2 AND t.requester_id = $3 AND u.active`,
);

interface Row {
  id: string;
  number: number;
  subject: string;
  status: TicketStatus;
}

/** Behind the link of a resolution mail: looking changes nothing, so that programs which fetch links do no harm. */
@Controller(API_PREFIX)
export class ConfirmationsController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly links: ConfirmLinks,
    private readonly tickets: TicketCommands,
  ) {}

  @Route(confirmations.get)
  async get(@Input() { params }: InputOf<typeof confirmations.get>): Promise<Confirmation> {
    return present(await this.#find(this.#claim(params.token)));
  }

  @Route(confirmations.confirm)
  async confirm(@Input() { params }: InputOf<typeof confirmations.confirm>): Promise<Confirmation> {
    const claim = this.#claim(params.token);
    return this.unitOfWork.run(claim.tenantId, async () => {
      const { id } = await this.#find(claim);
      await this.tickets.confirm(claim.tenantId, {
        ticketId: id,
        actor: { kind: 'customer', userId: claim.personId },
      });
      return present(await this.#find(claim));
    });
  }

  #claim(token: string): ConfirmClaim {
    const claim = this.links.read(token);
    if (!claim) throw new ProblemError('not_found');
    return claim;
  }

  async #find({ tenantId, ticketNumber, personId }: ConfirmClaim): Promise<Row> {
    const [row] = await this.unitOfWork.run(tenantId, (tx) =>
      tx.query<Row>(TICKET, [tenantId, ticketNumber, personId]),
    );
    if (!row) throw new ProblemError('not_found');
    return row;
  }
}

const present = ({ number, subject, status }: Row): Confirmation => ({
  ticket: { number: formatTicketNumber(number), subject },
  state: status === 'resolved' ? 'confirmable' : status === 'closed' ? 'confirmed' : 'open',
});

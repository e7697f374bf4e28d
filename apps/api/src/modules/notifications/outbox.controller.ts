import { Controller, Req } from '@nestjs/common';
import { DEFAULT_PAGE_SIZE, endpoints, type OutboxMail, type Page } from '@noxdesk/contracts';
import { formatTicketNumber } from '@noxdesk/domain';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { Cursors, readPage } from '../../platform/http/cursor.js';
import {
  API_PREFIX,
  type ApiRequest,
  From,
  Input,
  type InputOf,
  Route,
} from '../../platform/http/endpoint.js';
import { ProblemError } from '../../platform/http/problem.js';
import { TicketsService } from '../tickets/tickets.service.js';
import { Deliveries } from './deliveries.js';
import { OutboundRepository, type OutboundRow } from './outbound.repository.js';

const { mail } = endpoints;

@Controller(API_PREFIX)
export class OutboxController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbound: OutboundRepository,
    private readonly deliveries: Deliveries,
    private readonly tickets: TicketsService,
    private readonly cursors: Cursors,
  ) {}

  @Route(mail.outbox)
  async list(
    @From() { tenantId }: Caller,
    @Input() { query, rawQuery }: InputOf<typeof mail.outbox>,
  ): Promise<Page<OutboxMail>> {
    const page = await readPage({
      cursors: this.cursors,
      path: '/tickets/api/outbox/',
      raw: rawQuery,
      limit: query.limit ?? DEFAULT_PAGE_SIZE,
      at: (row: OutboundRow) => [row.created_at.getTime(), row.id],
      read: (cursor, limit) => this.unitOfWork.run(tenantId, () => this.outbound.page(cursor, limit)),
    });
    return { ...page, results: page.results.map(presentOutboxMail) };
  }

  @Route(mail.resend)
  async resend(
    @From() { tenantId }: Caller,
    @Input() { params }: InputOf<typeof mail.resend>,
  ): Promise<OutboxMail> {
    return this.unitOfWork.run(tenantId, async () => {
      if (!(await this.outbound.get(params.id))) throw new ProblemError('not_found');
      if ((await this.deliveries.sendAgain({ mailId: params.id })) === 0) throw new ProblemError('conflict');
      return presentOutboxMail((await this.outbound.get(params.id))!);
    });
  }

  /** Every mail that carried a message and did not arrive. */
  @Route(mail.resendMessage)
  async resendMessage(
    @From() caller: Caller,
    @Input() { params }: InputOf<typeof mail.resendMessage>,
    @Req() request: ApiRequest,
  ): Promise<{ queued: number }> {
    const ticket = await this.tickets.get(caller, params.id, request.noxdesk.locale);
    if (!ticket.messages.some(({ id }) => id === params.message)) throw new ProblemError('not_found');
    return this.unitOfWork.run(caller.tenantId, async () => {
      const queued = await this.deliveries.sendAgain({ messageId: params.message });
      if (queued === 0) throw new ProblemError('conflict');
      return { queued };
    });
  }
}

const presentOutboxMail = (row: OutboundRow): OutboxMail => ({
  id: row.id,
  to: row.recipients,
  subject: row.subject,
  kind: row.kind,
  message_id: row.message_id,
  state: row.state === 'sending' ? 'queued' : row.state,
  reason: row.reason,
  attempts: row.attempts,
  text: row.text_body,
  ticket:
    row.ticket_id === null ? null : { id: row.ticket_id, number: formatTicketNumber(row.ticket_number!) },
  created_at: row.created_at.toISOString(),
  sent_at: row.sent_at?.toISOString() ?? null,
});

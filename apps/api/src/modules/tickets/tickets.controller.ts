import { Controller, Req } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import {
  type ApiRequest,
  API_PREFIX,
  From,
  Input,
  type InputOf,
  Route,
} from '../../platform/http/endpoint.js';
import { Idempotency } from '../../platform/http/idempotency.js';
import { ChangeTicket } from './commands/change-ticket.js';
import { CreateTicket } from './commands/create-ticket.js';
import { ReplyToTicket } from './commands/reply-to-ticket.js';
import { TicketsService } from './tickets.service.js';

const { tickets } = endpoints;

@Controller(API_PREFIX)
export class TicketsController {
  constructor(
    private readonly service: TicketsService,
    private readonly createTicket: CreateTicket,
    private readonly changeTicket: ChangeTicket,
    private readonly replyToTicket: ReplyToTicket,
    private readonly idempotency: Idempotency,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  @Route(tickets.create)
  async create(
    @From() caller: Caller,
    @Input() input: InputOf<typeof tickets.create>,
    @Req() request: ApiRequest,
  ) {
    const { body, files } = input;
    return this.#write(caller, input, async () => {
      const opened = await this.createTicket.run(caller, body, files);
      return this.service.getOpened(caller, opened, request.noxdesk.locale);
    });
  }

  @Route(tickets.list)
  list(@From() caller: Caller, @Input() input: InputOf<typeof tickets.list>, @Req() request: ApiRequest) {
    return this.service.list(caller, input.query, input.rawQuery, request.noxdesk.locale);
  }

  @Route(tickets.get)
  get(@From() caller: Caller, @Input() { params }: InputOf<typeof tickets.get>, @Req() request: ApiRequest) {
    return this.service.get(caller, params.id, request.noxdesk.locale);
  }

  @Route(tickets.change)
  async change(
    @From() caller: Caller,
    @Input() input: InputOf<typeof tickets.change>,
    @Req() request: ApiRequest,
  ) {
    const { params, body, ifMatch } = input;
    return this.#write(caller, input, async () => {
      await this.changeTicket.run(caller, params.id, body, ifMatch);
      return this.service.getWritten(caller, params.id, request.noxdesk.locale);
    });
  }

  @Route(tickets.reply)
  async reply(
    @From() caller: Caller,
    @Input() input: InputOf<typeof tickets.reply>,
    @Req() request: ApiRequest,
  ) {
    const { params, body, files, ifMatch } = input;
    return this.#write(caller, input, async () => {
      const { ticketId, messageId } = await this.replyToTicket.run(caller, params.id, body, files, ifMatch);
      const message = await this.service.message(caller, messageId, request.noxdesk.locale);
      return { ...message, ticket_id: ticketId };
    });
  }

  /** The write and the answer that a repeat gets are committed together. */
  async #write<Answer>(caller: Caller, input: object, work: () => Promise<Answer>): Promise<Answer> {
    return this.unitOfWork.run(caller.tenantId, async () => {
      const answer = await work();
      await this.idempotency.remember(input, answer);
      return answer;
    });
  }
}

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
import { RelateTickets } from './commands/relate-tickets.js';
import { SplitMessage } from './commands/split-message.js';
import { TicketsService } from './tickets.service.js';

const { links } = endpoints;

/** Tickets that have to do with each other. Each answer is the ticket that was asked about, as it is now. */
@Controller(API_PREFIX)
export class TicketRelationsController {
  constructor(
    private readonly service: TicketsService,
    private readonly relate: RelateTickets,
    private readonly splitMessage: SplitMessage,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  @Route(links.add)
  add(@From() caller: Caller, @Input() input: InputOf<typeof links.add>, @Req() request: ApiRequest) {
    const { params, body } = input;
    return this.#answer(caller, request, params.id, () => this.relate.link(caller, params.id, body.ticket));
  }

  @Route(links.remove)
  remove(@From() caller: Caller, @Input() input: InputOf<typeof links.remove>, @Req() request: ApiRequest) {
    const { id, other } = input.params;
    return this.#answer(caller, request, id, () => this.relate.unlink(caller, id, other));
  }

  @Route(links.merge)
  merge(@From() caller: Caller, @Input() input: InputOf<typeof links.merge>, @Req() request: ApiRequest) {
    const { params, body } = input;
    return this.#answer(caller, request, params.id, () => this.relate.merge(caller, params.id, body.into));
  }

  @Route(links.unmerge)
  unmerge(@From() caller: Caller, @Input() input: InputOf<typeof links.unmerge>, @Req() request: ApiRequest) {
    const { id } = input.params;
    return this.#answer(caller, request, id, () => this.relate.unmerge(caller, id));
  }

  @Route(links.split)
  split(@From() caller: Caller, @Input() input: InputOf<typeof links.split>, @Req() request: ApiRequest) {
    const { params, body } = input;
    return this.unitOfWork.run(caller.tenantId, async () => {
      const made = await this.splitMessage.run(caller, params.id, params.message, body);
      return this.service.getWritten(caller, made, request.noxdesk.locale);
    });
  }

  /** The change and its answer are one step. */
  #answer(caller: Caller, request: ApiRequest, id: string, work: () => Promise<void>) {
    return this.unitOfWork.run(caller.tenantId, async () => {
      await work();
      return this.service.getWritten(caller, id, request.noxdesk.locale);
    });
  }
}

import { Controller, Req } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import type { Caller } from '../../platform/http/caller.js';
import {
  type ApiRequest,
  API_PREFIX,
  From,
  Input,
  type InputOf,
  Route,
} from '../../platform/http/endpoint.js';
import { BulkChangeTickets } from './commands/bulk-change-tickets.js';

const { bulk } = endpoints;

@Controller(API_PREFIX)
export class BulkController {
  constructor(private readonly tickets: BulkChangeTickets) {}

  @Route(bulk.change)
  change(@From() caller: Caller, @Input() { body }: InputOf<typeof bulk.change>, @Req() request: ApiRequest) {
    return this.tickets.change(caller, body.tickets, body.changes, request.noxdesk.locale);
  }

  @Route(bulk.undo)
  undo(@From() caller: Caller, @Input() { body }: InputOf<typeof bulk.undo>, @Req() request: ApiRequest) {
    return this.tickets.undo(caller, body.undo, request.noxdesk.locale);
  }
}

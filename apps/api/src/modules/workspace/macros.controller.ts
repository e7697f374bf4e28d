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
import { MacrosService } from './macros.service.js';

const { macros } = endpoints;

@Controller(API_PREFIX)
export class MacrosController {
  constructor(private readonly service: MacrosService) {}

  @Route(macros.list)
  list(@From() caller: Caller, @Input() input: InputOf<typeof macros.list>) {
    return this.service.list(caller, macros.list.path, input);
  }

  @Route(macros.get)
  get(@From() caller: Caller, @Input() { params }: InputOf<typeof macros.get>) {
    return this.service.get(caller.tenantId, params.id);
  }

  @Route(macros.create)
  create(@From() caller: Caller, @Input() { body }: InputOf<typeof macros.create>) {
    return this.service.create(caller.tenantId, body);
  }

  @Route(macros.change)
  change(@From() caller: Caller, @Input() { params, body }: InputOf<typeof macros.change>) {
    return this.service.change(caller.tenantId, params.id, body);
  }

  @Route(macros.remove)
  async remove(@From() caller: Caller, @Input() { params }: InputOf<typeof macros.remove>) {
    await this.service.remove(caller.tenantId, params.id);
  }

  @Route(macros.apply)
  apply(
    @From() caller: Caller,
    @Input() { params, body }: InputOf<typeof macros.apply>,
    @Req() request: ApiRequest,
  ) {
    return this.service.apply(caller, params.id, body.tickets, request.noxdesk.locale);
  }
}

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
import { ViewsService } from './views.service.js';

const { views } = endpoints;

@Controller(API_PREFIX)
export class ViewsController {
  constructor(private readonly service: ViewsService) {}

  @Route(views.list)
  list(@From() caller: Caller) {
    return this.service.list(caller);
  }

  @Route(views.create)
  create(
    @From() caller: Caller,
    @Input() { body }: InputOf<typeof views.create>,
    @Req() request: ApiRequest,
  ) {
    return this.service.create(caller, body, request.noxdesk.locale);
  }

  @Route(views.change)
  change(@From() caller: Caller, @Input() input: InputOf<typeof views.change>, @Req() request: ApiRequest) {
    return this.service.change(caller, input.params.id, input.body, request.noxdesk.locale);
  }

  @Route(views.remove)
  async remove(@From() caller: Caller, @Input() { params }: InputOf<typeof views.remove>) {
    await this.service.remove(caller, params.id);
  }

  @Route(views.counts)
  async counts(
    @From() caller: Caller,
    @Input() { body }: InputOf<typeof views.counts>,
    @Req() request: ApiRequest,
  ) {
    return { counts: await this.service.counts(caller, body.queries, request.noxdesk.locale) };
  }
}

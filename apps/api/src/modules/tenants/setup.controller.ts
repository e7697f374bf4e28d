import { Controller, Req } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import { API_PREFIX, type ApiRequest, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { SetupService } from './setup.service.js';

const { setup } = endpoints;

@Controller(API_PREFIX)
export class SetupController {
  constructor(private readonly service: SetupService) {}

  @Route(setup.state)
  async state() {
    return { needed: await this.service.isNeeded() };
  }

  @Route(setup.begin)
  begin(@Input() { body }: InputOf<typeof setup.begin>, @Req() request: ApiRequest) {
    return this.service.begin(body, request.ip);
  }
}

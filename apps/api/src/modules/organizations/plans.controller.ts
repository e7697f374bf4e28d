import { Controller } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { type PlanRow, PlansService } from './plans.service.js';

const { plans } = endpoints;

@Controller(API_PREFIX)
export class PlansController {
  constructor(private readonly service: PlansService) {}

  @Route(plans.list)
  async list(@From() caller: Caller, @Input() input: InputOf<typeof plans.list>) {
    const page = await this.service.list(caller.tenantId, plans.list.path, input);
    return { ...page, results: page.results.map(present) };
  }

  @Route(plans.get)
  async get(@From() caller: Caller, @Input() { params }: InputOf<typeof plans.get>) {
    return present(await this.service.get(caller.tenantId, params.id));
  }

  @Route(plans.create)
  async create(@From() caller: Caller, @Input() { body }: InputOf<typeof plans.create>) {
    return present(await this.service.create(caller.tenantId, body.name));
  }

  @Route(plans.change)
  async change(@From() caller: Caller, @Input() { params, body }: InputOf<typeof plans.change>) {
    // The contract's PATCH names at least one field, and there is only this one.
    return present(await this.service.rename(caller.tenantId, params.id, body.name!));
  }

  @Route(plans.remove)
  async remove(@From() caller: Caller, @Input() { params }: InputOf<typeof plans.remove>) {
    await this.service.remove(caller.tenantId, params.id);
  }
}

const present = ({ id, name }: PlanRow) => ({ id, name });

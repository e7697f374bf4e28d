import { Controller } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { presentPolicy as present } from './policy-presenter.js';
import { SlaPoliciesRepository } from './sla-policies.repository.js';
import { SlaPoliciesService } from './sla-policies.service.js';

const { slaPolicies } = endpoints;

@Controller(API_PREFIX)
export class SlaPoliciesController {
  constructor(
    private readonly service: SlaPoliciesService,
    private readonly repository: SlaPoliciesRepository,
  ) {}

  @Route(slaPolicies.list)
  async list(@From() caller: Caller, @Input() input: InputOf<typeof slaPolicies.list>) {
    const page = await this.repository.list(caller.tenantId, slaPolicies.list.path, input);
    return { ...page, results: page.results.map(present) };
  }

  @Route(slaPolicies.get)
  async get(@From() caller: Caller, @Input() { params }: InputOf<typeof slaPolicies.get>) {
    return present(await this.service.get(caller.tenantId, params.id));
  }

  @Route(slaPolicies.create)
  async create(@From() caller: Caller, @Input() { body }: InputOf<typeof slaPolicies.create>) {
    return present(await this.service.create(caller.tenantId, body));
  }

  @Route(slaPolicies.change)
  async change(@From() caller: Caller, @Input() { params, body }: InputOf<typeof slaPolicies.change>) {
    return present(await this.service.change(caller.tenantId, params.id, body));
  }

  @Route(slaPolicies.remove)
  async remove(@From() caller: Caller, @Input() { params }: InputOf<typeof slaPolicies.remove>) {
    await this.service.remove(caller.tenantId, params.id);
  }
}

import { Controller } from '@nestjs/common';
import { endpoints, type Organization } from '@noxdesk/contracts';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { type OrganizationRow, OrganizationsRepository } from './organizations.repository.js';
import { OrganizationsService } from './organizations.service.js';

const { organizations } = endpoints;

@Controller(API_PREFIX)
export class OrganizationsController {
  constructor(
    private readonly service: OrganizationsService,
    private readonly repository: OrganizationsRepository,
  ) {}

  @Route(organizations.list)
  async list(@From() caller: Caller, @Input() input: InputOf<typeof organizations.list>) {
    const page = await this.repository.list(caller.tenantId, organizations.list.path, input);
    return { ...page, results: page.results.map(present) };
  }

  @Route(organizations.get)
  async get(@From() caller: Caller, @Input() { params }: InputOf<typeof organizations.get>) {
    return present(await this.service.get(caller.tenantId, params.id));
  }

  @Route(organizations.create)
  async create(@From() caller: Caller, @Input() { body }: InputOf<typeof organizations.create>) {
    return present(await this.service.create(caller.tenantId, body));
  }

  @Route(organizations.change)
  async change(@From() caller: Caller, @Input() { params, body }: InputOf<typeof organizations.change>) {
    return present(await this.service.change(caller.tenantId, params.id, body));
  }

  @Route(organizations.remove)
  async remove(@From() caller: Caller, @Input() { params }: InputOf<typeof organizations.remove>) {
    await this.service.remove(caller.tenantId, params.id);
  }
}

const present = (row: OrganizationRow): Organization => ({
  id: row.id,
  name: row.name,
  plan: row.plan_id === null ? null : { id: row.plan_id, name: row.plan_name! },
  shared_tickets: row.shared_tickets,
});

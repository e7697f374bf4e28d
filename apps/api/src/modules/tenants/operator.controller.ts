import { Controller } from '@nestjs/common';
import { endpoints, type TenantSummary } from '@noxdesk/contracts';
import { API_PREFIX, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { type TenantRow, TenantsRepository } from './tenants.repository.js';
import { TenantsService } from './tenants.service.js';

const { operator } = endpoints;

@Controller(API_PREFIX)
export class OperatorController {
  constructor(
    private readonly service: TenantsService,
    private readonly repository: TenantsRepository,
  ) {}

  @Route(operator.list)
  async list(@Input() input: InputOf<typeof operator.list>) {
    const page = await this.repository.list(operator.list.path, input);
    return { ...page, results: page.results.map(present) };
  }

  @Route(operator.create)
  async create(@Input() { body }: InputOf<typeof operator.create>) {
    return present(await this.service.create(body));
  }
}

const present = (row: TenantRow): TenantSummary => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  hosts: row.hosts,
  created_at: row.created_at.toISOString(),
});

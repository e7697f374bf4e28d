import { Controller } from '@nestjs/common';
import { endpoints, type TrustedIssuer } from '@noxdesk/contracts';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { type IssuerRow, TrustedIssuersRepository } from './trusted-issuers.repository.js';
import { TrustedIssuersService } from './trusted-issuers.service.js';

const { trustedIssuers } = endpoints;

@Controller(API_PREFIX)
export class TrustedIssuersController {
  constructor(
    private readonly service: TrustedIssuersService,
    private readonly repository: TrustedIssuersRepository,
  ) {}

  @Route(trustedIssuers.list)
  async list(@From() { tenantId }: Caller, @Input() input: InputOf<typeof trustedIssuers.list>) {
    const page = await this.repository.list(tenantId, trustedIssuers.list.path, input);
    return { ...page, results: page.results.map(present) };
  }

  @Route(trustedIssuers.get)
  async get(@From() { tenantId }: Caller, @Input() { params }: InputOf<typeof trustedIssuers.get>) {
    return present(await this.service.get(tenantId, params.id));
  }

  @Route(trustedIssuers.create)
  async create(@From() { tenantId }: Caller, @Input() { body }: InputOf<typeof trustedIssuers.create>) {
    return present(await this.service.create(tenantId, body));
  }

  @Route(trustedIssuers.change)
  async change(
    @From() { tenantId }: Caller,
    @Input() { params, body }: InputOf<typeof trustedIssuers.change>,
  ) {
    return present(await this.service.change(tenantId, params.id, body));
  }

  @Route(trustedIssuers.remove)
  async remove(@From() { tenantId }: Caller, @Input() { params }: InputOf<typeof trustedIssuers.remove>) {
    await this.service.remove(tenantId, params.id);
  }
}

const present = (row: IssuerRow): TrustedIssuer => ({
  id: row.id,
  name: row.name,
  issuer: row.issuer,
  audience: row.audience,
  jwks_url: row.jwks_url,
  keys: row.keys,
  algorithms: row.algorithms,
  claims: row.claims,
  roles: row.roles,
  plans: row.plans,
  links_by_email: row.links_by_email,
  enabled: row.enabled,
  created_at: row.created_at.toISOString(),
});

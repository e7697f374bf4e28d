import { Controller } from '@nestjs/common';
import { endpoints, type IdentityProvider } from '@noxdesk/contracts';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { IdentityProvidersRepository, type ProviderRow } from './identity-providers.repository.js';
import { IdentityProvidersService } from './identity-providers.service.js';
import { ProviderSignIn } from './provider-sign-in.js';

const { identityProviders } = endpoints;

@Controller(API_PREFIX)
export class IdentityProvidersController {
  constructor(
    private readonly service: IdentityProvidersService,
    private readonly repository: IdentityProvidersRepository,
    private readonly signIn: ProviderSignIn,
  ) {}

  @Route(identityProviders.list)
  async list(@From() { tenantId }: Caller, @Input() input: InputOf<typeof identityProviders.list>) {
    const page = await this.repository.list(tenantId, identityProviders.list.path, input);
    return { ...page, results: page.results.map((row) => this.#present(row)) };
  }

  @Route(identityProviders.get)
  async get(@From() { tenantId }: Caller, @Input() { params }: InputOf<typeof identityProviders.get>) {
    return this.#present(await this.service.get(tenantId, params.id));
  }

  @Route(identityProviders.create)
  async create(@From() { tenantId }: Caller, @Input() { body }: InputOf<typeof identityProviders.create>) {
    return this.#present(await this.service.create(tenantId, body));
  }

  @Route(identityProviders.change)
  async change(
    @From() { tenantId }: Caller,
    @Input() { params, body }: InputOf<typeof identityProviders.change>,
  ) {
    return this.#present(await this.service.change(tenantId, params.id, body));
  }

  @Route(identityProviders.remove)
  async remove(@From() { tenantId }: Caller, @Input() { params }: InputOf<typeof identityProviders.remove>) {
    await this.service.remove(tenantId, params.id);
  }

  #present(row: ProviderRow): IdentityProvider {
    return {
      id: row.id,
      name: row.name,
      issuer: row.issuer,
      client_id: row.client_id,
      has_client_secret: row.client_secret !== null,
      scopes: row.scopes,
      groups_claim: row.groups_claim,
      mappings: row.mappings,
      email_domains: row.email_domains,
      creates_users: row.creates_users,
      links_by_email: row.links_by_email,
      vouches: row.vouches,
      enabled: row.enabled,
      redirect_uri: this.signIn.publicRedirectUri,
      created_at: row.created_at.toISOString(),
    };
  }
}

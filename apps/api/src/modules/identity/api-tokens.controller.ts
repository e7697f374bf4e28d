import { Controller } from '@nestjs/common';
import { type ApiToken, endpoints } from '@noxdesk/contracts';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { type ApiTokenRow, ApiTokensService } from './api-tokens.service.js';

const { apiTokens } = endpoints;

@Controller(API_PREFIX)
export class ApiTokensController {
  constructor(private readonly service: ApiTokensService) {}

  @Route(apiTokens.list)
  async list(@From() caller: Caller, @Input() input: InputOf<typeof apiTokens.list>) {
    const page = await this.service.list(caller, apiTokens.list.path, input);
    return { ...page, results: page.results.map(present) };
  }

  @Route(apiTokens.get)
  async get(@From() caller: Caller, @Input() { params }: InputOf<typeof apiTokens.get>) {
    return present(await this.service.get(caller, params.id));
  }

  @Route(apiTokens.create)
  async create(@From() caller: Caller, @Input() { body }: InputOf<typeof apiTokens.create>) {
    const { row, token } = await this.service.create(caller, body);
    return { ...present(row), token };
  }

  @Route(apiTokens.change)
  async change(@From() caller: Caller, @Input() { params, body }: InputOf<typeof apiTokens.change>) {
    // The contract's PATCH names at least one field, and there is only this one.
    return present(await this.service.rename(caller, params.id, body.name!));
  }

  @Route(apiTokens.revoke)
  async revoke(@From() caller: Caller, @Input() { params }: InputOf<typeof apiTokens.revoke>) {
    await this.service.revoke(caller, params.id);
  }
}

const present = (row: ApiTokenRow): ApiToken => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes,
  created_at: row.created_at.toISOString(),
  expires_at: row.expires_at?.toISOString() ?? null,
  last_used_at: row.last_used_at?.toISOString() ?? null,
});

import { Controller } from '@nestjs/common';
import { endpoints, type User } from '@noxdesk/contracts';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { PasswordResets } from './password-resets.js';
import { type UserRow, UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

const { users } = endpoints;

@Controller(API_PREFIX)
export class UsersController {
  constructor(
    private readonly service: UsersService,
    private readonly repository: UsersRepository,
    private readonly resets: PasswordResets,
  ) {}

  @Route(users.list)
  async list(@From() caller: Caller, @Input() input: InputOf<typeof users.list>) {
    const page = await this.repository.list(caller.tenantId, users.list.path, input);
    return { ...page, results: page.results.map(present) };
  }

  @Route(users.get)
  async get(@From() caller: Caller, @Input() { params }: InputOf<typeof users.get>) {
    return present(await this.service.get(caller.tenantId, params.id));
  }

  @Route(users.create)
  async create(@From() caller: Caller, @Input() { body }: InputOf<typeof users.create>) {
    return present(await this.service.create(caller.tenantId, body));
  }

  @Route(users.change)
  async change(@From() caller: Caller, @Input() { params, body }: InputOf<typeof users.change>) {
    return present(await this.service.change(caller.tenantId, params.id, body));
  }

  @Route(users.remove)
  async remove(@From() caller: Caller, @Input() { params }: InputOf<typeof users.remove>) {
    await this.service.remove(caller.tenantId, params.id);
  }

  @Route(users.invite)
  async invite(@From() caller: Caller, @Input() { params }: InputOf<typeof users.invite>) {
    await this.resets.invite(caller.tenantId, params.id);
    return { queued: true };
  }
}

const present = (row: UserRow): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  departments: row.departments,
  organization:
    row.organization_id === null ? null : { id: row.organization_id, name: row.organization_name! },
  can_access_ticketing: row.can_access_ticketing,
  locale: row.locale,
  active: row.active,
  created_at: row.created_at.toISOString(),
});

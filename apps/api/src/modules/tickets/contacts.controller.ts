import { Controller } from '@nestjs/common';
import { type Contact, endpoints } from '@noxdesk/contracts';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { type ContactRow, ContactsRepository } from './contacts.repository.js';

const { contacts } = endpoints;

@Controller(API_PREFIX)
export class ContactsController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly contacts: ContactsRepository,
  ) {}

  @Route(contacts.list)
  async list(@From() caller: Caller, @Input() { query }: InputOf<typeof contacts.list>) {
    const rows = await this.unitOfWork.run(caller.tenantId, () => this.contacts.find(caller, query));
    return rows.map(contact);
  }
}

const named = (id: string | null, name: string | null) => (id && name ? { id, name } : null);

function contact({ id, name, email, ...row }: ContactRow): Contact {
  const organization = named(row.organization_id, row.organization_name);
  return {
    id,
    name,
    email,
    organization: organization && { ...organization, plan: named(row.plan_id, row.plan_name) },
  };
}

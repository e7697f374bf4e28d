import { Injectable } from '@nestjs/common';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { Params, visibilityClause } from './ticket-visibility.js';

export interface ContactRow {
  id: string;
  name: string;
  email: string;
  organization_id: string | null;
  organization_name: string | null;
  plan_id: string | null;
  plan_name: string | null;
}

interface ContactQuery {
  search?: string | undefined;
  id?: string | undefined;
}

/** As many as one looks through before one types another letter. */
const MOST = 8;

/** Whom one writes to; takes part in the transaction that is open. */
@Injectable()
export class ContactsRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** An agent knows those alone whose tickets they may see; names that begin with what is searched come first. */
  find(caller: Caller, { search, id }: ContactQuery): Promise<ContactRow[]> {
    const { tx } = this.unitOfWork;
    const params = new Params();
    const tenant = params.add(tx.tenantId);
    const visible = visibilityClause(caller, params);
    const conditions = [`u.tenant_id = ${tenant}`];
    if (visible !== 'true')
      conditions.push(`EXISTS (SELECT FROM tickets t
        WHERE t.tenant_id = u.tenant_id AND t.requester_id = u.id AND ${visible})`);
    if (id === undefined) conditions.push('u.active');
    else conditions.push(`u.id = ${params.add(id)}::uuid`);
    let best = '';
    if (search !== undefined) {
      const wanted = `unaccent(lower(${params.add(search)}))`;
      conditions.push(`strpos(unaccent(lower(u.name || ' ' || u.email)), ${wanted}) > 0`);
      best = `strpos(unaccent(lower(u.name)), ${wanted}) <> 1 AND strpos(u.email, ${wanted}) <> 1,`;
    }
    const text = `SELECT u.id, u.name, u.email, o.id AS organization_id, o.name AS organization_name,
        p.id AS plan_id, p.name AS plan_name
      FROM users u
      LEFT JOIN organizations o ON o.tenant_id = u.tenant_id AND o.id = u.organization_id
      LEFT JOIN plans p ON p.tenant_id = o.tenant_id AND p.id = o.plan_id
      WHERE ${conditions.join(' AND ')} ORDER BY ${best} u.name, u.id LIMIT ${MOST}`;
    return tx.query<ContactRow & Record<string, unknown>>(sql('contacts.find', text), params.values);
  }
}

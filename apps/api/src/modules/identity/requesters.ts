import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';

const FIND = sql(
  'requesters.find',
  `SELECT id, role, organization_id, active FROM users WHERE tenant_id = $1 AND email = $2`,
);
// The update changes nothing; it makes the statement answer the row that another transaction has just added.
const ADD = sql(
  'requesters.add',
  `INSERT INTO users (tenant_id, id, email, name, role, can_access_ticketing, locale, created_at, updated_at)
   VALUES ($1, $2, $3, $4, 'customer', true, $5, $6, $6)
   ON CONFLICT (tenant_id, email) DO UPDATE SET email = excluded.email
   RETURNING id, role, organization_id, active`,
);

interface Row {
  id: string;
  role: 'admin' | 'agent' | 'customer';
  organization_id: string | null;
  active: boolean;
}

export interface Requester {
  id: string;
  role: 'admin' | 'agent' | 'customer';
  organizationId: string | null;
  active: boolean;
}

const asRequester = (row: Row): Requester => ({
  id: row.id,
  role: row.role,
  organizationId: row.organization_id,
  active: row.active,
});

/** People known by their address: whoever asks for help for the first time becomes a customer of the tenant. */
@Injectable()
export class Requesters {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** In the transaction one is in. */
  async find(email: string): Promise<Requester | null> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<Row>(FIND, [tx.tenantId, email.toLowerCase()]);
    return row ? asRequester(row) : null;
  }

  /** In the transaction one is in. @param name what a new customer is called; the address where it is not known */
  async findOrCreate(person: {
    email: string;
    name?: string | undefined;
    locale?: 'es' | 'en';
  }): Promise<Requester> {
    const found = await this.find(person.email);
    if (found) return found;
    const { tx } = this.unitOfWork;
    const email = person.email.toLowerCase();
    const name = person.name?.trim() || email;
    const values = [
      tx.tenantId,
      uuidv7(),
      email,
      name.slice(0, 200),
      person.locale ?? 'es',
      this.clock.now(),
    ];
    const [row] = await tx.query<Row>(ADD, values);
    return asRequester(row!);
  }
}

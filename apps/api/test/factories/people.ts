import { v7 as uuidv7 } from 'uuid';
import { hash } from '@node-rs/argon2';
import type { TestApp } from '../support/app.js';

export const PASSWORD = 'correct horse battery staple';
// Cheap parameters: the tests sign in often, and what is under test is not the cost.
const hashed = hash(PASSWORD, { memoryCost: 1_024, timeCost: 1 });

export interface TestTenant {
  id: number;
  slug: string;
}
export interface TestUser {
  id: string;
  email: string;
  name: string;
  token: string;
}

let counter = 0;
const next = () => (counter += 1);

/** A tenant with the usual departments 1 Soporte Técnico and 2 Ventas and a default SLA policy around the clock. */
export async function createTenant({ database }: TestApp, slug = `tenant-${next()}`): Promise<TestTenant> {
  const { admin } = database;
  const { rows } = await admin.query<{ id: number }>('SELECT create_tenant($1, $2, $3, now()) AS id', [
    slug,
    `Tenant ${slug}`,
    [],
  ]);
  const id = rows[0]!.id;
  await admin.query('INSERT INTO tenant_settings (tenant_id) VALUES ($1)', [id]);
  await admin.query('INSERT INTO tenant_counters (tenant_id, last_department_id) VALUES ($1, 2)', [id]);
  await admin.query(
    `INSERT INTO departments (tenant_id, id, name, slug, created_at)
     VALUES ($1, 1, 'Soporte Técnico', 'soporte-tecnico', now()), ($1, 2, 'Ventas', 'ventas', now())`,
    [id],
  );
  const policy = uuidv7();
  await admin.query(
    `INSERT INTO sla_policies (tenant_id, id, name, is_default, created_at) VALUES ($1, $2, 'Estándar', true, now())`,
    [id, policy],
  );
  const hours = (first: number, resolution: number) => ({
    first_response_minutes: first * 60,
    resolution_minutes: resolution * 60,
  });
  await admin.query(
    `INSERT INTO sla_policy_versions (tenant_id, policy_id, version, calendar, warning_percent, targets, created_at)
     VALUES ($1, $2, 1, NULL, 80, $3, now())`,
    [
      id,
      policy,
      {
        critical: hours(1, 4),
        urgent: hours(2, 8),
        high: hours(4, 24),
        medium: hours(8, 48),
        low: hours(24, 72),
      },
    ],
  );
  return { id, slug };
}

export interface UserOptions {
  role?: 'admin' | 'agent' | 'customer';
  email?: string;
  name?: string;
  departments?: number[];
  organization?: string;
  canAccessTicketing?: boolean;
}

/** A user who is signed in. Agents belong to department 1 unless told otherwise. */
export async function createUser(
  app: TestApp,
  tenant: TestTenant,
  options: UserOptions = {},
): Promise<TestUser> {
  const { role = 'customer', canAccessTicketing = true, organization = null } = options;
  const id = uuidv7();
  const email = options.email ?? `${role}-${next()}@example.test`;
  const name = options.name ?? `Persona ${counter}`;
  await app.database.admin.query(
    `INSERT INTO users (tenant_id, id, email, name, role, password_hash, can_access_ticketing, organization_id,
       created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now(), now())`,
    [tenant.id, id, email, name, role, await hashed, canAccessTicketing, organization],
  );
  const departments = options.departments ?? (role === 'agent' ? [1] : []);
  for (const department of departments) {
    await app.database.admin.query(
      'INSERT INTO department_members (tenant_id, department_id, user_id) VALUES ($1, $2, $3)',
      [tenant.id, department, id],
    );
  }
  return { id, email, name, token: await signIn(app, tenant, email) };
}

export async function signIn(
  app: TestApp,
  tenant: TestTenant,
  email: string,
  password = PASSWORD,
): Promise<string> {
  const response = await app.request({
    method: 'POST',
    path: 'auth/token/',
    body: { email, password, tenant: tenant.slug },
  });
  if (response.statusCode !== 200) throw new Error(`Sign-in failed: ${response.body}`);
  return response.json<{ access: string }>().access;
}

export async function createOrganization(app: TestApp, tenant: TestTenant, shared = false): Promise<string> {
  const id = uuidv7();
  await app.database.admin.query(
    'INSERT INTO organizations (tenant_id, id, name, shared_tickets, created_at) VALUES ($1, $2, $3, $4, now())',
    [tenant.id, id, `Organización ${next()}`, shared],
  );
  return id;
}

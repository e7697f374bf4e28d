import { hash } from '@node-rs/argon2';
import { DEFAULT_SLA_TARGETS, slaColumns, type SlaPolicyVersion, startSla } from '@noxdesk/domain';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { migrate } from '../../src/platform/database/migrate.js';
import { databaseAt, type Servers } from '../database.js';
import { bulkLoad } from '../generate/indexes.js';

const NAME = 'bench_sla';
export const PASSWORD = 'benchmark password';

/** A tenant as far as SLA clocks care. */
export interface SlaTenant {
  id: number;
  slug: string;
  admin: string;
  policy: string;
}

export interface SlaData {
  databaseUrl: string;
  /** Past row-level security. */
  admin: pg.Client;
  /** Has as many open tickets as there are to sweep, none of them due within the next minute. */
  crowded: SlaTenant;
  /** Has open tickets with real clocks, for a new version to be applied to. */
  judged: SlaTenant;
  /** Has a policy and no tickets yet; the other one has neither. */
  promised: SlaTenant;
  unpromised: SlaTenant;
}

/** A migrated database with light tickets: the columns and clocks that SLA work reads, one line of text, no messages. */
export async function makeSlaData(
  servers: Servers,
  size: { swept: number; judged: number },
  say: (line: string) => void,
): Promise<SlaData> {
  const databaseUrl = databaseAt(servers.postgres.url, NAME);
  const server = new pg.Client({ connectionString: databaseAt(servers.postgres.adminUrl, 'postgres') });
  await server.connect();
  await server.query(`DROP DATABASE IF EXISTS ${NAME} WITH (FORCE)`);
  await server.query(`CREATE DATABASE ${NAME} OWNER noxdesk`);
  await server.end();
  await migrate(databaseUrl, undefined);
  const admin = new pg.Client({ connectionString: databaseAt(servers.postgres.adminUrl, NAME) });
  await admin.connect();
  const [crowded, judged, promised, unpromised] = [
    await makeTenant(admin, 'crowded'),
    await makeTenant(admin, 'judged'),
    await makeTenant(admin, 'promised'),
    await makeTenant(admin, 'unpromised'),
  ];
  await admin.query('UPDATE sla_policies SET is_default = false WHERE tenant_id = $1', [unpromised.id]);
  say(`Making ${size.swept} light tickets for the sweep, ${size.judged} with clocks …`);
  await admin.query('SET session_replication_role = replica; SET synchronous_commit = off');
  await bulkLoad(
    admin,
    ['tickets'],
    () => undefined,
    async () => {
      await insertCrowd(admin, crowded, size.swept);
      await insertJudged(admin, judged, size.judged);
    },
  );
  await admin.query('SET session_replication_role = origin; CHECKPOINT');
  return { databaseUrl, admin, crowded, judged, promised, unpromised };
}

async function makeTenant(admin: pg.Client, slug: string): Promise<SlaTenant> {
  const { rows } = await admin.query<{ id: number }>(`SELECT create_tenant($1, $1, '{}', now()) AS id`, [
    slug,
  ]);
  const id = rows[0]!.id;
  await admin.query('INSERT INTO tenant_settings (tenant_id) VALUES ($1)', [id]);
  await admin.query('INSERT INTO tenant_counters (tenant_id, last_department_id) VALUES ($1, 1)', [id]);
  await admin.query(
    `INSERT INTO departments (tenant_id, id, name, slug, created_at) VALUES ($1, 1, 'Uno', 'uno', now())`,
    [id],
  );
  const user = uuidv7();
  // Cheap parameters: signing in is not what is measured.
  const password = await hash(PASSWORD, { memoryCost: 1_024, timeCost: 1 });
  await admin.query(
    `INSERT INTO users (tenant_id, id, email, name, role, password_hash, can_access_ticketing, created_at, updated_at)
     VALUES ($1, $2, $3, 'Ada', 'admin', $4, true, now(), now())`,
    [id, user, `ada@${slug}.test`, password],
  );
  const policy = uuidv7();
  await admin.query(
    `INSERT INTO sla_policies (tenant_id, id, name, is_default, created_at) VALUES ($1, $2, 'Standard', true, now())`,
    [id, policy],
  );
  await admin.query(
    `INSERT INTO sla_policy_versions (tenant_id, policy_id, version, warning_percent, targets, created_at)
     VALUES ($1, $2, 1, 80, $3, now())`,
    [id, policy, DEFAULT_SLA_TARGETS],
  );
  return { id, slug, admin: user, policy };
}

/** Looked at by nothing but the sweep: their clocks are left out. */
async function insertCrowd(
  admin: pg.Client,
  { id, admin: requester }: SlaTenant,
  count: number,
): Promise<void> {
  await admin.query(
    `INSERT INTO tickets (tenant_id, id, number, subject, status, priority, department_id, requester_id, channel,
       sla_due_at, sla_check_at, created_at, updated_at)
     SELECT $1, gen_random_uuid(), i, 'Light', 'open', 1 + i % 5, 1, $2, 'web',
       now() + interval '1 hour' + i * interval '250 ms', now() + interval '1 hour' + i * interval '200 ms',
       now() - i * interval '1 s', now() - i * interval '1 s'
     FROM generate_series(1, $3::int) i`,
    [id, requester, count],
  );
}

/** A hundred moments of creation within the last half hour: nothing of them is near its end. */
async function insertJudged(admin: pg.Client, tenant: SlaTenant, count: number): Promise<void> {
  const policy: SlaPolicyVersion = {
    id: tenant.policy,
    version: 1,
    name: 'Standard',
    calendar: null,
    warning_percents: [80],
    targets: DEFAULT_SLA_TARGETS,
  };
  const clocks = Array.from({ length: 100 }, (_, index) => {
    const at = new Date(Date.now() - index * 18_000).toISOString();
    const state = startSla(at, { priority: 'low' }, policy);
    const columns = slaColumns(state);
    return { at, state, due: columns.next_due_at, check: columns.next_threshold_at };
  });
  await admin.query(
    `INSERT INTO tickets (tenant_id, id, number, subject, status, priority, department_id, requester_id, channel,
       sla_state, sla_due_at, sla_check_at, created_at, updated_at)
     SELECT $1, gen_random_uuid(), i, 'Judged', 'open', 1, 1, $2, 'web', c->'state', (c->>'due')::timestamptz,
       (c->>'check')::timestamptz, (c->>'at')::timestamptz, (c->>'at')::timestamptz
     FROM generate_series(1, $3::int) i, LATERAL (SELECT $4::jsonb->(i % 100) AS c) of`,
    [tenant.id, tenant.admin, count, JSON.stringify(clocks)],
  );
}

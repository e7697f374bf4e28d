import type { QueryRunner } from 'typeorm';

/** Tables without a tenant: the list of tenants itself, TypeORM's record of migrations, rate limits, a shared pace. */
export const EXEMPT_TABLES = ['tenants', 'migrations', 'counters', 'smtp_url_pace'] as const;

/**
 * Tables that a function running as their owner must read across tenants. Row-level security is enabled on them
 * like on all others, but not forced upon the owner, who is nobody's sign-in at run time.
 */
export const READ_BY_DEFINER_FUNCTIONS = [
  'users',
  'organizations',
  'department_members',
  'account_links',
  'api_tokens',
  'refresh_tokens',
  'sessions',
  'tenant_security',
  'trusted_issuers',
  'external_identities',
  'tickets',
  'ticket_messages',
  'bulk_changes',
  'idempotency_keys',
  'user_notifications',
  'outbox_jobs',
  'mail_accounts',
  'webhook_deliveries',
  'sla_outcome_changes',
] as const;

/**
 * Puts every table of the schema behind the tenant of the transaction. Each migration that adds a table calls this
 * at its end; it is idempotent.
 */
export async function enableTenantIsolation(runner: QueryRunner): Promise<void> {
  const tables = (await runner.query(`
    SELECT c.relname AS name, EXISTS (
      SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'tenant_isolation') AS done
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`)) as {
    name: string;
    done: boolean;
  }[];
  for (const { name, done } of tables) {
    if (done || (EXEMPT_TABLES as readonly string[]).includes(name)) continue;
    const force = (READ_BY_DEFINER_FUNCTIONS as readonly string[]).includes(name) ? '' : 'FORCE';
    // The sub-select is evaluated once a statement, not once a row, and integer equality is leakproof.
    await runner.query(`
      ALTER TABLE "${name}" ENABLE ROW LEVEL SECURITY;
      ${force && `ALTER TABLE "${name}" FORCE ROW LEVEL SECURITY;`}
      CREATE POLICY tenant_isolation ON "${name}"
        USING (tenant_id = (SELECT current_tenant())) WITH CHECK (tenant_id = (SELECT current_tenant()));`);
  }
}

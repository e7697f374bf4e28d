import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lists by department, assignee and state that read their page alone; jobs that are taken tenant by tenant. */
export class Speed1700000000008 implements MigrationInterface {
  readonly name = 'Speed1700000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LISTS);
    await runner.query(FAIR_JOBS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP FUNCTION claim_outbox_jobs;
ALTER TABLE outbox_jobs DROP COLUMN rank;
CREATE INDEX tickets_assignee ON tickets (tenant_id, assignee_id, updated_at, id);
DROP INDEX tickets_assignee_status;
DROP INDEX tickets_department_status;
`);
  }
}

const LISTS = `
CREATE INDEX tickets_department_status ON tickets (tenant_id, department_id, status, updated_at, id);
-- Every list by assignee names states, all six where it is asked for none.
CREATE INDEX tickets_assignee_status ON tickets (tenant_id, assignee_id, status, updated_at, id);
DROP INDEX tickets_assignee;
`;

const FAIR_JOBS = `
-- The place of a job that was handed over, among those of all tenants.
ALTER TABLE outbox_jobs ADD COLUMN rank bigint;
CREATE INDEX outbox_jobs_rank ON outbox_jobs (rank) WHERE rank IS NOT NULL AND failed_at IS NULL;
CREATE INDEX outbox_jobs_tenant_rank ON outbox_jobs (tenant_id, rank) WHERE rank IS NOT NULL AND failed_at IS NULL;

-- Takes jobs that are due and moves them on by a lease, each with a rank: a tenant's jobs stand one behind the other,
-- and the first of a tenant that has none waiting stands beside the first of those that have (start-time fair
-- queueing). So tenants are served in turn, and what one of them floods the queue with waits behind the others' few.
CREATE FUNCTION claim_outbox_jobs(at timestamptz, lease interval, most integer)
RETURNS TABLE (tenant_id integer, id uuid, job text, handed_over integer, rank bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  WITH due AS (
    SELECT c.tenant_id, c.id, c.rank, c.due_at FROM outbox_jobs c WHERE c.due_at <= at AND c.failed_at IS NULL
    ORDER BY c.due_at LIMIT most FOR UPDATE SKIP LOCKED),
  head AS (SELECT min(o.rank) AS rank FROM outbox_jobs o WHERE o.rank IS NOT NULL AND o.failed_at IS NULL),
  last AS (
    SELECT t.tenant_id, greatest(
      (SELECT max(o.rank) FROM outbox_jobs o
       WHERE o.tenant_id = t.tenant_id AND o.rank IS NOT NULL AND o.failed_at IS NULL), head.rank, 0) AS rank
    FROM (SELECT DISTINCT d.tenant_id FROM due d) t CROSS JOIN head),
  ranked AS (
    SELECT d.tenant_id, d.id,
      coalesce(d.rank, l.rank + row_number() OVER (PARTITION BY d.tenant_id ORDER BY d.rank, d.due_at, d.id)) AS rank
    FROM due d JOIN last l ON l.tenant_id = d.tenant_id)
  UPDATE outbox_jobs o SET due_at = at + lease, handed_over = o.handed_over + 1, rank = r.rank
  FROM ranked r WHERE o.tenant_id = r.tenant_id AND o.id = r.id
  RETURNING o.tenant_id, o.id, o.job, o.handed_over, o.rank
$$;
`;

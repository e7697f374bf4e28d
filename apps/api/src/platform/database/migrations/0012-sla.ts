import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a policy's version would do to many open tickets is counted in batches, as it is applied in batches. */
export class SlaForecasts1700000000012 implements MigrationInterface {
  readonly name = 'SlaForecasts1700000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- Of each policy the latest application and the latest try of one, which changes no ticket.
ALTER TABLE sla_applications
  ADD COLUMN dry_run boolean NOT NULL DEFAULT false,
  ADD COLUMN due_times_moved integer NOT NULL DEFAULT 0,
  ADD COLUMN breached integer NOT NULL DEFAULT 0,
  DROP CONSTRAINT sla_applications_pkey,
  ADD PRIMARY KEY (tenant_id, policy_id, dry_run);
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DELETE FROM sla_applications WHERE dry_run;
ALTER TABLE sla_applications
  DROP CONSTRAINT sla_applications_pkey,
  DROP COLUMN dry_run,
  DROP COLUMN due_times_moved,
  DROP COLUMN breached,
  ADD PRIMARY KEY (tenant_id, policy_id);
`);
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes that answer a list by department or assignee and state with the rows of its page alone. */
export class Speed1700000000008 implements MigrationInterface {
  readonly name = 'Speed1700000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE INDEX tickets_department_status ON tickets (tenant_id, department_id, status, updated_at, id);
-- Every list by assignee names states, all six where it is asked for none.
CREATE INDEX tickets_assignee_status ON tickets (tenant_id, assignee_id, status, updated_at, id);
DROP INDEX tickets_assignee;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE INDEX tickets_assignee ON tickets (tenant_id, assignee_id, updated_at, id);
DROP INDEX tickets_assignee_status;
DROP INDEX tickets_department_status;
`);
  }
}

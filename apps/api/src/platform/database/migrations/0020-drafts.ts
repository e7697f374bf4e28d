import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What somebody has begun to write to a customer and what they note for their team are kept apart. */
export class Drafts1700000000020 implements MigrationInterface {
  readonly name = 'Drafts1700000000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE drafts
        DROP CONSTRAINT drafts_pkey,
        ADD CONSTRAINT drafts_pkey PRIMARY KEY (tenant_id, user_id, key, message_type)`);
  }

  async down(): Promise<void> {
    throw new Error('Two drafts do not become one again: restore the copy made before the update');
  }
}

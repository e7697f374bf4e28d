import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds pictures that have no preview yet, such as those that are older than previews are. */
export class PreviewBacklog1700000000019 implements MigrationInterface {
  readonly name = 'PreviewBacklog1700000000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX attachments_without_preview ON attachments (tenant_id, created_at)
       WHERE preview_blob_key IS NULL AND preview_refused IS NULL AND scan_state IS NULL
         AND content_type IN ('image/png', 'image/jpeg', 'image/gif')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX attachments_without_preview');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableTenantIsolation } from './tenant-isolation.js';

/** Files that a scanner looks at, exports and erasures of what is known of somebody, and how long tickets are kept. */
export class TrustData1700000000007 implements MigrationInterface {
  readonly name = 'TrustData1700000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FILES);
    await runner.query(PRIVACY);
    await enableTenantIsolation(runner);
  }

  async down(): Promise<void> {
    throw new Error('What was erased is not taken back: restore the copy made before the update');
  }
}

const FILES = `
ALTER TABLE tenant_settings ADD COLUMN strip_picture_metadata boolean NOT NULL DEFAULT false;

-- NULL: free to be had. pending: a scanner has not seen it yet. locked: it has found something, or could not look.
ALTER TABLE attachments
  ADD COLUMN scan_state text CHECK (scan_state IN ('pending', 'locked')),
  ADD COLUMN scan_result text;
CREATE INDEX attachments_scan ON attachments (tenant_id, message_id) WHERE scan_state IS NOT NULL;
`;

const PRIVACY = `
-- Archives of everything about one person (subject_id), or about the tenant.
CREATE TABLE data_exports (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  subject_id uuid,
  requested_by uuid,
  state text NOT NULL CHECK (state IN ('queued', 'ready', 'failed')),
  blob_key text,
  size bigint,
  created_at timestamptz(3) NOT NULL,
  ready_at timestamptz(3),
  expires_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, subject_id) REFERENCES users (tenant_id, id) ON DELETE SET NULL (subject_id),
  FOREIGN KEY (tenant_id, requested_by) REFERENCES users (tenant_id, id) ON DELETE SET NULL (requested_by)
);
CREATE INDEX data_exports_subject ON data_exports (tenant_id, subject_id) WHERE subject_id IS NOT NULL;
CREATE INDEX data_exports_requester ON data_exports (tenant_id, requested_by) WHERE requested_by IS NOT NULL;
CREATE INDEX data_exports_expiry ON data_exports (expires_at) WHERE expires_at IS NOT NULL;

-- What was erased of whom, without saying who it was.
CREATE TABLE erasures (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  requested_by uuid,
  tickets text NOT NULL CHECK (tickets IN ('anonymise', 'delete')),
  state text NOT NULL CHECK (state IN ('queued', 'done', 'failed')),
  -- counts of what was removed and of what was kept, and why
  report jsonb,
  created_at timestamptz(3) NOT NULL,
  done_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, requested_by) REFERENCES users (tenant_id, id) ON DELETE SET NULL (requested_by)
);
CREATE INDEX erasures_requester ON erasures (tenant_id, requested_by) WHERE requested_by IS NOT NULL;

-- How long closed tickets of a department are kept, and what becomes of them then.
CREATE TABLE retention_rules (
  tenant_id integer NOT NULL,
  department_id integer NOT NULL,
  after_days integer NOT NULL CHECK (after_days >= 1),
  action text NOT NULL CHECK (action IN ('anonymise', 'delete')),
  last_run_at timestamptz(3),
  last_count integer,
  PRIMARY KEY (tenant_id, department_id),
  FOREIGN KEY (tenant_id, department_id) REFERENCES departments (tenant_id, id) ON DELETE CASCADE
);

-- Nothing in it tells of a person any more.
ALTER TABLE tickets ADD COLUMN anonymised_at timestamptz(3);
CREATE INDEX tickets_retention ON tickets (tenant_id, department_id, closed_at)
  WHERE status = 'closed' AND anonymised_at IS NULL;
`;

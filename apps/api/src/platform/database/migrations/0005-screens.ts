import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableTenantIsolation } from './tenant-isolation.js';

/** What agents' screens need: followers, macros, related and merged tickets, answers that can be taken back. */
export class Screens1700000000005 implements MigrationInterface {
  readonly name = 'Screens1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- Who else is told of every public reply. Until now: whoever was ever copied on one.
ALTER TABLE tickets ADD COLUMN cc text[] NOT NULL DEFAULT '{}';
UPDATE tickets t SET cc = c.addresses
FROM (SELECT m.tenant_id, m.ticket_id, array_agg(DISTINCT lower(copied) ORDER BY lower(copied)) AS addresses
      FROM ticket_messages m, unnest(m.cc) copied
      WHERE m.message_type = 'reply' GROUP BY m.tenant_id, m.ticket_id) c
WHERE t.tenant_id = c.tenant_id AND t.id = c.ticket_id;

CREATE TABLE macros (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  name text NOT NULL,
  department_id integer,
  changes jsonb NOT NULL DEFAULT '{}',
  message jsonb,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, department_id) REFERENCES departments (tenant_id, id)
);
CREATE UNIQUE INDEX macros_name ON macros (tenant_id, lower(name));
CREATE INDEX macros_department ON macros (tenant_id, department_id) WHERE department_id IS NOT NULL;

-- Each pair once, the smaller id first.
CREATE TABLE ticket_links (
  tenant_id integer NOT NULL,
  ticket_id uuid NOT NULL,
  other_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, ticket_id, other_id),
  CHECK (ticket_id < other_id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, other_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ticket_links_other ON ticket_links (tenant_id, other_id);

-- A ticket that goes on in another: nothing is moved, the other's thread shows both, and so it can be taken back.
CREATE TABLE ticket_merges (
  tenant_id integer NOT NULL,
  ticket_id uuid NOT NULL,
  into_id uuid NOT NULL,
  status_before text NOT NULL,
  merged_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, ticket_id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, into_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ticket_merges_into ON ticket_merges (tenant_id, into_id);

-- Answers on their way that can still be taken back; gone with the commit that makes messages of them.
CREATE TABLE held_replies (
  tenant_id integer NOT NULL,
  id uuid NOT NULL,
  ticket_id uuid NOT NULL,
  user_id uuid NOT NULL,
  -- the step they belong to, where several are taken back as one
  step_id uuid,
  channel text NOT NULL CHECK (channel IN ('web', 'api', 'email')),
  message jsonb NOT NULL,
  files jsonb NOT NULL DEFAULT '[]',
  send_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX held_replies_ticket ON held_replies (tenant_id, ticket_id);
CREATE INDEX held_replies_user ON held_replies (tenant_id, user_id);
CREATE INDEX held_replies_step ON held_replies (tenant_id, step_id) WHERE step_id IS NOT NULL;
`);
    await enableTenantIsolation(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP TABLE held_replies, ticket_merges, ticket_links, macros;
ALTER TABLE tickets DROP COLUMN cc;`);
  }
}

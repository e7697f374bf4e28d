import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableTenantIsolation } from './tenant-isolation.js';

/** How fast the installation's own outgoing server is used, and mails that were refused or are fetched once more. */
export class Mail1700000000009 implements MigrationInterface {
  readonly name = 'Mail1700000000009';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- When the next mail may go through the server of the installation, which all tenants share.
CREATE TABLE smtp_url_pace (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  free_at timestamptz(3) NOT NULL
);
INSERT INTO smtp_url_pace (free_at) VALUES ('-infinity');

-- Takes the next free place and answers when it is. Run as the owner: the table is nobody's.
CREATE FUNCTION take_smtp_url_turn(at timestamptz, every_ms double precision) RETURNS timestamptz
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  UPDATE smtp_url_pace SET free_at = greatest(free_at, at) + every_ms * interval '1 millisecond'
  RETURNING free_at - every_ms * interval '1 millisecond'
$$;

-- Only the head of the mail was stored, so that its original has to stay where it is.
ALTER TABLE mail_ledger ADD COLUMN head_only boolean NOT NULL DEFAULT false;
-- The owner is bound by the policy, too: without this, no row of any tenant would be seen.
ALTER TABLE mail_ledger NO FORCE ROW LEVEL SECURITY;
UPDATE mail_ledger SET head_only = true WHERE reason = 'too_large';
ALTER TABLE mail_ledger FORCE ROW LEVEL SECURITY;

CREATE INDEX mail_ledger_refused ON mail_ledger (tenant_id, received_at)
  WHERE reason IN ('refused_recipient', 'refused_size');
CREATE INDEX mail_ledger_refetch ON mail_ledger (tenant_id, account_id) WHERE state = 'stored' AND reason = 'refetch';

-- Whose domain an address has that is nobody's mailbox; a domain that several tenants use is nobody's.
CREATE FUNCTION mail_domain_owner(mailbox text) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT min(a.tenant_id) FROM mail_accounts a
  WHERE a.enabled AND split_part(a.address, '@', 2) = split_part(lower(mailbox), '@', 2)
  HAVING count(DISTINCT a.tenant_id) = 1
$$;
CREATE FUNCTION tenants_with_mail() RETURNS TABLE (tenant_id integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT DISTINCT a.tenant_id FROM mail_accounts a
$$;
`);
    await enableTenantIsolation(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP FUNCTION take_smtp_url_turn(timestamptz, double precision), mail_domain_owner(text), tenants_with_mail();
DROP TABLE smtp_url_pace;
DROP INDEX mail_ledger_refused, mail_ledger_refetch;
ALTER TABLE mail_ledger DROP COLUMN head_only;
`);
  }
}

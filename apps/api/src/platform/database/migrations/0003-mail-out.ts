import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableTenantIsolation } from './tenant-isolation.js';

/** What mails out look like and how fast they go, and notices that belong to no ticket. */
export class MailOut1700000000003 implements MigrationInterface {
  readonly name = 'MailOut1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- When the next mail of an account may go, where it is to send no more than so many a minute.
CREATE TABLE smtp_paces (
  tenant_id integer NOT NULL,
  account_id uuid NOT NULL,
  free_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, account_id),
  FOREIGN KEY (tenant_id, account_id) REFERENCES mail_accounts (tenant_id, id) ON DELETE CASCADE
);

-- The words of mails where an admin has chosen others than ours.
CREATE TABLE mail_templates (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  kind text NOT NULL,
  locale text NOT NULL CHECK (locale IN ('es', 'en')),
  subject text NOT NULL,
  body text NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, kind, locale)
);

-- How a tenant looks. The logo is small, and is read with each mail that shows it: so its bytes stand here.
CREATE TABLE tenant_appearance (
  tenant_id integer PRIMARY KEY REFERENCES tenants (id),
  accent text CHECK (accent ~ '^#[0-9a-f]{6}$'),
  logo bytea CHECK (octet_length(logo) <= 262144),
  logo_type text CHECK (logo_type IN ('image/png', 'image/jpeg')),
  logo_sha256 text,
  logo_width integer,
  logo_height integer,
  CHECK ((logo IS NULL) = (logo_type IS NULL) AND (logo IS NULL) = (logo_sha256 IS NULL)
    AND (logo IS NULL) = (logo_width IS NULL) AND (logo IS NULL) = (logo_height IS NULL))
);

-- Links by which customers sign in: the hash of each, gone with its use.
CREATE TABLE sign_in_links (
  tenant_id integer NOT NULL,
  token_hash text NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, token_hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX sign_in_links_user ON sign_in_links (tenant_id, user_id);
CREATE INDEX sign_in_links_expiry ON sign_in_links (tenant_id, expires_at);

-- Notices of the desk itself belong to no ticket. Which kinds there are is the application's to say.
ALTER TABLE user_notifications ALTER COLUMN ticket_id DROP NOT NULL;
ALTER TABLE user_notifications DROP CONSTRAINT IF EXISTS user_notifications_kind_check;
`);
    await runner.query(FUNCTIONS);
    await enableTenantIsolation(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP FUNCTION rename_tenant(text), tenant_of_host(text);
DELETE FROM user_notifications WHERE ticket_id IS NULL;
ALTER TABLE user_notifications ALTER COLUMN ticket_id SET NOT NULL;
DROP TABLE sign_in_links, tenant_appearance, mail_templates, smtp_paces;
`);
  }
}

/** Functions that run as their owner; each one reviewed for what it does. */
const FUNCTIONS = `
-- The list of tenants is nobody's own; of its row a tenant may change the name alone.
CREATE FUNCTION rename_tenant(new_name text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  UPDATE tenants SET name = new_name WHERE id = current_tenant()
$$;
-- Whose pages stand at a host name: the tenant's whose it is, else the only one's there is.
CREATE FUNCTION tenant_of_host(host text) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT coalesce(
    (SELECT t.id FROM tenants t WHERE t.hosts @> ARRAY[host]),
    (SELECT min(t.id) FROM tenants t HAVING count(*) = 1))
$$;
`;

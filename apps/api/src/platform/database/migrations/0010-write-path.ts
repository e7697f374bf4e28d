import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What tells processes that something they remember of a tenant has changed. */
export class WritePath1700000000010 implements MigrationInterface {
  readonly name = 'WritePath1700000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CONFIG_VERSION);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
DROP FUNCTION bump_config_version() CASCADE;
DROP FUNCTION bump_own_config_version() CASCADE;
ALTER TABLE tenants DROP COLUMN config_version;
`);
  }
}

/** Columns of a mailbox that are settings; the others tell how its reading goes, and change all the time. */
const OF_MAIL_ACCOUNTS = 'department_id, address, receipts, enabled';

const onChange = (table: string, columns?: string) => `
CREATE TRIGGER config_version AFTER INSERT OR DELETE OR UPDATE ${columns === undefined ? '' : `OF ${columns}`} ON ${table}
  FOR EACH ROW EXECUTE FUNCTION bump_config_version();`;

const CONFIG_VERSION = `
-- Another one with every change of what a tenant is set up like. By chance: what was rolled back never comes again, so
-- that nothing can be remembered under a version that later means something else.
ALTER TABLE tenants ADD COLUMN config_version uuid NOT NULL DEFAULT gen_random_uuid();

CREATE FUNCTION bump_config_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  UPDATE tenants SET config_version = gen_random_uuid()
    WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.tenant_id ELSE NEW.tenant_id END;
  RETURN NULL;
END $$;
CREATE FUNCTION bump_own_config_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  NEW.config_version := gen_random_uuid();
  RETURN NEW;
END $$;
CREATE TRIGGER config_version BEFORE UPDATE OF name ON tenants
  FOR EACH ROW EXECUTE FUNCTION bump_own_config_version();
${onChange('tenant_settings')}
${onChange('tenant_appearance')}
${onChange('mail_templates')}
${onChange('sla_policies')}
${onChange('sla_policy_versions')}
${onChange('webhooks', 'events, enabled')}
${onChange('mail_accounts', OF_MAIL_ACCOUNTS)}
`;

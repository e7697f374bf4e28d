import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Open streams hear of it at once when what somebody may do has changed. */
export class Trust1700000000016 implements MigrationInterface {
  readonly name = 'Trust1700000000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ACCESS_CHANGES);
  }

  async down(): Promise<void> {
    throw new Error('What was erased is not taken back: restore the copy made before the update');
  }
}

const ACCESS_CHANGES = `
-- Tells every process that has an open stream of somebody whose access is another one now, as "tenant:user", or that
-- of everybody as "tenant:*". By triggers, so that no way to change it is forgotten, cascades included.
CREATE FUNCTION tell_access_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed jsonb := to_jsonb(CASE TG_OP WHEN 'INSERT' THEN NEW ELSE OLD END);
BEGIN
  PERFORM pg_notify('noxdesk_access', (changed ->> 'tenant_id') || ':' || coalesce(changed ->> TG_ARGV[0], '*'));
  RETURN NULL;
END $$;

CREATE TRIGGER tell_access AFTER DELETE ON sessions
  FOR EACH ROW EXECUTE FUNCTION tell_access_change('user_id');
CREATE TRIGGER tell_access AFTER DELETE OR UPDATE OF scopes, expires_at ON api_tokens
  FOR EACH ROW EXECUTE FUNCTION tell_access_change('user_id');
CREATE TRIGGER tell_access AFTER DELETE ON external_identities
  FOR EACH ROW EXECUTE FUNCTION tell_access_change('user_id');
CREATE TRIGGER tell_access AFTER INSERT OR UPDATE OR DELETE ON department_members
  FOR EACH ROW EXECUTE FUNCTION tell_access_change('user_id');
CREATE TRIGGER tell_access AFTER UPDATE OF active, role, can_access_ticketing, organization_id ON users
  FOR EACH ROW WHEN (
    (OLD.active, OLD.role, OLD.can_access_ticketing, OLD.organization_id)
    IS DISTINCT FROM (NEW.active, NEW.role, NEW.can_access_ticketing, NEW.organization_id))
  EXECUTE FUNCTION tell_access_change('id');
CREATE TRIGGER tell_access AFTER UPDATE OF shared_tickets ON organizations
  FOR EACH ROW WHEN (OLD.shared_tickets <> NEW.shared_tickets)
  EXECUTE FUNCTION tell_access_change('');
CREATE TRIGGER tell_access AFTER INSERT OR UPDATE ON tenant_security
  FOR EACH ROW EXECUTE FUNCTION tell_access_change('');
CREATE TRIGGER tell_access AFTER UPDATE OR DELETE ON trusted_issuers
  FOR EACH ROW EXECUTE FUNCTION tell_access_change('');
`;

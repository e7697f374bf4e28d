import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableTenantIsolation } from './tenant-isolation.js';

/**
 * Open streams hear of it at once when what somebody may do has changed; the audit log can lose what tells of a person
 * who was erased and still be verified; from where API tokens are used; small versions of pictures.
 */
export class Trust1700000000016 implements MigrationInterface {
  readonly name = 'Trust1700000000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ACCESS_CHANGES);
    await runner.query(REDACTIONS);
    await runner.query(TOKEN_ADDRESSES);
    await runner.query(PREVIEWS);
    await enableTenantIsolation(runner);
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

const TOKEN_ADDRESSES = `
-- From which networks an API token has been used; the audit log has when each of them was new.
CREATE TABLE api_token_addresses (
  tenant_id integer NOT NULL,
  token_id uuid NOT NULL,
  address text NOT NULL,
  user_id uuid NOT NULL,
  first_used_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, token_id, address),
  FOREIGN KEY (tenant_id, token_id) REFERENCES api_tokens (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX api_token_addresses_user ON api_token_addresses (tenant_id, user_id);
`;

const PREVIEWS = `
ALTER TABLE attachments
  ADD COLUMN preview_blob_key text,
  ADD COLUMN preview_size bigint,
  -- why there is none and will be none
  ADD COLUMN preview_refused text;
CREATE INDEX attachments_preview ON attachments (tenant_id, preview_blob_key) WHERE preview_blob_key IS NOT NULL;
`;

const REDACTIONS = `
-- Random, and part of what is hashed: without it nobody can find out by trying names what the hash of an entry was
-- made of. NULL in entries that are older than it, and in those that lost the words of a person.
ALTER TABLE audit_entries ADD COLUMN salt text;

CREATE OR REPLACE FUNCTION audit_hash(e audit_entries) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to((jsonb_build_array(e.tenant_id, e.position, (extract(epoch FROM e.at) * 1000)::bigint,
    e.actor_id, e.actor, e.action, e.target, e.details, e.previous_hash)
    || CASE WHEN e.salt IS NULL THEN '[]' ELSE jsonb_build_array(e.salt) END)::text, 'UTF8')), 'hex')
$$;
CREATE OR REPLACE FUNCTION chain_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last audit_entries;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('noxdesk.audit'), NEW.tenant_id);
  SELECT * INTO last FROM audit_entries a WHERE a.tenant_id = NEW.tenant_id ORDER BY a.position DESC LIMIT 1;
  NEW.position := coalesce(last.position, 0) + 1;
  NEW.previous_hash := coalesce(last.hash, '');
  NEW.salt := gen_random_uuid();
  NEW.hash := audit_hash(NEW);
  RETURN NEW;
END $$;

-- What an entry (position) became when a person was erased: remains is the hash of what it says since. It keeps its
-- own hash, which the next one is chained to. The entry of the log that tells of the erasure (entry) has a digest of
-- all that it changed, so that nothing else can be changed the same way unseen.
CREATE TABLE audit_redactions (
  tenant_id integer NOT NULL,
  entry bigint NOT NULL,
  position bigint NOT NULL,
  remains text NOT NULL,
  PRIMARY KEY (tenant_id, entry, position),
  FOREIGN KEY (tenant_id, entry) REFERENCES audit_entries (tenant_id, position),
  FOREIGN KEY (tenant_id, position) REFERENCES audit_entries (tenant_id, position)
);
CREATE INDEX audit_redactions_position ON audit_redactions (tenant_id, position);
CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_redactions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

DROP TRIGGER keep ON audit_entries;
CREATE TRIGGER keep BEFORE DELETE OR TRUNCATE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
CREATE FUNCTION allow_audit_redaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.hash = OLD.hash AND NEW.salt IS NULL AND EXISTS (
    SELECT 1 FROM audit_redactions r
    WHERE r.tenant_id = OLD.tenant_id AND r.position = OLD.position AND r.remains = audit_hash(NEW)) THEN RETURN NEW;
  END IF;
  RAISE insufficient_privilege USING MESSAGE = 'Entries of the audit log are neither changed nor deleted';
END $$;
CREATE TRIGGER keep_entry BEFORE UPDATE ON audit_entries
  FOR EACH ROW EXECUTE FUNCTION allow_audit_redaction();

-- An entry without the name, the addresses and the places of a person.
CREATE FUNCTION redacted_audit_entry(e audit_entries, person uuid, addresses text[], name text) RETURNS audit_entries
LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_populate_record(e, jsonb_build_object(
    'actor', CASE WHEN e.actor_id = person OR lower(e.actor) = ANY (addresses) THEN '[…]' ELSE e.actor END,
    'details', coalesce((
      SELECT jsonb_object_agg(d.key, CASE WHEN
          (e.target = person::text OR e.actor_id = person AND e.action ~ '^(sign-in|api-tokens?[.]|security[.]|session[.])')
            AND d.key IN ('email', 'name', 'address', 'user_agent')
          OR d.value = to_jsonb(name)
          OR EXISTS (SELECT 1 FROM unnest(addresses) a WHERE strpos(lower(d.value::text), a) > 0)
        THEN to_jsonb('[…]'::text) ELSE d.value END)
      FROM jsonb_each(e.details) d), '{}'),
    'salt', NULL))
$$;

-- Takes a person who is being erased out of the log, and writes into it that this was done. Only for whom an erasure
-- is under way.
CREATE FUNCTION redact_audit(erasure uuid, at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  tenant integer := current_tenant();
  person users;
  addresses text[];
  changed audit_entries[];
  told bigint;
BEGIN
  SELECT u.* INTO person FROM erasures x JOIN users u ON u.tenant_id = x.tenant_id AND u.id = x.user_id
  WHERE x.tenant_id = tenant AND x.id = erasure AND x.state <> 'done';
  IF NOT FOUND THEN RETURN 0; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('noxdesk.audit'), tenant);
  SELECT array_agg(DISTINCT lower(a)) INTO addresses FROM (
    SELECT person.email AS a UNION ALL
    SELECT e.actor FROM audit_entries e WHERE e.tenant_id = tenant AND e.actor_id = person.id AND e.actor <> '[…]') known;
  SELECT array_agg(r.n ORDER BY e.position) INTO changed
  FROM audit_entries e
  CROSS JOIN LATERAL (SELECT redacted_audit_entry(e, person.id, addresses, person.name) AS n) r
  WHERE e.tenant_id = tenant AND ((r.n).actor <> e.actor OR (r.n).details <> e.details);
  IF changed IS NULL THEN RETURN 0; END IF;

  INSERT INTO audit_entries (tenant_id, at, actor_id, actor, action, target, details)
  SELECT tenant, redact_audit.at, NULL, 'system', 'audit.redacted', erasure::text,
    jsonb_build_object('entries', count(*), 'digest', audit_digest(array_agg(n.position), array_agg(audit_hash(n))))
  FROM unnest(changed) n RETURNING position INTO told;
  INSERT INTO audit_redactions (tenant_id, entry, position, remains)
  SELECT tenant, told, n.position, audit_hash(n) FROM unnest(changed) n;
  UPDATE audit_entries e SET actor = n.actor, details = n.details, salt = NULL
  FROM unnest(changed) n WHERE e.tenant_id = tenant AND e.position = n.position;
  RETURN cardinality(changed);
END $$;

CREATE FUNCTION audit_digest(positions bigint[], remains text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(string_agg(p || ':' || r, ',' ORDER BY p), 'UTF8')), 'hex')
  FROM unnest(positions, remains) AS u (p, r)
$$;

-- The chain computed anew: what stands where it should, follows from the one before, and says what its hash was made
-- of, or else what a redaction that is itself in the chain has left of it.
CREATE FUNCTION verify_audit(tenant integer)
RETURNS TABLE (entries integer, broken_at integer, redacted integer, head text) LANGUAGE sql STABLE AS $$
  WITH sound AS (
    SELECT e.position AS entry FROM audit_entries e WHERE e.tenant_id = tenant AND e.action = 'audit.redacted'
      AND e.details ->> 'digest' = (
        SELECT audit_digest(array_agg(r.position), array_agg(r.remains)) FROM audit_redactions r
        WHERE r.tenant_id = tenant AND r.entry = e.position)
  ), remains AS (
    SELECT DISTINCT ON (r.position) r.position, r.remains FROM audit_redactions r JOIN sound USING (entry)
    WHERE r.tenant_id = tenant ORDER BY r.position, r.entry DESC
  ), checked AS (
    SELECT e.position, e.hash, r.position IS NOT NULL AS redacted,
      audit_hash(e) = coalesce(r.remains, e.hash) AND e.position = row_number() OVER w
        AND e.previous_hash = coalesce(lag(e.hash) OVER w, '') AS ok
    FROM audit_entries e LEFT JOIN remains r ON r.position = e.position
    WHERE e.tenant_id = tenant WINDOW w AS (ORDER BY e.position)
  )
  SELECT count(*)::integer, (min(c.position) FILTER (WHERE NOT c.ok))::integer,
    (count(*) FILTER (WHERE c.redacted))::integer, (array_agg(c.hash ORDER BY c.position DESC))[1]
  FROM checked c
$$;
`;

import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableTenantIsolation } from './tenant-isolation.js';

/** Sessions, second factors, passkeys, identity providers and trusted issuers. */
export class Identity1700000000006 implements MigrationInterface {
  readonly name = 'Identity1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- A sign-in and what has come of it: the family of its refresh tokens. A session whose row is gone is over, and its
-- access tokens with it.
CREATE TABLE sessions (
  tenant_id integer NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  method text NOT NULL CHECK (method IN ('password', 'passkey', 'provider', 'link')),
  -- a second factor was given, or whoever vouches for the user has asked for theirs
  strong boolean NOT NULL DEFAULT false,
  address text NOT NULL,
  user_agent text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  -- when its user last proved who they are
  confirmed_at timestamptz(3) NOT NULL,
  last_used_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX sessions_user ON sessions (tenant_id, user_id, id);

INSERT INTO sessions (tenant_id, id, user_id, method, address, user_agent, created_at, confirmed_at, last_used_at,
  expires_at)
SELECT r.tenant_id, r.family_id, (array_agg(r.user_id))[1], 'password', '', '', min(r.created_at), min(r.created_at),
  max(r.created_at), max(r.expires_at)
FROM refresh_tokens r GROUP BY r.tenant_id, r.family_id
HAVING count(*) FILTER (WHERE r.used_at IS NULL AND r.revoked_at IS NULL AND r.expires_at > now()) > 0;
DELETE FROM refresh_tokens r WHERE NOT EXISTS (
  SELECT 1 FROM sessions s WHERE s.tenant_id = r.tenant_id AND s.id = r.family_id);
ALTER TABLE refresh_tokens DROP COLUMN revoked_at,
  ADD FOREIGN KEY (tenant_id, family_id) REFERENCES sessions (tenant_id, id) ON DELETE CASCADE;

-- Time-based one-time passwords (RFC 6238).
CREATE TABLE totp_factors (
  tenant_id integer NOT NULL,
  user_id uuid NOT NULL,
  -- sealed
  secret text NOT NULL,
  -- NULL while it is being set up
  confirmed_at timestamptz(3),
  -- the time step of the last code that was taken: none is good twice
  last_step bigint NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);

-- Codes for whoever has lost their second factor: the hash of each, gone with its use.
CREATE TABLE recovery_codes (
  tenant_id integer NOT NULL,
  user_id uuid NOT NULL,
  code_hash text NOT NULL,
  PRIMARY KEY (tenant_id, user_id, code_hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);

-- WebAuthn credentials: public keys only.
CREATE TABLE passkeys (
  tenant_id integer NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  name text NOT NULL,
  credential_id text NOT NULL,
  public_key text NOT NULL,
  counter bigint NOT NULL,
  transports text[] NOT NULL DEFAULT '{}',
  -- the host name it was made for
  rp_id text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  last_used_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, credential_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX passkeys_user ON passkeys (tenant_id, user_id, id);

-- What a user has signed in with before: hashes, so that a sign-in from elsewhere is told to them.
CREATE TABLE sign_in_devices (
  tenant_id integer NOT NULL,
  user_id uuid NOT NULL,
  device_hash text NOT NULL,
  last_used_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, user_id, device_hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);

-- What a tenant asks of its people's sign-ins. Without a row: nothing beyond the password.
CREATE TABLE tenant_security (
  tenant_id integer PRIMARY KEY REFERENCES tenants (id),
  second_factor_roles text[] NOT NULL DEFAULT '{}'
);

-- OpenID Connect providers that a tenant's people sign in with.
CREATE TABLE identity_providers (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  name text NOT NULL,
  issuer text NOT NULL,
  client_id text NOT NULL,
  -- sealed
  client_secret text,
  scopes text[] NOT NULL,
  groups_claim text NOT NULL,
  -- [{group, role, departments}]
  mappings jsonb NOT NULL DEFAULT '[]',
  email_domains text[] NOT NULL DEFAULT '{}',
  creates_users boolean NOT NULL,
  links_by_email boolean NOT NULL,
  -- its sign-ins count as strong
  vouches boolean NOT NULL,
  enabled boolean NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX identity_providers_name ON identity_providers (tenant_id, lower(name));

-- Who signs tokens that are taken as they are: a panel that knows its users already.
CREATE TABLE trusted_issuers (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  name text NOT NULL,
  issuer text NOT NULL,
  audience text NOT NULL,
  jwks_url text,
  -- a JWK set of public keys, where the issuer has no address for it
  keys jsonb,
  algorithms text[] NOT NULL,
  -- which claim says what, and what its values mean here
  claims jsonb NOT NULL,
  roles jsonb NOT NULL DEFAULT '{}',
  plans jsonb NOT NULL DEFAULT '{}',
  links_by_email boolean NOT NULL,
  enabled boolean NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CHECK ((jwks_url IS NULL) <> (keys IS NULL))
);
CREATE UNIQUE INDEX trusted_issuers_name ON trusted_issuers (tenant_id, lower(name));
CREATE UNIQUE INDEX trusted_issuers_audience ON trusted_issuers (tenant_id, issuer, audience);
CREATE INDEX trusted_issuers_issuer ON trusted_issuers (issuer) WHERE enabled;

-- Whom somebody else's subject is here.
CREATE TABLE external_identities (
  tenant_id integer NOT NULL,
  -- an identity provider or a trusted issuer
  provider_id uuid NOT NULL,
  subject text NOT NULL,
  user_id uuid NOT NULL,
  -- what was last told about them: nothing is written while it stays the same
  digest text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  last_used_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, provider_id, subject),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX external_identities_user ON external_identities (tenant_id, user_id);

-- Whom a trusted issuer's organisation is here.
CREATE TABLE external_organizations (
  tenant_id integer NOT NULL,
  issuer_id uuid NOT NULL,
  external_id text NOT NULL,
  organization_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, issuer_id, external_id),
  FOREIGN KEY (tenant_id, issuer_id) REFERENCES trusted_issuers (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, organization_id) REFERENCES organizations (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX external_organizations_organization ON external_organizations (tenant_id, organization_id);
`);
    await runner.query(FUNCTIONS);
    await enableTenantIsolation(runner);
  }

  async down(): Promise<void> {
    throw new Error('Sessions cannot be taken back to what they were: restore a backup instead');
  }
}

/** Functions that run as their owner and so see past row-level security; each one reviewed for what it answers. */
const FUNCTIONS = `
DROP FUNCTION bearer(integer, uuid, uuid);
-- All that is needed to judge a bearer, in one round trip: of an API token (token), of a session (session), or of a
-- trusted issuer, who has vouched for the user already (neither).
CREATE FUNCTION bearer(tenant integer, user_id uuid, token uuid, session uuid)
RETURNS TABLE (
  tenant_slug text, tenant_name text, id uuid, email text, name text, role text, can_access_ticketing boolean,
  organization_id uuid, shared_tickets boolean, locale text, notifications jsonb, departments integer[],
  scopes text[], expires_at timestamptz, last_used_at timestamptz, confirmed_at timestamptz, must_enrol boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT t.slug, t.name, u.id, u.email, u.name, u.role, u.can_access_ticketing, u.organization_id,
    coalesce(o.shared_tickets, false), u.locale, u.notifications,
    ARRAY(SELECT m.department_id FROM department_members m
          WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id ORDER BY m.department_id),
    k.scopes, coalesce(k.expires_at, s.expires_at), coalesce(k.last_used_at, s.last_used_at), s.confirmed_at,
    s.id IS NOT NULL AND NOT s.strong AND u.role = ANY (coalesce(x.second_factor_roles, '{}'))
  FROM users u
  JOIN tenants t ON t.id = u.tenant_id
  LEFT JOIN organizations o ON o.tenant_id = u.tenant_id AND o.id = u.organization_id
  LEFT JOIN api_tokens k ON k.tenant_id = u.tenant_id AND k.id = token AND k.user_id = u.id
  LEFT JOIN sessions s ON s.tenant_id = u.tenant_id AND s.id = session AND s.user_id = u.id
  LEFT JOIN tenant_security x ON x.tenant_id = u.tenant_id
  WHERE u.tenant_id = tenant AND u.id = bearer.user_id AND u.active
    AND (token IS NULL OR k.id IS NOT NULL) AND (session IS NULL OR s.id IS NOT NULL)
$$;

-- Which tenant the sign-in page of a host name belongs to: that of the host, else the one that is named, else the
-- only one there is.
CREATE FUNCTION sign_in_tenant(host text, tenant_slug text) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT coalesce(
    (SELECT t.id FROM tenants t WHERE t.hosts @> ARRAY[host]),
    (SELECT t.id FROM tenants t WHERE t.slug = tenant_slug),
    (SELECT min(t.id) FROM tenants t WHERE tenant_slug IS NULL HAVING count(*) = 1))
$$;

-- The host names of a tenant, where its pages may stand.
CREATE FUNCTION tenant_hosts(tenant integer) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT t.hosts FROM tenants t WHERE t.id = tenant
$$;

-- Everyone who trusts an issuer, and whom its subject is to them. A host name that is a tenant's own narrows it to
-- that tenant.
CREATE FUNCTION issuers_named(iss text, host text, subject text)
RETURNS TABLE (tenant_id integer, tenant_slug text, id uuid, name text, audience text, jwks_url text, keys jsonb,
  algorithms text[], claims jsonb, roles jsonb, plans jsonb, links_by_email boolean, user_id uuid, digest text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT i.tenant_id, t.slug, i.id, i.name, i.audience, i.jwks_url, i.keys, i.algorithms, i.claims, i.roles, i.plans,
    i.links_by_email, e.user_id, e.digest
  FROM trusted_issuers i
  JOIN tenants t ON t.id = i.tenant_id
  LEFT JOIN external_identities e ON e.tenant_id = i.tenant_id AND e.provider_id = i.id
    AND e.subject = issuers_named.subject
  WHERE i.issuer = iss AND i.enabled
    AND (t.hosts @> ARRAY[host] OR NOT EXISTS (SELECT 1 FROM tenants h WHERE h.hosts @> ARRAY[host]))
  ORDER BY i.tenant_id
$$;
`;

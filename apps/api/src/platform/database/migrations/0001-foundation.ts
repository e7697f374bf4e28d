import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableTenantIsolation } from './tenant-isolation.js';

/** Tenants, people, departments, tickets, mail, SLA and the outbox. */
export class Foundation1700000000001 implements MigrationInterface {
  readonly name = 'Foundation1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE EXTENSION IF NOT EXISTS unaccent;

-- Words are compared without accents: stemmed in Spanish and English, and as they stand for prefixes.
CREATE TEXT SEARCH CONFIGURATION noxdesk_es (COPY = spanish);
ALTER TEXT SEARCH CONFIGURATION noxdesk_es
  ALTER MAPPING FOR hword, hword_part, word WITH unaccent, spanish_stem;
CREATE TEXT SEARCH CONFIGURATION noxdesk_en (COPY = english);
ALTER TEXT SEARCH CONFIGURATION noxdesk_en
  ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
CREATE TEXT SEARCH CONFIGURATION noxdesk_plain (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION noxdesk_plain
  ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;

-- The tenant the transaction is signed for; NULL outside of one, which no row equals.
CREATE FUNCTION current_tenant() RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT NULLIF(current_setting('noxdesk.tenant', true), '')::integer $$;

CREATE TABLE tenants (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  slug text NOT NULL UNIQUE,
  name text NOT NULL,
  hosts text[] NOT NULL DEFAULT '{}',
  created_at timestamptz(3) NOT NULL
);
CREATE INDEX tenants_hosts ON tenants USING gin (hosts);

CREATE TABLE tenant_settings (
  tenant_id integer PRIMARY KEY REFERENCES tenants (id),
  reopen_days integer NOT NULL DEFAULT 7,
  auto_close_days integer NOT NULL DEFAULT 7,
  attachment_types text[] NOT NULL
    DEFAULT '{png,jpg,jpeg,gif,pdf,txt,doc,docx,log,zip,tar.gz,tgz}',
  attachment_max_bytes integer NOT NULL DEFAULT 20971520,
  attachment_max_files integer NOT NULL DEFAULT 10,
  mail_flood_limit integer NOT NULL DEFAULT 60
);

-- What is counted per tenant, so that numbers rise and are never given twice.
CREATE TABLE tenant_counters (
  tenant_id integer PRIMARY KEY REFERENCES tenants (id),
  last_ticket_number integer NOT NULL DEFAULT 0,
  last_department_id integer NOT NULL DEFAULT 0
);

CREATE TABLE plans (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX plans_name ON plans (tenant_id, lower(name));

CREATE TABLE organizations (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  name text NOT NULL,
  plan_id uuid,
  shared_tickets boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, plan_id) REFERENCES plans (tenant_id, id)
);
CREATE UNIQUE INDEX organizations_name ON organizations (tenant_id, lower(name));
CREATE INDEX organizations_plan ON organizations (tenant_id, plan_id) WHERE plan_id IS NOT NULL;

CREATE TABLE users (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  email text NOT NULL CHECK (email = lower(email)),
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('admin', 'agent', 'customer')),
  password_hash text,
  can_access_ticketing boolean NOT NULL DEFAULT true,
  organization_id uuid,
  locale text NOT NULL DEFAULT 'es' CHECK (locale IN ('es', 'en')),
  active boolean NOT NULL DEFAULT true,
  notifications jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, email),
  FOREIGN KEY (tenant_id, organization_id) REFERENCES organizations (tenant_id, id)
);
CREATE INDEX users_email ON users (email);
CREATE INDEX users_role ON users (tenant_id, role, id);
CREATE INDEX users_organization ON users (tenant_id, organization_id) WHERE organization_id IS NOT NULL;

CREATE TABLE departments (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  id integer NOT NULL,
  name text NOT NULL,
  slug text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, slug)
);
CREATE UNIQUE INDEX departments_name ON departments (tenant_id, lower(name));

CREATE TABLE department_members (
  tenant_id integer NOT NULL,
  department_id integer NOT NULL,
  user_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, department_id, user_id),
  FOREIGN KEY (tenant_id, department_id) REFERENCES departments (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX department_members_user ON department_members (tenant_id, user_id);

CREATE TABLE refresh_tokens (
  tenant_id integer NOT NULL,
  id uuid NOT NULL,
  family_id uuid NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  revoked_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX refresh_tokens_family ON refresh_tokens (tenant_id, family_id);
CREATE INDEX refresh_tokens_user ON refresh_tokens (tenant_id, user_id);
CREATE INDEX refresh_tokens_expiry ON refresh_tokens (expires_at);

-- Links by which somebody chooses a password: the hash of each, gone with its use.
CREATE TABLE account_links (
  tenant_id integer NOT NULL,
  token_hash text NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, token_hash),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX account_links_user ON account_links (tenant_id, user_id);
CREATE INDEX account_links_expiry ON account_links (expires_at);

CREATE TABLE api_tokens (
  tenant_id integer NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  name text NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3),
  last_used_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX api_tokens_user ON api_tokens (tenant_id, user_id, id);

CREATE TABLE sla_policies (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  name text NOT NULL,
  plan_id uuid,
  department_id integer,
  is_default boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1,
  -- what follows by itself at a threshold; not part of what tickets are promised, so not versioned
  escalations jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz(3) NOT NULL,
  deleted_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, plan_id) REFERENCES plans (tenant_id, id),
  FOREIGN KEY (tenant_id, department_id) REFERENCES departments (tenant_id, id)
);
-- One policy for each place a ticket can be judged from.
CREATE UNIQUE INDEX sla_policies_default ON sla_policies (tenant_id) WHERE is_default AND deleted_at IS NULL;
CREATE UNIQUE INDEX sla_policies_scope ON sla_policies (tenant_id, plan_id, department_id) NULLS NOT DISTINCT
  WHERE deleted_at IS NULL AND (plan_id IS NOT NULL OR department_id IS NOT NULL);

-- Versions are only added: a ticket keeps the one it is judged by.
CREATE TABLE sla_policy_versions (
  tenant_id integer NOT NULL,
  policy_id uuid NOT NULL,
  version integer NOT NULL,
  calendar jsonb,
  warning_percent integer NOT NULL CHECK (warning_percent BETWEEN 1 AND 99),
  -- those before it, ascending
  earlier_warnings integer[] NOT NULL DEFAULT '{}',
  targets jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, policy_id, version),
  FOREIGN KEY (tenant_id, policy_id) REFERENCES sla_policies (tenant_id, id)
);

CREATE TABLE tickets (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  number integer NOT NULL,
  subject text NOT NULL,
  status text NOT NULL CHECK (status IN ('new', 'open', 'pending', 'on_hold', 'resolved', 'closed')),
  -- 1 low, 2 medium, 3 high, 4 urgent, 5 critical: ordered, and leakproof to compare
  priority smallint NOT NULL CHECK (priority BETWEEN 1 AND 5),
  department_id integer NOT NULL,
  requester_id uuid NOT NULL,
  organization_id uuid,
  assignee_id uuid,
  channel text NOT NULL CHECK (channel IN ('web', 'api', 'email')),
  tags text[] NOT NULL DEFAULT '{}',
  follows_id uuid,
  preview text NOT NULL DEFAULT '',
  public_preview text NOT NULL DEFAULT '',
  message_count integer NOT NULL DEFAULT 0,
  sla_state jsonb,
  -- derived from sla_state: what lists sort and filter by, and when the sweep has to look again
  sla_due_at timestamptz(3),
  sla_check_at timestamptz(3),
  sla_warned boolean NOT NULL DEFAULT false,
  sla_breached boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  resolved_at timestamptz(3),
  closed_at timestamptz(3),
  auto_close_at timestamptz(3),
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, number),
  FOREIGN KEY (tenant_id, department_id) REFERENCES departments (tenant_id, id),
  FOREIGN KEY (tenant_id, requester_id) REFERENCES users (tenant_id, id),
  FOREIGN KEY (tenant_id, organization_id) REFERENCES organizations (tenant_id, id),
  FOREIGN KEY (tenant_id, assignee_id) REFERENCES users (tenant_id, id),
  FOREIGN KEY (tenant_id, follows_id) REFERENCES tickets (tenant_id, id)
) WITH (fillfactor = 85);
CREATE INDEX tickets_updated ON tickets (tenant_id, updated_at, id);
CREATE INDEX tickets_created ON tickets (tenant_id, created_at, id);
CREATE INDEX tickets_priority ON tickets (tenant_id, priority, id);
CREATE INDEX tickets_status ON tickets (tenant_id, status, updated_at, id);
CREATE INDEX tickets_department ON tickets (tenant_id, department_id, updated_at, id);
CREATE INDEX tickets_assignee ON tickets (tenant_id, assignee_id, updated_at, id);
CREATE INDEX tickets_requester ON tickets (tenant_id, requester_id, updated_at, id);
CREATE INDEX tickets_organization ON tickets (tenant_id, organization_id, updated_at, id)
  WHERE organization_id IS NOT NULL;
CREATE INDEX tickets_sla_due ON tickets (tenant_id, sla_due_at, id);
CREATE INDEX tickets_sla_due_last ON tickets (tenant_id, sla_due_at DESC NULLS LAST, id DESC);
CREATE INDEX tickets_warned ON tickets (tenant_id, updated_at, id) WHERE sla_warned;
CREATE INDEX tickets_breached ON tickets (tenant_id, updated_at, id) WHERE sla_breached;
CREATE INDEX tickets_follows ON tickets (tenant_id, follows_id) WHERE follows_id IS NOT NULL;
-- The sweeps look across tenants: only rows that wait for something are in these.
CREATE INDEX tickets_sla_check ON tickets (sla_check_at) WHERE sla_check_at IS NOT NULL;
CREATE INDEX tickets_auto_close ON tickets (auto_close_at) WHERE auto_close_at IS NOT NULL;

CREATE TABLE ticket_tags (
  tenant_id integer NOT NULL,
  tag text NOT NULL,
  ticket_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, tag, ticket_id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ticket_tags_ticket ON ticket_tags (tenant_id, ticket_id);

CREATE TABLE ticket_messages (
  tenant_id integer NOT NULL,
  ticket_id uuid NOT NULL,
  -- the place in the thread, from 1
  position integer NOT NULL,
  id uuid NOT NULL,
  message_type text NOT NULL CHECK (message_type IN ('reply', 'note', 'system')),
  -- false: a note, or a system message that does not concern the customer
  public boolean NOT NULL,
  author_id uuid,
  author_kind text NOT NULL CHECK (author_kind IN ('customer', 'agent', 'system')),
  body text NOT NULL,
  body_html text,
  quoted text,
  channel text NOT NULL CHECK (channel IN ('web', 'api', 'email')),
  cc text[] NOT NULL DEFAULT '{}',
  withheld jsonb NOT NULL DEFAULT '[]',
  event jsonb,
  created_at timestamptz(3) NOT NULL,
  -- subject, requester and body: one document a message, so that words of each are found together
  search tsvector,
  PRIMARY KEY (tenant_id, ticket_id, position),
  UNIQUE (tenant_id, id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, author_id) REFERENCES users (tenant_id, id)
);
CREATE INDEX ticket_messages_search ON ticket_messages USING gin (search);
-- More words whose frequency is known: the search goes by it.
ALTER TABLE ticket_messages ALTER COLUMN search SET STATISTICS 200;

CREATE TABLE attachments (
  tenant_id integer NOT NULL,
  id uuid NOT NULL,
  ticket_id uuid NOT NULL,
  message_id uuid NOT NULL,
  ordinal smallint NOT NULL,
  filename text NOT NULL,
  content_type text NOT NULL,
  size bigint NOT NULL,
  sha256 text NOT NULL,
  blob_key text NOT NULL,
  content_id text,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, message_id) REFERENCES ticket_messages (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX attachments_ticket ON attachments (tenant_id, ticket_id, message_id, ordinal);
CREATE INDEX attachments_message ON attachments (tenant_id, message_id);
CREATE INDEX attachments_blob ON attachments (tenant_id, blob_key);

CREATE TABLE idempotency_keys (
  tenant_id integer NOT NULL,
  user_id uuid NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  request_hash text NOT NULL,
  -- NULL while the first request runs
  response jsonb,
  locked_until timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, user_id, route, key),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);

-- A job that must not be lost, written by the transaction that caused it, gone with the commit of its handler.
CREATE TABLE outbox_jobs (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  job text NOT NULL,
  payload jsonb NOT NULL,
  -- when the relay hands it to the queue (again): after each hand-over it is moved on by a lease
  due_at timestamptz(3) NOT NULL,
  handed_over integer NOT NULL DEFAULT 0,
  failed_at timestamptz(3),
  error text,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX outbox_jobs_due ON outbox_jobs (due_at) WHERE failed_at IS NULL;

CREATE TABLE mail_accounts (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  department_id integer NOT NULL,
  address text NOT NULL CHECK (address = lower(address)),
  protocol text NOT NULL CHECK (protocol IN ('imap', 'pop3')),
  host text NOT NULL,
  port integer NOT NULL,
  tls text NOT NULL CHECK (tls IN ('none', 'starttls', 'tls')),
  tls_ca text,
  auth text NOT NULL CHECK (auth IN ('password', 'microsoft', 'google')),
  username text NOT NULL,
  oauth jsonb,
  smtp jsonb,
  -- passwords, client secret and tokens: sealed JSON
  secrets text NOT NULL,
  folder text NOT NULL,
  poll_seconds integer NOT NULL,
  after_import text NOT NULL,
  receipts text NOT NULL CHECK (receipts IN ('always', 'people')),
  enabled boolean NOT NULL,
  -- where fetching goes on, as its protocol counts (UIDVALIDITY and UID, or nothing)
  cursor jsonb NOT NULL DEFAULT '{}',
  fetch_due_at timestamptz(3),
  last_fetch_at timestamptz(3),
  error jsonb,
  failures integer NOT NULL DEFAULT 0,
  -- one worker reads a mailbox at a time: whose turn it is, until when, and a number that only rises with each turn
  lease_until timestamptz(3),
  fence integer NOT NULL DEFAULT 0,
  -- one process at a time renews the tokens: a provider may let each refresh token be used once
  token_lease_until timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, address),
  FOREIGN KEY (tenant_id, department_id) REFERENCES departments (tenant_id, id)
);
CREATE INDEX mail_accounts_due ON mail_accounts (fetch_due_at) WHERE enabled;
CREATE INDEX mail_accounts_address ON mail_accounts (address);
CREATE INDEX mail_accounts_department ON mail_accounts (tenant_id, department_id, created_at);

-- One row per mail that came in, written before the server's copy is touched.
CREATE TABLE mail_ledger (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  account_id uuid,
  -- what the mail is called where it came from: account, then folder, UIDVALIDITY and UID, or UIDL
  source_key text NOT NULL,
  blob_key text NOT NULL,
  sha256 text NOT NULL,
  size bigint NOT NULL,
  fingerprint text,
  message_id text,
  from_address text,
  subject text,
  state text NOT NULL CHECK (state IN ('stored', 'created', 'threaded', 'recorded', 'quarantined', 'failed')),
  reason text,
  ticket_id uuid,
  ticket_message_id uuid,
  received_at timestamptz(3) NOT NULL,
  processed_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  UNIQUE NULLS NOT DISTINCT (tenant_id, account_id, source_key),
  FOREIGN KEY (tenant_id, account_id) REFERENCES mail_accounts (tenant_id, id) ON DELETE SET NULL (account_id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id)
);
CREATE INDEX mail_ledger_received ON mail_ledger (tenant_id, received_at, id);
CREATE INDEX mail_ledger_message_id ON mail_ledger (tenant_id, message_id);
CREATE INDEX mail_ledger_state ON mail_ledger (tenant_id, state, received_at, id);
CREATE INDEX mail_ledger_account ON mail_ledger (tenant_id, account_id, received_at, id);
CREATE INDEX mail_ledger_from ON mail_ledger (tenant_id, from_address, received_at);
-- The same mail, come twice or through two accounts, is one message.
CREATE UNIQUE INDEX mail_ledger_fingerprint ON mail_ledger (tenant_id, fingerprint)
  WHERE state IN ('created', 'threaded');

-- The Message-IDs by which a thread is known, of mails in both directions.
CREATE TABLE ticket_mail_ids (
  tenant_id integer NOT NULL,
  message_id text NOT NULL,
  ticket_id uuid NOT NULL,
  ticket_message_id uuid,
  PRIMARY KEY (tenant_id, message_id, ticket_id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX mail_ledger_ticket ON mail_ledger (tenant_id, ticket_id, received_at) WHERE ticket_id IS NOT NULL;
CREATE INDEX ticket_mail_ids_ticket ON ticket_mail_ids (tenant_id, ticket_id);

CREATE TABLE outbound_mails (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  -- one mail a cause and recipient, whatever is retried
  cause text NOT NULL,
  kind text NOT NULL,
  account_id uuid,
  ticket_id uuid,
  ticket_message_id uuid,
  recipient_id uuid,
  recipients text[] NOT NULL,
  subject text NOT NULL,
  text_body text NOT NULL,
  html_body text,
  headers jsonb NOT NULL DEFAULT '{}',
  message_id text NOT NULL,
  with_files boolean NOT NULL DEFAULT false,
  state text NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'deferred', 'failed', 'bounced', 'kept')),
  reason text,
  attempts integer NOT NULL DEFAULT 0,
  -- while it is being sent: until when its sender may be alive, and when the last byte was about to go
  lease_until timestamptz(3),
  handed_over_at timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  sent_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, cause),
  FOREIGN KEY (tenant_id, account_id) REFERENCES mail_accounts (tenant_id, id) ON DELETE SET NULL (account_id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX outbound_mails_created ON outbound_mails (tenant_id, created_at, id);
CREATE INDEX outbound_mails_message ON outbound_mails (tenant_id, ticket_message_id)
  WHERE ticket_message_id IS NOT NULL;
CREATE INDEX outbound_mails_message_id ON outbound_mails (tenant_id, message_id);
CREATE INDEX outbound_mails_ticket ON outbound_mails (tenant_id, ticket_id, created_at);

-- Addresses that do not exist any more, as their servers said: not written to until a person asks for it.
CREATE TABLE mail_suppressions (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  address text NOT NULL,
  reason text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, address)
);

-- Each alert once: a ticket, target, threshold and, where a target begins anew (next response), cycle.
CREATE TABLE sla_alerts (
  tenant_id integer NOT NULL,
  ticket_id uuid NOT NULL,
  target text NOT NULL CHECK (target IN ('first_response', 'next_response', 'resolution')),
  cycle integer NOT NULL,
  percent integer NOT NULL,
  raised_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, ticket_id, target, cycle, percent),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE
);

-- Rate limits of an installation without Redis. They belong to no tenant (a sign-in that fails has none); the
-- application reaches them through two functions only.
CREATE UNLOGGED TABLE counters (
  key text PRIMARY KEY,
  value integer NOT NULL,
  expires_at timestamptz(3) NOT NULL
);
CREATE INDEX counters_expires ON counters (expires_at);

-- What was done with accounts, permissions and settings. Each entry carries the hash of the one before it.
CREATE TABLE audit_entries (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  position bigint NOT NULL,
  at timestamptz(3) NOT NULL,
  actor_id uuid,
  actor text NOT NULL,
  action text NOT NULL,
  target text,
  details jsonb NOT NULL,
  previous_hash text NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (tenant_id, position)
);

-- What a bulk change did, so that it can be taken back for a while.
CREATE TABLE bulk_changes (
  tenant_id integer NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  entries jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX bulk_changes_user ON bulk_changes (tenant_id, user_id);
CREATE INDEX bulk_changes_created ON bulk_changes (created_at);

CREATE TABLE saved_views (
  tenant_id integer NOT NULL,
  id uuid NOT NULL,
  owner_id uuid NOT NULL,
  name text NOT NULL,
  query text NOT NULL,
  scope text NOT NULL CHECK (scope IN ('own', 'department', 'tenant')),
  department_id integer,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, department_id) REFERENCES departments (tenant_id, id) ON DELETE CASCADE,
  CHECK ((scope = 'department') = (department_id IS NOT NULL))
);
CREATE INDEX saved_views_owner ON saved_views (tenant_id, owner_id);
CREATE INDEX saved_views_department ON saved_views (tenant_id, department_id) WHERE department_id IS NOT NULL;

-- What somebody has begun to write: for a ticket, or for a new one (key 'new').
CREATE TABLE drafts (
  tenant_id integer NOT NULL,
  user_id uuid NOT NULL,
  key text NOT NULL,
  body text NOT NULL,
  body_html text,
  message_type text NOT NULL CHECK (message_type IN ('reply', 'note')),
  updated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, user_id, key),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE canned_replies (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  title text NOT NULL,
  shortcut text,
  body text NOT NULL,
  department_id integer,
  changes jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, department_id) REFERENCES departments (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX canned_replies_shortcut ON canned_replies (tenant_id, lower(shortcut))
  WHERE shortcut IS NOT NULL;
CREATE INDEX canned_replies_department ON canned_replies (tenant_id, department_id)
  WHERE department_id IS NOT NULL;

-- The bell: what happened that concerns an agent.
CREATE TABLE user_notifications (
  tenant_id integer NOT NULL,
  user_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('assigned', 'customer_reply', 'sla_warning', 'sla_breach', 'mention')),
  ticket_id uuid NOT NULL,
  data jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz(3) NOT NULL,
  read_at timestamptz(3),
  PRIMARY KEY (tenant_id, user_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX user_notifications_unread ON user_notifications (tenant_id, user_id, id) WHERE read_at IS NULL;
CREATE INDEX user_notifications_ticket ON user_notifications (tenant_id, ticket_id);
CREATE INDEX user_notifications_created ON user_notifications (created_at);

CREATE TABLE webhooks (
  tenant_id integer NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  url text NOT NULL,
  events text[] NOT NULL,
  secret text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  -- since when nothing but failures; why it was switched off by itself
  failing_since timestamptz(3),
  disabled_reason text CHECK (disabled_reason IN ('failing', 'gone')),
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (tenant_id, id)
);

CREATE TABLE webhook_deliveries (
  tenant_id integer NOT NULL,
  id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  -- what the receiver tells repeats by: that of the first delivery, in a replay, too
  message_id uuid NOT NULL,
  event text NOT NULL,
  -- the bytes that are signed and sent
  body text NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'delivered', 'failed', 'dropped')),
  attempts integer NOT NULL DEFAULT 0,
  status_code integer,
  latency_ms integer,
  error text,
  created_at timestamptz(3) NOT NULL,
  attempted_at timestamptz(3),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhooks (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX webhook_deliveries_log ON webhook_deliveries (tenant_id, webhook_id, id);
CREATE INDEX webhook_deliveries_created ON webhook_deliveries (created_at);
`);
    await runner.query(FUNCTIONS);
    await enableTenantIsolation(runner);
  }

  async down(): Promise<void> {
    throw new Error('The first migration is not taken back: drop the database instead');
  }
}

/** Functions that run as their owner and so see past row-level security; each one reviewed for what it answers. */
const FUNCTIONS = `
-- The document of a message for search: stems of both languages and the words as they stand. Each lexeme carries its
-- tenant ('7:factur'): so the index holds lists of one tenant only, and none has to be cut out of everybody's.
CREATE FUNCTION search_document(tenant integer, content text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(coalesce(array_agg(tenant || ':' || lexeme), '{}')) FROM unnest(tsvector_to_array(
    to_tsvector('public.noxdesk_es', left(content, 100000)) ||
    to_tsvector('public.noxdesk_en', left(content, 100000)) ||
    to_tsvector('public.noxdesk_plain', left(content, 100000)))) lexeme
$$;

-- Lexemes that must all be there, as the text of a tsquery.
CREATE FUNCTION search_terms(tenant integer, lexemes text[], suffix text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT string_agg('''' || replace(replace(tenant || ':' || lexeme, '\\', '\\\\'), '''', '''''') || '''' || suffix, ' & ')
  FROM unnest(lexemes) lexeme
$$;

-- How a search is to be made. Every word must be found: by a stem of either language, as it stands, or as the
-- beginning of a word; words that stand everywhere (stop words) count only where there is no other, and a word so
-- common that the statistics know it is taken as whole. NULL query: nothing to look for. common: so many messages
-- match that going down the list finds a page of them sooner than the index, which has to collect them all.
CREATE FUNCTION search_plan(tenant integer, words text)
RETURNS TABLE (query text, common boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
  known text[];
  known_shares real[];
  tickets double precision;
  rows_of_all double precision;
  part double precision;
  share double precision := 1;
  word text;
  plain text[];
  es text[];
  en text[];
  share_of_word double precision;
  whole text;
  of_stop_words text;
BEGIN
  IF tenant IS DISTINCT FROM current_tenant() THEN RETURN; END IF;
  SELECT s.most_common_elems::text::text[], s.most_common_elem_freqs INTO known, known_shares FROM pg_stats s
    WHERE s.schemaname = 'public' AND s.tablename = 'ticket_messages' AND s.attname = 'search';
  SELECT c.last_ticket_number INTO tickets FROM tenant_counters c WHERE c.tenant_id = tenant;
  SELECT greatest(c.reltuples, 0) INTO rows_of_all FROM pg_class c WHERE c.oid = 'tickets'::regclass;
  -- The statistics tell shares of all tenants' messages; words of one tenant meet within its part of them.
  part := least(1, greatest(coalesce(tickets, 0), 1) / greatest(rows_of_all, 1));
  FOREACH word IN ARRAY regexp_split_to_array(left(words, 200), '\\s+') LOOP
    plain := tsvector_to_array(to_tsvector('public.noxdesk_plain', word));
    CONTINUE WHEN plain = '{}';
    es := tsvector_to_array(to_tsvector('public.noxdesk_es', word));
    en := tsvector_to_array(to_tsvector('public.noxdesk_en', word));
    IF es = '{}' OR en = '{}' THEN
      of_stop_words := concat_ws(' & ', of_stop_words, search_terms(tenant, plain, ':*'));
      CONTINUE;
    END IF;
    SELECT max(k.share) INTO share_of_word FROM unnest(known, known_shares) AS k (lexeme, share)
      WHERE k.lexeme = tenant || ':' || plain[1];
    IF share_of_word IS NULL THEN
      SELECT sum(k.share) INTO share_of_word FROM unnest(known, known_shares) AS k (lexeme, share)
        WHERE starts_with(k.lexeme, tenant || ':' || plain[1]);
      whole := concat_ws(' & ', whole, '(' || concat_ws(' | ', search_terms(tenant, plain, ':*'),
        search_terms(tenant, es, ''), search_terms(tenant, en, '')) || ')');
    ELSE
      whole := concat_ws(' & ', whole, '(' || concat_ws(' | ', search_terms(tenant, plain, ''),
        search_terms(tenant, es, ''), search_terms(tenant, en, '')) || ')');
    END IF;
    share := share * least(1, coalesce(share_of_word, 0) / part);
  END LOOP;
  query := coalesce(whole, of_stop_words);
  -- Where both ways cost the same, by measurement: the list is read for some 25 / share tickets, the index for all.
  common := query IS NOT NULL AND share * coalesce(tickets, 0) > 2 * sqrt(coalesce(tickets, 0)) AND tickets > 1000;
  RETURN NEXT;
END $$;

-- Full-text operators are not leakproof: behind a policy they read every row of the tenant. The tenant is asked for
-- twice, so that a caller cannot look into one it is not signed for.
CREATE FUNCTION search_ticket_ids(tenant integer, query tsquery, internal boolean)
RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public ROWS 200 AS $$
  SELECT DISTINCT m.ticket_id FROM ticket_messages m
  WHERE m.search @@ query AND m.tenant_id = tenant AND tenant = current_tenant() AND (internal OR m.public)
$$;

-- Who may be signing in: by tenant where it is given, else by host name, else wherever the address is known.
CREATE FUNCTION sign_in_candidates(address text, host text, tenant_slug text)
RETURNS TABLE (tenant_id integer, slug text, user_id uuid, password_hash text, active boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT t.id, t.slug, u.id, u.password_hash, u.active
  FROM users u JOIN tenants t ON t.id = u.tenant_id
  WHERE u.email = lower(address)
    AND (tenant_slug IS NULL OR t.slug = tenant_slug)
    AND (tenant_slug IS NOT NULL
      OR NOT EXISTS (SELECT 1 FROM tenants h WHERE h.hosts @> ARRAY[host])
      OR t.hosts @> ARRAY[host])
$$;

-- All that is needed to judge a bearer, in one round trip. token: the API token's id, or NULL for a session.
CREATE FUNCTION bearer(tenant integer, user_id uuid, token uuid)
RETURNS TABLE (
  tenant_slug text, tenant_name text, id uuid, email text, name text, role text, can_access_ticketing boolean,
  organization_id uuid, shared_tickets boolean, locale text, notifications jsonb, departments integer[],
  scopes text[], token_expires_at timestamptz, token_last_used_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT t.slug, t.name, u.id, u.email, u.name, u.role, u.can_access_ticketing, u.organization_id,
    coalesce(o.shared_tickets, false), u.locale, u.notifications,
    ARRAY(SELECT m.department_id FROM department_members m
          WHERE m.tenant_id = u.tenant_id AND m.user_id = u.id ORDER BY m.department_id),
    k.scopes, k.expires_at, k.last_used_at
  FROM users u
  JOIN tenants t ON t.id = u.tenant_id
  LEFT JOIN organizations o ON o.tenant_id = u.tenant_id AND o.id = u.organization_id
  LEFT JOIN api_tokens k ON k.tenant_id = u.tenant_id AND k.id = token AND k.user_id = u.id
  WHERE u.tenant_id = tenant AND u.id = bearer.user_id AND u.active AND (token IS NULL OR k.id IS NOT NULL)
$$;

-- Takes jobs that are due and moves them on by a lease; who claims them hands them to the queue.
CREATE FUNCTION claim_outbox(at timestamptz, lease interval, most integer)
RETURNS TABLE (tenant_id integer, id uuid, job text, handed_over integer)
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  UPDATE outbox_jobs o SET due_at = at + lease, handed_over = o.handed_over + 1
  FROM (SELECT c.tenant_id, c.id FROM outbox_jobs c WHERE c.due_at <= at AND c.failed_at IS NULL
        ORDER BY c.due_at LIMIT most FOR UPDATE SKIP LOCKED) due
  WHERE o.tenant_id = due.tenant_id AND o.id = due.id
  RETURNING o.tenant_id, o.id, o.job, o.handed_over
$$;

-- The sweeps: ids of what is due, nothing else.
CREATE FUNCTION tickets_with_sla_due(at timestamptz, most integer)
RETURNS TABLE (tenant_id integer, ticket_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT t.tenant_id, t.id FROM tickets t WHERE t.sla_check_at <= at ORDER BY t.sla_check_at LIMIT most
$$;
CREATE FUNCTION tickets_to_close(at timestamptz, most integer)
RETURNS TABLE (tenant_id integer, ticket_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT t.tenant_id, t.id FROM tickets t WHERE t.auto_close_at <= at ORDER BY t.auto_close_at LIMIT most
$$;
CREATE FUNCTION mail_accounts_to_fetch(at timestamptz, most integer)
RETURNS TABLE (tenant_id integer, account_id uuid, due_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT a.tenant_id, a.id, a.fetch_due_at FROM mail_accounts a
  WHERE a.enabled AND a.fetch_due_at <= at ORDER BY a.fetch_due_at LIMIT most
$$;

-- Whose mailbox an address is. An address that several tenants use is nobody's: it must not be guessed.
CREATE FUNCTION mail_recipient(mailbox text) RETURNS TABLE (tenant_id integer, account_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT a.tenant_id, a.id FROM mail_accounts a
  WHERE a.address = lower(mailbox) AND a.enabled
    AND NOT EXISTS (SELECT 1 FROM mail_accounts b
      WHERE b.address = lower(mailbox) AND b.enabled AND b.tenant_id <> a.tenant_id)
$$;

CREATE FUNCTION read_counters(keys text[]) RETURNS TABLE (key text, value integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT c.key, c.value FROM counters c WHERE c.key = ANY (keys) AND c.expires_at > now()
$$;
CREATE FUNCTION increment_counters(keys text[], seconds integer) RETURNS TABLE (key text, value integer)
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  INSERT INTO counters AS c (key, value, expires_at)
  SELECT DISTINCT k, 1, now() + make_interval(secs => seconds) FROM unnest(keys) k
  ON CONFLICT ON CONSTRAINT counters_pkey DO UPDATE SET
    value = CASE WHEN c.expires_at > now() THEN c.value + 1 ELSE 1 END,
    expires_at = CASE WHEN c.expires_at > now() THEN c.expires_at ELSE excluded.expires_at END
  RETURNING c.key, c.value
$$;

-- Rows whose time is over: idempotency keys of a day ago, refresh tokens that ended and webhook deliveries of a month ago.
CREATE FUNCTION purge_expired(at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  DELETE FROM idempotency_keys WHERE created_at < at - interval '24 hours';
  DELETE FROM bulk_changes WHERE created_at < at - interval '24 hours';
  DELETE FROM user_notifications WHERE created_at < at - interval '90 days';
  DELETE FROM counters WHERE expires_at < at;
  DELETE FROM refresh_tokens WHERE expires_at < at - interval '30 days';
  DELETE FROM account_links WHERE expires_at < at;
  DELETE FROM webhook_deliveries WHERE created_at < at - interval '30 days';
$$;

CREATE FUNCTION audit_hash(e audit_entries) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(jsonb_build_array(e.tenant_id, e.position, (extract(epoch FROM e.at) * 1000)::bigint,
    e.actor_id, e.actor, e.action, e.target, e.details, e.previous_hash)::text, 'UTF8')), 'hex')
$$;
-- One after the other in each tenant: the lock is held until the entry before is committed or gone.
CREATE FUNCTION chain_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last audit_entries;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('noxdesk.audit'), NEW.tenant_id);
  SELECT * INTO last FROM audit_entries a WHERE a.tenant_id = NEW.tenant_id ORDER BY a.position DESC LIMIT 1;
  NEW.position := coalesce(last.position, 0) + 1;
  NEW.previous_hash := coalesce(last.hash, '');
  NEW.hash := audit_hash(NEW);
  RETURN NEW;
END $$;
CREATE TRIGGER chain BEFORE INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION chain_audit_entry();
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE insufficient_privilege USING MESSAGE = 'Entries of the audit log are neither changed nor deleted';
END $$;
CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

-- Tenants are the operator's: the application may add one only through this.
CREATE FUNCTION create_tenant(p_slug text, p_name text, p_hosts text[], at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE new_id integer;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('noxdesk.tenants'));
  IF EXISTS (SELECT 1 FROM tenants t WHERE t.hosts && p_hosts) THEN
    RAISE unique_violation USING CONSTRAINT = 'tenants_hosts';
  END IF;
  INSERT INTO tenants (slug, name, hosts, created_at) VALUES (p_slug, p_name, p_hosts, at) RETURNING id INTO new_id;
  -- The rest of the transaction belongs to the new tenant.
  PERFORM set_config('noxdesk.tenant', new_id::text, true);
  RETURN new_id;
END $$;
`;

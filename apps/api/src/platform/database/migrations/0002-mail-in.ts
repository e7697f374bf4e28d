import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableTenantIsolation } from './tenant-isolation.js';

/** The health of mailboxes, limits of their own, and what agents are told of mails. */
export class MailIn1700000000002 implements MigrationInterface {
  readonly name = 'MailIn1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ACCOUNTS);
    await runner.query(MESSAGES);
    await runner.query(NOTICES);
    await enableTenantIsolation(runner);
  }

  async down(): Promise<void> {
    throw new Error(
      'Columns that mails have filled are not taken back: restore the copy made before the update',
    );
  }
}

const ACCOUNTS = `
ALTER TABLE mail_accounts
  -- bytes of a mail that is taken in; without it the installation's limit
  ADD COLUMN max_bytes integer CHECK (max_bytes > 0),
  -- how long it may go unread before somebody is told
  ADD COLUMN alert_after_minutes integer NOT NULL DEFAULT 30 CHECK (alert_after_minutes > 0),
  -- since when silence counts: an account that was switched on a moment ago has not been silent
  ADD COLUMN watched_since timestamptz(3) NOT NULL DEFAULT now(),
  -- since when it has gone unread for too long and its admins know
  ADD COLUMN incident_since timestamptz(3),
  -- which warnings of secrets that end have been given
  ADD COLUMN warned jsonb NOT NULL DEFAULT '{}';

CREATE INDEX mail_ledger_open ON mail_ledger (tenant_id, account_id)
  WHERE state IN ('stored', 'quarantined', 'failed');

-- Whose mailbox an address is, and how much it takes. An address that several tenants use is nobody's: it must not be
-- guessed.
DROP FUNCTION mail_recipient(text);
CREATE FUNCTION mail_recipient(mailbox text) RETURNS TABLE (tenant_id integer, account_id uuid, max_bytes integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT a.tenant_id, a.id, a.max_bytes FROM mail_accounts a
  WHERE a.address = lower(mailbox) AND a.enabled
    AND NOT EXISTS (SELECT 1 FROM mail_accounts b
      WHERE b.address = lower(mailbox) AND b.enabled AND b.tenant_id <> a.tenant_id)
$$;

-- The watch over mailboxes: those unread for too long, those read again, and those with a date to look at. at: now.
CREATE FUNCTION mail_accounts_to_watch(at timestamptz, most integer)
RETURNS TABLE (tenant_id integer, account_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT a.tenant_id, a.id FROM mail_accounts a
  WHERE (a.enabled AND a.incident_since IS NULL
      AND greatest(a.last_fetch_at, a.watched_since) + make_interval(mins => a.alert_after_minutes,
        secs => a.poll_seconds) <= at)
    OR (a.incident_since IS NOT NULL
      AND (NOT a.enabled OR greatest(a.last_fetch_at, a.watched_since) > a.incident_since))
    OR (a.enabled AND a.auth <> 'password')
  LIMIT most
$$;
`;

const MESSAGES = `
ALTER TABLE ticket_messages
  -- somebody who had a token of ours, but is not whom it was given to
  ADD COLUMN stranger boolean NOT NULL DEFAULT false,
  -- the quoted part of a mail that has HTML, sanitised
  ADD COLUMN quoted_html text;
`;

const NOTICES = `
-- Not all that concerns an agent is about a ticket; which kinds there are is the application's affair.
ALTER TABLE user_notifications ALTER COLUMN ticket_id DROP NOT NULL;
ALTER TABLE user_notifications DROP CONSTRAINT IF EXISTS user_notifications_kind_check;
`;

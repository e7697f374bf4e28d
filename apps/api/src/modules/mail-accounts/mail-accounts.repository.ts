import { Injectable } from '@nestjs/common';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Cursor } from '../../platform/http/cursor.js';
import type { MailboxCursor } from '../../platform/mail-transport/mailbox.js';
import { SecretBox } from '../../platform/security/secret-box.js';
import type {
  AccountSecrets,
  AccountSettings,
  MailAccount,
  OwnMailbox,
  OAuthSettings,
  SmtpSettings,
  Warnings,
} from './mail-account.js';

interface Row {
  id: string;
  department_id: number;
  address: string;
  protocol: 'imap' | 'pop3';
  host: string;
  port: number;
  tls: MailAccount['tls'];
  tls_ca: string | null;
  auth: MailAccount['auth'];
  username: string;
  oauth: OAuthSettings | null;
  smtp: SmtpSettings | null;
  secrets: string;
  folder: string;
  poll_seconds: number;
  after_import: string;
  receipts: MailAccount['receipts'];
  max_bytes: number | null;
  alert_after_minutes: number;
  enabled: boolean;
  cursor: MailboxCursor;
  last_fetch_at: Date | null;
  fetch_due_at: Date | null;
  error: MailAccount['error'];
  failures: number;
  watched_since: Date;
  incident_since: Date | null;
  warned: Warnings;
  created_at: Date;
}

const COLUMNS = `id, department_id, address, protocol, host, port, tls, tls_ca, auth, username, oauth, smtp, secrets,
  folder, poll_seconds, after_import, receipts, max_bytes, alert_after_minutes, enabled, cursor, last_fetch_at, fetch_due_at, error,
  failures, watched_since, incident_since, warned, created_at`;

const AFTER = sql(
  'mail-accounts.after',
  `SELECT ${COLUMNS} FROM mail_accounts WHERE tenant_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
);
const BEFORE = sql(
  'mail-accounts.before',
  `SELECT ${COLUMNS} FROM mail_accounts WHERE tenant_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`,
);
const GET = sql('mail-accounts.get', `SELECT ${COLUMNS} FROM mail_accounts WHERE tenant_id = $1 AND id = $2`);
const GET_FOR_UPDATE = sql(
  'mail-accounts.get-for-update',
  `SELECT ${COLUMNS} FROM mail_accounts WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
);
const SAVE_SECRETS = sql(
  'mail-accounts.save-secrets',
  `UPDATE mail_accounts SET secrets = $3 WHERE tenant_id = $1 AND id = $2`,
);
const LEASE_TOKENS = sql(
  'mail-accounts.lease-tokens',
  `UPDATE mail_accounts SET token_lease_until = $4
   WHERE tenant_id = $1 AND id = $2 AND (token_lease_until IS NULL OR token_lease_until <= $3) RETURNING id`,
);
const RELEASE_TOKENS = sql(
  'mail-accounts.release-tokens',
  `UPDATE mail_accounts SET token_lease_until = NULL WHERE tenant_id = $1 AND id = $2`,
);
const ADD = sql(
  'mail-accounts.add',
  `INSERT INTO mail_accounts (tenant_id, id, department_id, address, protocol, host, port, tls, tls_ca, auth, username,
     oauth, smtp, secrets, folder, poll_seconds, after_import, receipts, max_bytes, alert_after_minutes, enabled,
     fetch_due_at, watched_since, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $22, $22)`,
);
// What was changed is tried at once, and what is in the way of a mailbox that is now another one is forgotten.
const CHANGE = sql(
  'mail-accounts.change',
  `UPDATE mail_accounts SET department_id = $3, address = $4, protocol = $5, host = $6, port = $7, tls = $8,
     tls_ca = $9, auth = $10, username = $11, oauth = $12, smtp = $13, secrets = $14, folder = $15,
     poll_seconds = $16, after_import = $17, receipts = $18, max_bytes = $19, alert_after_minutes = $20, enabled = $21,
     fetch_due_at = $22, watched_since = CASE WHEN enabled THEN watched_since ELSE $22 END,
     cursor = CASE WHEN (host, username, folder, protocol) IS DISTINCT FROM ($6, $11, $15, $5)
       THEN '{}'::jsonb ELSE cursor END,
     error = NULL, failures = 0
   WHERE tenant_id = $1 AND id = $2`,
);
const REMOVE = sql('mail-accounts.remove', `DELETE FROM mail_accounts WHERE tenant_id = $1 AND id = $2`);
const HAS_DEPARTMENT = sql(
  'mail-accounts.has-department',
  `SELECT 1 AS found FROM departments WHERE tenant_id = $1 AND id = $2`,
);
const FIRST_DEPARTMENT = sql(
  'mail-accounts.first-department',
  `SELECT min(id) AS id FROM departments WHERE tenant_id = $1`,
);
const DUE_NOW = sql(
  'mail-accounts.due-now',
  `UPDATE mail_accounts SET fetch_due_at = $3 WHERE tenant_id = $1 AND id = $2 AND enabled RETURNING id`,
);
const MAILBOXES = sql(
  'mail-accounts.mailboxes',
  `SELECT id, department_id AS department, address, receipts, enabled FROM mail_accounts
   WHERE tenant_id = $1 ORDER BY created_at, id`,
);

const ALL = sql(
  'mail-accounts.all',
  `SELECT ${COLUMNS} FROM mail_accounts WHERE tenant_id = $1 ORDER BY address`,
);
// What waits is little and has an index of its own; of what is done with, only a day is counted.
const COUNTS = sql(
  'mail-accounts.counts',
  `SELECT a.id, (SELECT count(*)::integer FROM mail_ledger l
       WHERE l.tenant_id = $1 AND l.account_id = a.id AND l.received_at > $3) AS day,
     o.waiting, o.quarantined, o.failed
   FROM mail_accounts a, LATERAL (
     SELECT count(*) FILTER (WHERE l.state = 'stored')::integer AS waiting,
       count(*) FILTER (WHERE l.state = 'quarantined')::integer AS quarantined,
       count(*) FILTER (WHERE l.state = 'failed')::integer AS failed
     FROM mail_ledger l
     WHERE l.tenant_id = $1 AND l.account_id = a.id AND l.state IN ('stored', 'quarantined', 'failed')) o
   WHERE a.tenant_id = $1 AND a.id = ANY ($2)`,
);
const SET_INCIDENT = sql(
  'mail-accounts.set-incident',
  `UPDATE mail_accounts SET incident_since = $3 WHERE tenant_id = $1 AND id = $2`,
);
const SET_WARNED = sql(
  'mail-accounts.set-warned',
  `UPDATE mail_accounts SET warned = $3 WHERE tenant_id = $1 AND id = $2`,
);

/** Mails of an account: of the last day, and those that something is still to be done with. */
export interface MailCounts {
  day: number;
  waiting: number;
  quarantined: number;
  failed: number;
}

/** Mail accounts with their secrets opened; every call takes part in the transaction that is open. */
@Injectable()
export class MailAccountsRepository {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly box: SecretBox,
  ) {}

  async page(cursor: Cursor | undefined, limit: number): Promise<MailAccount[]> {
    const at = cursor?.at[0] ?? null;
    const rows = await this.#tx.query<Row>(cursor?.backwards ? BEFORE : AFTER, [this.#tenant, at, limit]);
    return rows.map((row) => this.#account(row));
  }

  async get(id: string): Promise<MailAccount | null> {
    const [row] = await this.#tx.query<Row>(GET, [this.#tenant, id]);
    return row ? this.#account(row) : null;
  }

  async getForUpdate(id: string): Promise<MailAccount | null> {
    const [row] = await this.#tx.query<Row>(GET_FOR_UPDATE, [this.#tenant, id]);
    return row ? this.#account(row) : null;
  }

  async saveSecrets(id: string, secrets: AccountSecrets): Promise<void> {
    const sealed = this.box.seal(JSON.stringify(secrets), this.#context(id));
    await this.#tx.query(SAVE_SECRETS, [this.#tenant, id, sealed]);
  }

  /** Lets one process at a time renew the tokens; false where another one does. */
  async leaseTokens(id: string, now: Date, until: Date): Promise<boolean> {
    return (await this.#tx.query(LEASE_TOKENS, [this.#tenant, id, now, until])).length > 0;
  }

  async releaseTokens(id: string): Promise<void> {
    await this.#tx.query(RELEASE_TOKENS, [this.#tenant, id]);
  }

  /** In the order they were made. */
  mailboxes(): Promise<OwnMailbox[]> {
    return this.#tx.query<OwnMailbox>(MAILBOXES, [this.#tenant]);
  }

  async add(id: string, settings: AccountSettings, secrets: AccountSecrets, now: Date): Promise<void> {
    await this.#tx.query(ADD, this.#values(id, settings, secrets, now));
  }

  async change(id: string, settings: AccountSettings, secrets: AccountSecrets, now: Date): Promise<void> {
    await this.#tx.query(CHANGE, this.#values(id, settings, secrets, now));
  }

  async remove(id: string): Promise<void> {
    await this.#tx.query(REMOVE, [this.#tenant, id]);
  }

  async hasDepartment(id: number): Promise<boolean> {
    return (await this.#tx.query(HAS_DEPARTMENT, [this.#tenant, id])).length > 0;
  }

  async firstDepartment(): Promise<number> {
    const [row] = await this.#tx.query<{ id: number }>(FIRST_DEPARTMENT, [this.#tenant]);
    return row!.id;
  }

  /** By address. */
  async all(): Promise<MailAccount[]> {
    return (await this.#tx.query<Row>(ALL, [this.#tenant])).map((row) => this.#account(row));
  }

  async counts(ids: readonly string[], dayAgo: Date): Promise<Map<string, MailCounts>> {
    const rows = await this.#tx.query<MailCounts & { id: string }>(COUNTS, [this.#tenant, ids, dayAgo]);
    return new Map(rows.map(({ id, ...counts }) => [id, counts]));
  }

  /** @param since null: it is over */
  async setIncident(id: string, since: Date | null): Promise<void> {
    await this.#tx.query(SET_INCIDENT, [this.#tenant, id, since]);
  }

  async setWarned(id: string, warned: Warnings): Promise<void> {
    await this.#tx.query(SET_WARNED, [this.#tenant, id, JSON.stringify(warned)]);
  }

  /** Makes the next fetch due; false for an account that is switched off or gone. */
  async dueNow(id: string, now: Date): Promise<boolean> {
    return (await this.#tx.query(DUE_NOW, [this.#tenant, id, now])).length > 0;
  }

  #values(id: string, s: AccountSettings, secrets: AccountSecrets, now: Date): unknown[] {
    const json = (value: object | null) => (value === null ? null : JSON.stringify(value));
    const sealed = this.box.seal(JSON.stringify(secrets), this.#context(id));
    return [
      ...[this.#tenant, id, s.department, s.address, s.protocol, s.host, s.port, s.tls, s.tlsCa, s.auth],
      ...[s.username, json(s.oauth), json(s.smtp), sealed, s.folder, s.pollSeconds, s.afterImport],
      ...[s.receipts, s.maxBytes, s.alertAfterMinutes, s.enabled, now],
    ];
  }

  #account(row: Row): MailAccount {
    return {
      id: row.id,
      tenantId: this.#tenant,
      department: row.department_id,
      address: row.address,
      protocol: row.protocol,
      host: row.host,
      port: row.port,
      tls: row.tls,
      tlsCa: row.tls_ca,
      auth: row.auth,
      username: row.username,
      oauth: row.oauth,
      smtp: row.smtp,
      secrets: JSON.parse(this.box.open(row.secrets, this.#context(row.id))) as AccountSecrets,
      folder: row.folder,
      pollSeconds: row.poll_seconds,
      afterImport: row.after_import,
      receipts: row.receipts,
      maxBytes: row.max_bytes,
      alertAfterMinutes: row.alert_after_minutes,
      enabled: row.enabled,
      cursor: row.cursor,
      lastFetchAt: row.last_fetch_at,
      fetchDueAt: row.fetch_due_at,
      error: row.error,
      failures: row.failures,
      watchedSince: row.watched_since,
      incidentSince: row.incident_since,
      warned: row.warned,
      createdAt: row.created_at,
    };
  }

  #context(id: string): string {
    return `mail_accounts:${this.#tenant}:${id}`;
  }

  get #tx() {
    return this.unitOfWork.tx;
  }

  get #tenant(): number {
    return this.unitOfWork.tx.tenantId;
  }
}

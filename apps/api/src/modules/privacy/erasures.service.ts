import { Injectable } from '@nestjs/common';
import type { ErasureReport, TicketFate } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { invalidField, ProblemError } from '../../platform/http/problem.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { BlobRemover } from './blob-remover.js';
import { ERASED_NAME, erasedAddress, NO_WORDS } from './erased.js';
import { erasureJob } from './privacy.jobs.js';
import { readTenantTables } from './tables.js';
import { TICKET_BATCH, type ErasedMail, TicketEraser } from './ticket-eraser.js';
import { Traces } from './traces.js';

export interface ErasureRow {
  id: string;
  user_id: string;
  tickets: TicketFate;
  state: 'queued' | 'done' | 'failed';
  report: ErasureReport | null;
  created_at: Date;
  done_at: Date | null;
  [name: string]: unknown;
}

export const ERASURE_COLUMNS = 'id, user_id, tickets, state, report, created_at, done_at';

const GET = sql(
  'privacy.erasure',
  `SELECT ${ERASURE_COLUMNS} FROM erasures WHERE tenant_id = $1 AND id = $2`,
);
const ADD = sql(
  'privacy.add-erasure',
  `INSERT INTO erasures (tenant_id, id, user_id, requested_by, tickets, state, created_at)
   VALUES ($1, $2, $3, $4, $5, 'queued', $6)`,
);
const SETTLE = sql(
  'privacy.settle-erasure',
  `UPDATE erasures SET state = $3, report = $4, done_at = $5 WHERE tenant_id = $1 AND id = $2`,
);
const PERSON = sql(
  'privacy.person-to-erase',
  `SELECT u.id, u.email, u.name, u.role, u.role = 'admin' AND u.active AND NOT EXISTS (
     SELECT 1 FROM users o WHERE o.tenant_id = $1 AND o.role = 'admin' AND o.active AND o.id <> u.id) AS last_admin
   FROM users u WHERE u.tenant_id = $1 AND u.id = $2 FOR UPDATE OF u`,
);
const CLOSE = sql(
  'privacy.close-account',
  `UPDATE users SET password_hash = NULL, can_access_ticketing = false, active = false, updated_at = $3
   WHERE tenant_id = $1 AND id = $2`,
);
const RENAME = sql(
  'privacy.rename',
  `UPDATE users SET email = $3, name = $4, organization_id = NULL, notifications = '{}', updated_at = $5
   WHERE tenant_id = $1 AND id = $2`,
);
const TICKETS = sql(
  'privacy.tickets-of',
  `SELECT id FROM tickets WHERE tenant_id = $1 AND requester_id = $2 AND id > $3::uuid
     AND ($4 = 'delete' OR anonymised_at IS NULL)
   ORDER BY id LIMIT ${TICKET_BATCH}`,
);
const MESSAGES = sql(
  'privacy.erase-messages',
  `WITH erased AS (
     UPDATE ticket_messages SET body = $3, body_html = NULL, quoted = NULL, quoted_html = NULL, search = NULL,
       withheld = '[]'
     WHERE tenant_id = $1 AND author_id = $2 AND message_type <> 'system' AND body <> $3 RETURNING id),
   files AS (
     DELETE FROM attachments a USING erased e WHERE a.tenant_id = $1 AND a.message_id = e.id
     RETURNING a.blob_key, a.preview_blob_key)
   SELECT (SELECT count(*)::integer FROM erased) AS messages, (SELECT count(*)::integer FROM files) AS files,
     (SELECT array_agg(blob_key) || array_remove(array_agg(preview_blob_key), NULL) FROM files) AS blobs`,
);
const MAILS_IN = sql(
  'privacy.erase-mails-in',
  `WITH found AS (SELECT id, blob_key FROM mail_ledger WHERE tenant_id = $1 AND from_address = $2)
   UPDATE mail_ledger l SET blob_key = $3, sha256 = $4, size = $5, from_address = NULL, subject = NULL,
     message_id = NULL
   FROM found f WHERE l.tenant_id = $1 AND l.id = f.id RETURNING f.blob_key AS key`,
);
const MAILS_OUT = sql(
  'privacy.drop-mails-out',
  `DELETE FROM outbound_mails WHERE tenant_id = $1 AND (recipient_id = $2 OR recipients @> ARRAY[$3]) RETURNING id`,
);
const COPIES = [
  `UPDATE tickets SET cc = array_remove(cc, $2) WHERE tenant_id = $1 AND cc @> ARRAY[$2]`,
  `UPDATE ticket_messages SET cc = array_remove(cc, $2) WHERE tenant_id = $1 AND cc @> ARRAY[$2]`,
  `DELETE FROM mail_suppressions WHERE tenant_id = $1 AND address = $2`,
].map((text, index) => sql(`privacy.forget-address-${index}`, text));
const EVENTS = sql(
  'privacy.forget-name',
  `UPDATE ticket_messages SET event = replace(replace(event::text, to_json($2::text)::text, to_json($4::text)::text),
     to_json($3::text)::text, to_json($4::text)::text)::jsonb
   WHERE tenant_id = $1 AND message_type = 'system' AND strpos(event::text, to_json($2::text)::text) > 0`,
);
const EXPORTS = sql(
  'privacy.drop-exports-of',
  `DELETE FROM data_exports WHERE tenant_id = $1 AND subject_id = $2 RETURNING blob_key AS key`,
);
const DELIVERIES = sql(
  'privacy.drop-deliveries-of',
  `DELETE FROM webhook_deliveries WHERE tenant_id = $1 AND (strpos(body, $2) > 0 OR strpos(body, $3) > 0) RETURNING id`,
);
const REDACT_AUDIT = sql('privacy.redact-audit', 'SELECT redact_audit($1, $2) AS entries');
const KEPT_AUDIT = sql(
  'privacy.kept-audit',
  `SELECT count(*)::integer AS count FROM audit_entries WHERE tenant_id = $1 AND actor_id = $2`,
);

interface Person extends Record<string, unknown> {
  id: string;
  email: string;
  name: string;
  role: string;
  last_admin: boolean;
}

/** Takes a person out of everything that a tenant knows, and says what is left and why. */
@Injectable()
export class ErasuresService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly eraser: TicketEraser,
    private readonly traces: Traces,
    private readonly blobs: BlobRemover,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** The account is closed at once; the rest is a job's. @throws ProblemError */
  async request(
    { tenantId, userId }: Caller,
    { user, email, tickets }: { user: string; email: string; tickets: TicketFate },
  ): Promise<ErasureRow> {
    return this.unitOfWork.run(tenantId, async (tx) => {
      const [person] = await tx.query<Person>(PERSON, [tenantId, user]);
      if (!person) throw invalidField('user', 'unknown_id');
      if (person.email !== email.trim().toLowerCase()) throw invalidField('email', 'not_their_address');
      if (person.last_admin) {
        throw new ProblemError('conflict', { errors: [{ field: 'user', code: 'last_admin' }] });
      }
      const id = uuidv7();
      await tx.query(ADD, [tenantId, id, user, userId, tickets, this.clock.now()]);
      await tx.query(CLOSE, [tenantId, user, this.clock.now()]);
      await this.#dropOwned(user);
      await this.outbox.add(erasureJob, { id });
      return this.#get(id);
    });
  }

  /** The work of the job: tickets in batches, then the rest in one transaction. It goes on where it was stopped. */
  async carryOut(tenantId: number, id: string): Promise<void> {
    const found = await this.unitOfWork.run(tenantId, async (tx) => {
      const erasure = await this.#get(id).catch(() => undefined);
      if (!erasure || erasure.state === 'done') return undefined;
      const [person] = await tx.query<Person>(PERSON, [tenantId, erasure.user_id]);
      return person && { erasure, person };
    });
    if (!found) return;
    const { erasure, person } = found;
    const blobs: string[] = [];
    const tickets = await this.#eraseTickets(tenantId, person, erasure.tickets, blobs);
    const report = await this.blobs.withErasedMail(tenantId, (mail) =>
      this.#eraseRest(erasure, person, mail, blobs),
    );
    report.removed[erasure.tickets === 'delete' ? 'tickets_deleted' : 'tickets_anonymised'] = tickets;
    report.removed['files'] = await this.blobs.remove(tenantId, blobs);
    await this.unitOfWork.run(tenantId, (tx) =>
      tx.query(SETTLE, [tenantId, id, 'done', JSON.stringify(report), this.clock.now()]),
    );
  }

  async failed(tenantId: number, id: string): Promise<void> {
    await this.unitOfWork.run(tenantId, (tx) => tx.query(SETTLE, [tenantId, id, 'failed', null, null]));
  }

  async #eraseTickets(tenantId: number, person: Person, fate: TicketFate, blobs: string[]): Promise<number> {
    let count = 0;
    for (let last = '00000000-0000-0000-0000-000000000000'; ;) {
      const ids = await this.blobs.withErasedMail(tenantId, async (mail) => {
        const { tx } = this.unitOfWork;
        const rows = await tx.query<{ id: string }>(TICKETS, [tenantId, person.id, last, fate]);
        const batch = rows.map((row) => row.id);
        if (batch.length > 0) blobs.push(...(await this.eraser.erase(batch, fate, mail)));
        return batch;
      });
      count += ids.length;
      if (ids.length < TICKET_BATCH) return count;
      last = ids.at(-1)!;
    }
  }

  async #eraseRest(
    erasure: ErasureRow,
    person: Person,
    mail: ErasedMail,
    blobs: string[],
  ): Promise<ErasureReport> {
    const { tx } = this.unitOfWork;
    const { tenantId } = tx;
    const { id, email, name } = person;
    // While their name, address and organisation are still known here.
    const mailsOfWords = await this.traces.erase(person, erasure.id.slice(-12));
    const [written] = await tx.query<{ messages: number; files: number; blobs: string[] | null }>(MESSAGES, [
      ...[tenantId, id, NO_WORDS],
    ]);
    const mailsIn = await tx.query<{ key: string }>(MAILS_IN, [
      tenantId,
      email,
      mail.key,
      mail.sha256,
      mail.size,
    ]);
    const mailsOut = await tx.query(MAILS_OUT, [tenantId, id, email]);
    const deliveries = await tx.query(DELIVERIES, [tenantId, id, JSON.stringify(email)]);
    const exports = await tx.query<{ key: string | null }>(EXPORTS, [tenantId, id]);
    for (const statement of COPIES) await tx.query(statement, [tenantId, email]);
    await tx.query(EVENTS, [tenantId, name, email, ERASED_NAME]);
    const owned = await this.#dropOwned(id);
    // By their name and addresses, which are still known here.
    const [redacted] = await tx.query<{ entries: number }>(REDACT_AUDIT, [erasure.id, this.clock.now()]);
    await tx.query(RENAME, [tenantId, id, erasedAddress(erasure.id), ERASED_NAME, this.clock.now()]);
    const [audit] = await tx.query<{ count: number }>(KEPT_AUDIT, [tenantId, id]);
    blobs.push(...(written?.blobs ?? []), ...mailsIn.map(({ key }) => key));
    blobs.push(...exports.flatMap(({ key }) => (key === null ? [] : [key])));
    return {
      removed: {
        account: 1,
        messages: written!.messages,
        mails_received: mailsIn.length,
        mails_sent: mailsOut.length + mailsOfWords,
        webhook_deliveries: deliveries.length,
        exports: exports.length,
        sessions_tokens_and_preferences: owned,
        audit_words: redacted!.entries,
      },
      kept: [
        { what: 'audit_entries', count: audit!.count, why: 'evidence_without_name_and_address' },
        { what: 'account', count: 1, why: 'a_number_without_name_that_tickets_refer_to' },
      ],
    };
  }

  /** Sessions, tokens, factors, drafts, views, …: whatever the database would delete with the account. */
  async #dropOwned(userId: string): Promise<number> {
    const { tx } = this.unitOfWork;
    let dropped = 0;
    for (const { name, ownedBy } of await readTenantTables(tx)) {
      for (const column of ownedBy) {
        const text = `DELETE FROM "${name}" WHERE tenant_id = $1 AND "${column}" = $2 RETURNING 1 AS gone`;
        const rows = await tx.query(sql(`privacy.owned-${name}`, text), [tx.tenantId, userId]);
        dropped += rows.length;
      }
    }
    return dropped;
  }

  async #get(id: string): Promise<ErasureRow> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<ErasureRow>(GET, [tx.tenantId, id]);
    if (!row) throw new ProblemError('not_found');
    return row;
  }
}

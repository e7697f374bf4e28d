import { Controller } from '@nestjs/common';
import { type Draft, type Drafts, endpoints } from '@noxdesk/contracts';
import { sanitizeMailHtml } from '@noxdesk/mail';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { TicketsService } from '../tickets/tickets.service.js';

const { drafts } = endpoints;

const COLUMNS = 'body, body_html, message_type, updated_at';
const GET = sql(
  'drafts.get',
  `SELECT ${COLUMNS} FROM drafts WHERE tenant_id = $1 AND user_id = $2 AND key = $3`,
);
const SAVE = sql(
  'drafts.save',
  `INSERT INTO drafts (tenant_id, user_id, key, body, body_html, message_type, updated_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)
   ON CONFLICT (tenant_id, user_id, key, message_type) DO UPDATE SET body = excluded.body,
     body_html = excluded.body_html, updated_at = excluded.updated_at
   RETURNING ${COLUMNS}`,
);
const DISCARD = sql(
  'drafts.discard',
  `DELETE FROM drafts WHERE tenant_id = $1 AND user_id = $2 AND key = $3
     AND ($4::text IS NULL OR message_type = $4)`,
);

interface DraftRow extends Omit<Draft, 'updated_at'> {
  updated_at: Date;
}

/** What one has begun to write, kept on the server, so that another device goes on with it. */
@Controller(API_PREFIX)
export class DraftsController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly tickets: TicketsService,
    private readonly clock: Clock,
  ) {}

  @Route(drafts.get)
  async get(@From() caller: Caller, @Input() { params }: InputOf<typeof drafts.get>): Promise<Drafts> {
    const rows = await this.#query<DraftRow>(caller, GET, params.key);
    const of = (type: Draft['message_type']) => {
      const row = rows.find(({ message_type }) => message_type === type);
      return row ? present(row) : null;
    };
    return { reply: of('reply'), note: of('note') };
  }

  @Route(drafts.save)
  async save(@From() caller: Caller, @Input() { params, body }: InputOf<typeof drafts.save>): Promise<Draft> {
    if (params.key !== 'new') await this.tickets.audienceOf(caller, params.key);
    const html = body.body_html === null ? null : sanitizeMailHtml(body.body_html).html;
    const values = [body.body.replaceAll('\u0000', ''), html, body.message_type, this.clock.now()];
    const [row] = await this.#query<DraftRow>(caller, SAVE, params.key, ...values);
    return present(row!);
  }

  @Route(drafts.discard)
  async discard(
    @From() caller: Caller,
    @Input() { params, query }: InputOf<typeof drafts.discard>,
  ): Promise<void> {
    await this.#query(caller, DISCARD, params.key, query.message_type ?? null);
  }

  #query<Row extends object>(caller: Caller, statement: typeof GET, key: string, ...values: unknown[]) {
    const { tenantId, userId } = caller;
    return this.unitOfWork.run(tenantId, (tx) =>
      tx.query<Row & Record<string, unknown>>(statement, [tenantId, userId, key.toLowerCase(), ...values]),
    );
  }
}

const present = (row: DraftRow): Draft => ({
  body: row.body,
  body_html: row.body_html,
  message_type: row.message_type,
  updated_at: row.updated_at.toISOString(),
});

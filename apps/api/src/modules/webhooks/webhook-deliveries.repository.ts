import { Injectable } from '@nestjs/common';
import type { WebhookEvent } from '@noxdesk/contracts';
import { type Statement, sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Cursor } from '../../platform/http/cursor.js';

export type DeliveryState = 'queued' | 'delivered' | 'failed' | 'dropped';

export interface DeliveryRow {
  id: string;
  webhook_id: string;
  message_id: string;
  event: string;
  body: string;
  state: DeliveryState;
  attempts: number;
  status_code: number | null;
  latency_ms: number | null;
  error: string | null;
  created_at: Date;
  attempted_at: Date | null;
}
/** A delivery with what is needed to send it. */
export interface SendableRow extends DeliveryRow {
  url: string;
  secret: string;
  enabled: boolean;
}
export type NewDelivery = Pick<
  DeliveryRow,
  'id' | 'webhook_id' | 'message_id' | 'event' | 'body' | 'created_at'
>;
/** How one attempt went. */
export interface Attempt {
  statusCode: number | null;
  latencyMs: number;
  /** null: it was taken */
  error: string | null;
  at: Date;
}

const COLUMNS = `d.id, d.webhook_id, d.message_id, d.event, d.body, d.state, d.attempts, d.status_code, d.latency_ms, d.error,
  d.created_at, d.attempted_at`;
const SUBSCRIBED = sql(
  'webhooks.subscribed',
  `SELECT id, events FROM webhooks WHERE tenant_id = $1 AND enabled ORDER BY id`,
);
const ADD = sql(
  'webhook-deliveries.add',
  `INSERT INTO webhook_deliveries (tenant_id, id, webhook_id, message_id, event, body, state, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, 'queued', $7)`,
);
const GET = sql(
  'webhook-deliveries.get',
  `SELECT ${COLUMNS} FROM webhook_deliveries d WHERE d.tenant_id = $1 AND d.webhook_id = $2 AND d.id = $3`,
);
const SENDABLE = sql(
  'webhook-deliveries.sendable',
  `SELECT ${COLUMNS}, w.url, w.secret, w.enabled FROM webhook_deliveries d
   JOIN webhooks w ON w.tenant_id = d.tenant_id AND w.id = d.webhook_id
   WHERE d.tenant_id = $1 AND d.id = $2`,
);
const ATTEMPTED = sql(
  'webhook-deliveries.attempted',
  `UPDATE webhook_deliveries SET state = $3, attempts = attempts + 1, status_code = $4, latency_ms = $5, error = $6,
     attempted_at = $7
   WHERE tenant_id = $1 AND id = $2`,
);
const DROP = sql(
  'webhook-deliveries.drop',
  `UPDATE webhook_deliveries SET state = 'dropped', error = 'disabled' WHERE tenant_id = $1 AND id = $2`,
);
const WORKS = sql(
  'webhooks.works',
  `UPDATE webhooks SET failing_since = NULL WHERE tenant_id = $1 AND id = $2 AND failing_since IS NOT NULL`,
);
// The row is locked first, so that of several failures at once a single one finds it still on.
const FAILS = sql(
  'webhooks.fails',
  `WITH before AS (SELECT id, enabled FROM webhooks WHERE tenant_id = $1 AND id = $2 FOR UPDATE)
   UPDATE webhooks w SET
     failing_since = coalesce(failing_since, $3),
     enabled = w.enabled AND NOT ($4 OR coalesce(failing_since <= $5, false)),
     disabled_reason = CASE WHEN NOT w.enabled THEN disabled_reason WHEN $4 THEN 'gone'
       WHEN failing_since <= $5 THEN 'failing' END
   FROM before WHERE w.tenant_id = $1 AND w.id = before.id
   RETURNING w.id, w.url, w.disabled_reason, before.enabled AND NOT w.enabled AS switched_off`,
);

/** A webhook that has just been switched off by itself. */
export interface SwitchedOff {
  id: string;
  url: string;
  disabled_reason: 'failing' | 'gone';
}

/** The log of what goes out to webhooks. Every call takes part in the transaction that is open. */
@Injectable()
export class WebhookDeliveriesRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** The webhooks that are on, with what each wants to hear of. */
  subscribed(): Promise<{ id: string; events: WebhookEvent[] }[]> {
    return this.#query(SUBSCRIBED);
  }

  async add(delivery: NewDelivery): Promise<void> {
    const { id, webhook_id, message_id, event, body, created_at } = delivery;
    await this.#query(ADD, id, webhook_id, message_id, event, body, created_at);
  }

  async get(webhookId: string, id: string): Promise<DeliveryRow | undefined> {
    return (await this.#query<DeliveryRow>(GET, webhookId, id))[0];
  }

  async sendable(id: string): Promise<SendableRow | undefined> {
    return (await this.#query<SendableRow>(SENDABLE, id))[0];
  }

  /** Newest first. */
  list(
    webhookId: string,
    state: DeliveryState | undefined,
    cursor: Cursor | undefined,
    limit: number,
  ): Promise<DeliveryRow[]> {
    const direction = cursor?.backwards ? 'ASC' : 'DESC';
    const values: unknown[] = [webhookId, limit];
    const add = (value: unknown) => `$${values.push(value) + 1}`;
    const clauses = [
      ...(state ? [`AND d.state = ${add(state)}`] : []),
      ...(cursor ? [`AND d.id ${cursor.backwards ? '>' : '<'} ${add(cursor.at[0])}::uuid`] : []),
    ];
    const statement = sql(
      'webhook-deliveries.list',
      `SELECT ${COLUMNS} FROM webhook_deliveries d WHERE d.tenant_id = $1 AND d.webhook_id = $2 ${clauses.join(' ')}
       ORDER BY d.id ${direction} LIMIT $3`,
    );
    return this.#query<DeliveryRow>(statement, ...values);
  }

  async attempted(id: string, state: DeliveryState, attempt: Attempt): Promise<void> {
    await this.#query(ATTEMPTED, id, state, attempt.statusCode, attempt.latencyMs, attempt.error, attempt.at);
  }

  async drop(id: string): Promise<void> {
    await this.#query(DROP, id);
  }

  async works(webhookId: string): Promise<void> {
    await this.#query(WORKS, webhookId);
  }

  /**
   * Switches the webhook off where its receiver is gone, or has done nothing but fail since `limit`.
   * @returns the webhook where this was the failure that did it; null otherwise
   */
  async fails(webhookId: string, at: Date, gone: boolean, limit: Date): Promise<SwitchedOff | null> {
    const rows = await this.#query<SwitchedOff & { switched_off: boolean }>(
      FAILS,
      webhookId,
      at,
      gone,
      limit,
    );
    const [row] = rows;
    return row?.switched_off ? row : null;
  }

  #query<Row extends object>(statement: Statement, ...params: unknown[]): Promise<Row[]> {
    const { tx } = this.unitOfWork;
    return tx.query<Row>(statement, [tx.tenantId, ...params]);
  }
}

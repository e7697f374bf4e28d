import { Injectable } from '@nestjs/common';
import type { Page, WebhookEvent } from '@noxdesk/contracts';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../../platform/clock/clock.js';
import { type Statement, sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { EgressGuard } from '../../platform/egress/egress-guard.js';
import { Cursors } from '../../platform/http/cursor.js';
import { type IdList, readPageById } from '../../platform/http/id-list.js';
import { invalidField } from '../../platform/http/problem.js';
import { found } from '../../platform/http/refusals.js';
import { SecretBox } from '../../platform/security/secret-box.js';
import { newWebhookSecret, webhookSecretContext } from './webhook-secret.js';

export interface WebhookRow {
  id: string;
  url: string;
  events: WebhookEvent[];
  enabled: boolean;
  failing_since: Date | null;
  disabled_reason: 'failing' | 'gone' | null;
  created_at: Date;
}
export type WebhookFields = Pick<WebhookRow, 'url' | 'events' | 'enabled'>;

const COLUMNS = 'id, url, events, enabled, failing_since, disabled_reason, created_at';
const SELECT = `SELECT ${COLUMNS} FROM webhooks WHERE tenant_id = $1`;
const GET = sql('webhooks.get', `${SELECT} AND id = $2`);
const ADD = sql(
  'webhooks.add',
  `INSERT INTO webhooks (tenant_id, id, url, events, enabled, secret, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${COLUMNS}`,
);
// Whoever switches it on again, or says where it is now, gives it another chance.
const CHANGE = sql(
  'webhooks.change',
  `UPDATE webhooks SET url = coalesce($3, url), events = coalesce($4, events), enabled = coalesce($5, enabled),
     failing_since = CASE WHEN $5 OR $3 IS NOT NULL THEN NULL ELSE failing_since END,
     disabled_reason = CASE WHEN $5 THEN NULL ELSE disabled_reason END
   WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
);
const REMOVE = sql(
  'webhooks.remove',
  `DELETE FROM webhooks WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
);

@Injectable()
export class WebhooksService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly secrets: SecretBox,
    private readonly cursors: Cursors,
    private readonly guard: EgressGuard,
    private readonly clock: Clock,
  ) {}

  list(tenantId: number, path: string, input: IdList<never>['input']): Promise<Page<WebhookRow>> {
    return readPageById<WebhookRow>({
      cursors: this.cursors,
      path,
      input,
      label: 'webhooks.list',
      select: SELECT,
      params: [tenantId],
      id: 'id',
      query: (statement, params) => this.unitOfWork.run(tenantId, (tx) => tx.query(statement, params)),
    });
  }

  get(tenantId: number, id: string): Promise<WebhookRow> {
    return this.#one(tenantId, GET, id);
  }

  /**
   * @returns the row and the signing secret, which is kept sealed and cannot be shown again
   * @throws ProblemError `invalid_input` for an address that nothing could be delivered to
   */
  async create(tenantId: number, given: WebhookFields): Promise<{ row: WebhookRow; secret: string }> {
    this.#refuseShut(given.url);
    const id = uuidv7();
    const secret = newWebhookSecret();
    const sealed = this.secrets.seal(secret, webhookSecretContext(tenantId, id));
    const { url, events, enabled } = given;
    const row = await this.#one(tenantId, ADD, id, url, events, enabled, sealed, this.clock.now());
    return { row, secret };
  }

  /** @throws ProblemError as {@link create} */
  async change(tenantId: number, id: string, change: Partial<WebhookFields>): Promise<WebhookRow> {
    if (change.url !== undefined) this.#refuseShut(change.url);
    const { url = null, events = null, enabled = null } = change;
    return this.#one(tenantId, CHANGE, id, url, events, enabled);
  }

  async remove(tenantId: number, id: string): Promise<void> {
    await this.#one(tenantId, REMOVE, id);
  }

  /** However the address is written: the URL parser reads `0x7f000001` as what it is. */
  #refuseShut(url: string): void {
    if (!this.guard.admits(new URL(url).hostname)) throw invalidField('url', 'address_not_allowed');
  }

  async #one(tenantId: number, statement: Statement, ...params: unknown[]): Promise<WebhookRow> {
    const rows = await this.unitOfWork.run(tenantId, (tx) =>
      tx.query<WebhookRow>(statement, [tenantId, ...params]),
    );
    return found(rows[0]);
  }
}

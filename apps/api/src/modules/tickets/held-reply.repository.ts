import { Injectable } from '@nestjs/common';
import type { Channel } from '@noxdesk/contracts';
import type { TicketStatus } from '@noxdesk/domain';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';

const COLUMNS = 'id, ticket_id, user_id, channel, message, files';
const ADD = sql(
  'held.add',
  `INSERT INTO held_replies (tenant_id, id, ticket_id, user_id, step_id, channel, message, files, send_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);
// Whoever takes it has it: sending and taking back wait for each other, and the second finds nothing.
const TAKE = sql(
  'held.take',
  `DELETE FROM held_replies WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
);
const TAKE_OWN = sql(
  'held.take-own',
  `DELETE FROM held_replies WHERE tenant_id = $1 AND id = $2 AND user_id = $3 RETURNING ${COLUMNS}`,
);
const TAKE_STEP = sql(
  'held.take-step',
  `DELETE FROM held_replies WHERE tenant_id = $1 AND step_id = $2 AND user_id = $3`,
);
const AUTHOR = sql('held.author', `SELECT role FROM users WHERE tenant_id = $1 AND id = $2`);

/** What was written, as it waits. */
export interface HeldMessage {
  message_type: 'reply' | 'note';
  body: string;
  body_html?: string | undefined;
  cc?: string[] | undefined;
  mentions?: string[] | undefined;
  status?: TicketStatus | undefined;
}

export interface HeldFile {
  filename: string;
  content_type: string;
  key: string;
  sha256: string;
  size: number;
}

export interface HeldRow {
  id: string;
  ticket_id: string;
  user_id: string;
  channel: Channel;
  message: HeldMessage;
  files: HeldFile[];
}

/** All in the unit of work that is open. */
@Injectable()
export class HeldReplyRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  add(row: HeldRow, stepId: string | null, sendAt: Date): void {
    const { tx } = this.unitOfWork;
    const { id, ticket_id, user_id, channel, message, files } = row;
    const parts = [JSON.stringify(message), JSON.stringify(files)];
    tx.send(ADD, [tx.tenantId, id, ticket_id, user_id, stepId, channel, ...parts, sendAt]);
  }

  async take(id: string): Promise<HeldRow | null> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<HeldRow & Record<string, unknown>>(TAKE, [tx.tenantId, id]);
    return row ?? null;
  }

  async takeOwn(id: string, userId: string): Promise<HeldRow | null> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<HeldRow & Record<string, unknown>>(TAKE_OWN, [tx.tenantId, id, userId]);
    return row ?? null;
  }

  /** Takes back all that one step would send. */
  async takeStep(stepId: string, userId: string): Promise<void> {
    const { tx } = this.unitOfWork;
    await tx.query(TAKE_STEP, [tx.tenantId, stepId, userId]);
  }

  async roleOf(userId: string): Promise<'admin' | 'agent' | 'customer'> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<{ role: 'admin' | 'agent' | 'customer' }>(AUTHOR, [tx.tenantId, userId]);
    return row!.role;
  }
}

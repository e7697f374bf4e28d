import { Controller } from '@nestjs/common';
import { endpoints, type Settings } from '@noxdesk/contracts';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { TicketClosing } from '../tickets/ticket-closing.js';

const { settings } = endpoints;

const COLUMNS = `reopen_days, auto_close_days, attachment_types, attachment_max_bytes, attachment_max_files,
  mail_flood_limit, strip_picture_metadata`;
const SELECT = `SELECT ${COLUMNS} FROM tenant_settings WHERE tenant_id = $1`;
const GET = sql('settings.get', SELECT);
// Who changes at the same time waits, and compares with what holds then.
const TO_CHANGE = sql('settings.to-change', `${SELECT} FOR UPDATE`);
const CHANGE = sql(
  'settings.change',
  `UPDATE tenant_settings SET
     reopen_days = coalesce($2, reopen_days),
     auto_close_days = coalesce($3, auto_close_days),
     attachment_types = coalesce($4, attachment_types),
     attachment_max_bytes = coalesce($5, attachment_max_bytes),
     attachment_max_files = coalesce($6, attachment_max_files),
     mail_flood_limit = coalesce($7, mail_flood_limit),
     strip_picture_metadata = coalesce($8, strip_picture_metadata)
   WHERE tenant_id = $1 RETURNING ${COLUMNS}`,
);

/** The one row of settings that a tenant has. */
@Controller(API_PREFIX)
export class SettingsController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly closing: TicketClosing,
  ) {}

  @Route(settings.get)
  async get(@From() { tenantId }: Caller): Promise<Settings> {
    const rows = await this.unitOfWork.run(tenantId, (tx) => tx.query<Settings>(GET, [tenantId]));
    return present(rows[0]!);
  }

  @Route(settings.change)
  async change(
    @From() { tenantId }: Caller,
    @Input() { body }: InputOf<typeof settings.change>,
  ): Promise<Settings> {
    const values = [
      body.reopen_days,
      body.auto_close_days,
      body.attachment_types,
      body.attachment_max_bytes,
      body.attachment_max_files,
      body.mail_flood_limit,
      body.strip_picture_metadata,
    ].map((value) => value ?? null);
    return this.unitOfWork.run(tenantId, async (tx) => {
      const [before] = await tx.query<Settings>(TO_CHANGE, [tenantId]);
      const [after] = await tx.query<Settings>(CHANGE, [tenantId, ...values]);
      if (after!.auto_close_days !== before!.auto_close_days) {
        await this.closing.reschedule(after!.auto_close_days);
      }
      return present(after!);
    });
  }
}

const present = (row: Settings): Settings => ({
  reopen_days: row.reopen_days,
  auto_close_days: row.auto_close_days,
  attachment_types: row.attachment_types,
  attachment_max_bytes: row.attachment_max_bytes,
  attachment_max_files: row.attachment_max_files,
  mail_flood_limit: row.mail_flood_limit,
  strip_picture_metadata: row.strip_picture_metadata,
});

import { Controller, Res } from '@nestjs/common';
import {
  API_BASE,
  DEFAULT_PAGE_SIZE,
  type DataExport,
  endpoints,
  type Erasure,
  type Page,
} from '@noxdesk/contracts';
import type { FastifyReply } from 'fastify';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { Cursors, readPage } from '../../platform/http/cursor.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { DataExportsService, EXPORT_COLUMNS, type ExportRow, EXPORTS } from './data-exports.service.js';
import { ERASURE_COLUMNS, type ErasureRow, ErasuresService } from './erasures.service.js';
import { RetentionService } from './retention.service.js';

const { privacy } = endpoints;

@Controller(API_PREFIX)
export class PrivacyController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly cursors: Cursors,
    private readonly exportsService: DataExportsService,
    private readonly erasuresService: ErasuresService,
    private readonly retentionService: RetentionService,
  ) {}

  @Route(privacy.exports)
  async exports(@From() { tenantId }: Caller, @Input() input: InputOf<typeof privacy.exports>) {
    const page = await this.#page<ExportRow>(tenantId, privacy.exports.path, input, {
      label: 'privacy.exports',
      select: `SELECT ${EXPORT_COLUMNS} FROM ${EXPORTS} WHERE e.tenant_id = $1`,
      id: 'e.id',
    });
    return { ...page, results: page.results.map(presentExport) };
  }

  @Route(privacy.export)
  async export(@From() caller: Caller, @Input() { body }: InputOf<typeof privacy.export>) {
    return presentExport(await this.exportsService.request(caller, body.user));
  }

  @Route(privacy.download)
  async download(
    @From() caller: Caller,
    @Input() { params }: InputOf<typeof privacy.download>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { row, bytes } = await this.exportsService.fetch(caller, params.id);
    await reply
      .header('content-type', 'application/gzip')
      .header('content-disposition', `attachment; filename="noxdesk-${row.id}.tar.gz"`)
      .header('content-length', Number(row.size))
      .header('content-security-policy', "sandbox; default-src 'none'")
      .send(bytes);
  }

  @Route(privacy.discard)
  async discard(@From() { tenantId }: Caller, @Input() { params }: InputOf<typeof privacy.discard>) {
    await this.exportsService.drop(tenantId, params.id);
  }

  @Route(privacy.erasures)
  async erasures(@From() { tenantId }: Caller, @Input() input: InputOf<typeof privacy.erasures>) {
    const page = await this.#page<ErasureRow>(tenantId, privacy.erasures.path, input, {
      label: 'privacy.erasures',
      select: `SELECT ${ERASURE_COLUMNS} FROM erasures WHERE tenant_id = $1`,
      id: 'id',
    });
    return { ...page, results: page.results.map(presentErasure) };
  }

  @Route(privacy.erase)
  async erase(@From() caller: Caller, @Input() { body }: InputOf<typeof privacy.erase>) {
    return presentErasure(await this.erasuresService.request(caller, body));
  }

  @Route(privacy.retention)
  retention(@From() { tenantId }: Caller) {
    return this.retentionService.rules(tenantId);
  }

  @Route(privacy.setRetention)
  setRetention(
    @From() { tenantId }: Caller,
    @Input() { params, body }: InputOf<typeof privacy.setRetention>,
  ) {
    return this.retentionService.set(tenantId, params.department, body);
  }

  @Route(privacy.previewRetention)
  async previewRetention(
    @From() { tenantId }: Caller,
    @Input() { params, body }: InputOf<typeof privacy.previewRetention>,
  ) {
    const { after_days: days, action } = body;
    return { due: await this.retentionService.preview(tenantId, params.department, days, action) };
  }

  /** Newest first: the ids rise with time. */
  #page<Row extends { id: string }>(
    tenantId: number,
    path: string,
    { query, rawQuery }: Pick<InputOf<typeof privacy.exports>, 'query' | 'rawQuery'>,
    { label, select, id }: { label: string; select: string; id: string },
  ): Promise<Page<Row>> {
    return readPage<Row>({
      cursors: this.cursors,
      path: `${API_BASE}${path}`,
      raw: rawQuery,
      limit: query.limit ?? DEFAULT_PAGE_SIZE,
      at: (row) => [row.id],
      read: (cursor, limit) => {
        const [place, order] = cursor?.backwards ? ['>', 'ASC'] : ['<', 'DESC'];
        const text = `${select} AND ($2::uuid IS NULL OR ${id} ${place} $2) ORDER BY ${id} ${order} LIMIT $3`;
        const params = [tenantId, cursor?.at[0] ?? null, limit];
        return this.unitOfWork.run(tenantId, (tx) =>
          tx.query<Row & Record<string, unknown>>(sql(label, text), params),
        );
      },
    });
  }
}

const presentExport = (row: ExportRow): DataExport => ({
  id: row.id,
  subject:
    row.subject_id === null
      ? null
      : { id: row.subject_id, name: row.subject_name!, email: row.subject_email! },
  state: row.state,
  size: row.size === null ? null : Number(row.size),
  created_at: row.created_at.toISOString(),
  expires_at: row.expires_at?.toISOString() ?? null,
});

const presentErasure = (row: ErasureRow): Erasure => ({
  id: row.id,
  user: row.user_id,
  tickets: row.tickets,
  state: row.state,
  report: row.report,
  created_at: row.created_at.toISOString(),
  done_at: row.done_at?.toISOString() ?? null,
});

import { Controller, Header } from '@nestjs/common';
import { API_BASE, type AuditEntry, DEFAULT_PAGE_SIZE, endpoints } from '@noxdesk/contracts';
import type { Caller } from '../../platform/http/caller.js';
import { Cursors, readPage } from '../../platform/http/cursor.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { AuditRepository, type AuditRow } from './audit.repository.js';

const { audit } = endpoints;

/** One table is one answer: beyond that, export by periods. */
const EXPORT_MAX = 100_000;

@Controller(API_PREFIX)
export class AuditController {
  constructor(
    private readonly repository: AuditRepository,
    private readonly cursors: Cursors,
  ) {}

  @Route(audit.list)
  async list(@From() { tenantId }: Caller, @Input() { query, rawQuery }: InputOf<typeof audit.list>) {
    const page = await readPage({
      cursors: this.cursors,
      path: `${API_BASE}${audit.list.path}`,
      raw: rawQuery,
      limit: query.limit ?? DEFAULT_PAGE_SIZE,
      at: (row: AuditRow) => [row.position],
      read: (cursor, limit) => this.repository.page(tenantId, query, cursor, limit),
    });
    return { ...page, results: page.results.map(present) };
  }

  @Route(audit.export)
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment; filename="audit.csv"')
  async export(@From() { tenantId }: Caller, @Input() { query }: InputOf<typeof audit.export>) {
    const oldestFirst = { at: [0], backwards: true };
    const rows = await this.repository.page(tenantId, query, oldestFirst, EXPORT_MAX);
    const lines = rows
      .map(present)
      .map(({ id, at, actor, action, target, details, hash }) => [
        ...[String(id), at, actor.email, action, target ?? '', JSON.stringify(details), hash],
      ]);
    return [['id', 'at', 'actor', 'action', 'target', 'details', 'hash'], ...lines]
      .map((line) => `${line.map(cell).join(',')}\r\n`)
      .join('');
  }

  @Route(audit.verify)
  verify(@From() { tenantId }: Caller) {
    return this.repository.verify(tenantId);
  }
}

/** RFC 4180. A text that a spreadsheet would take for a formula is kept one. */
function cell(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const present = (row: AuditRow): AuditEntry => ({
  id: row.position,
  at: row.at.toISOString(),
  actor: { id: row.actor_id, email: row.actor },
  action: row.action,
  target: row.target,
  details: row.details,
  hash: row.hash,
});

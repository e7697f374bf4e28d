import { Injectable } from '@nestjs/common';
import type { Locale, MailTemplateKind } from '@noxdesk/contracts';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { MailTemplate } from './templates/template-defaults.js';

export interface TemplateRow extends MailTemplate {
  kind: MailTemplateKind;
  locale: Locale;
}

const ALL = sql(
  'mail-templates.all',
  `SELECT kind, locale, subject, body FROM mail_templates WHERE tenant_id = $1`,
);
const GET = sql(
  'mail-templates.get',
  `SELECT kind, locale, subject, body FROM mail_templates WHERE tenant_id = $1 AND kind = $2 AND locale = $3`,
);
const SET = sql(
  'mail-templates.set',
  `INSERT INTO mail_templates (tenant_id, kind, locale, subject, body, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
   ON CONFLICT (tenant_id, kind, locale)
   DO UPDATE SET subject = excluded.subject, body = excluded.body, updated_at = excluded.updated_at`,
);
const REMOVE = sql(
  'mail-templates.remove',
  `DELETE FROM mail_templates WHERE tenant_id = $1 AND kind = $2 AND locale = $3`,
);

/** The words that tenants chose for their mails; every call takes part in the transaction that is open. */
@Injectable()
export class MailTemplatesRepository {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async all(): Promise<TemplateRow[]> {
    const { tx } = this.unitOfWork;
    return tx.query<TemplateRow>(ALL, [tx.tenantId]);
  }

  async get(kind: MailTemplateKind, locale: Locale): Promise<TemplateRow | null> {
    const { tx } = this.unitOfWork;
    const [row] = await tx.query<TemplateRow>(GET, [tx.tenantId, kind, locale]);
    return row ?? null;
  }

  async set({ kind, locale, subject, body }: TemplateRow, at: Date): Promise<void> {
    const { tx } = this.unitOfWork;
    await tx.query(SET, [tx.tenantId, kind, locale, subject, body, at]);
  }

  async remove(kind: MailTemplateKind, locale: Locale): Promise<void> {
    const { tx } = this.unitOfWork;
    await tx.query(REMOVE, [tx.tenantId, kind, locale]);
  }
}

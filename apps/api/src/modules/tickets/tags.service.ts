import { Injectable } from '@nestjs/common';
import type { TagCount } from '@noxdesk/contracts';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import { ProblemError } from '../../platform/http/problem.js';
import { Params, visibilityClause } from './ticket-visibility.js';

/** A list to choose from needs no pages, but an end. */
const MOST_TAGS = 500;
/** So many tickets are written in one transaction, so that nobody waits long for any of them. */
const BATCH = 500;

interface ViewRow extends Record<string, unknown> {
  id: string;
  query: string;
}

const RENAME = sql(
  'tags.rename',
  `WITH batch AS (
     SELECT g.ticket_id FROM ticket_tags g WHERE g.tenant_id = $1 AND g.tag = $2 ORDER BY g.ticket_id LIMIT ${BATCH}),
   gone AS (
     DELETE FROM ticket_tags g USING batch WHERE g.tenant_id = $1 AND g.tag = $2 AND g.ticket_id = batch.ticket_id),
   given AS (
     INSERT INTO ticket_tags (tenant_id, ticket_id, tag)
     SELECT $1, batch.ticket_id, $3::text FROM batch WHERE $3::text IS NOT NULL ON CONFLICT DO NOTHING)
   UPDATE tickets t SET version = t.version + 1, tags = CASE
       WHEN $3::text IS NULL OR $3 = ANY (t.tags) THEN array_remove(t.tags, $2) ELSE array_replace(t.tags, $2, $3) END
   FROM batch WHERE t.tenant_id = $1 AND t.id = batch.ticket_id RETURNING t.id`,
);
// Answers that are written once use tags too.
const IN_CANNED = sql(
  'tags.in-canned',
  `UPDATE canned_replies SET changes = jsonb_set(changes, '{tags}', renamed.tags)
   FROM (SELECT c.id, coalesce(jsonb_agg(DISTINCT CASE WHEN tag = $2 THEN $3::text ELSE tag END)
                      FILTER (WHERE tag <> $2 OR $3::text IS NOT NULL), '[]') AS tags
         FROM canned_replies c, jsonb_array_elements_text(c.changes -> 'tags') tag
         WHERE c.tenant_id = $1 AND c.changes -> 'tags' ? $2 GROUP BY c.id) renamed
   WHERE canned_replies.tenant_id = $1 AND canned_replies.id = renamed.id`,
);
/** Two lists of tags that a macro puts on and takes off. */
const IN_MACROS = sql(
  'tags.in-macros',
  `UPDATE macros SET changes = renamed.changes
   FROM (SELECT m.id, m.changes || jsonb_object_agg(list.key, list.tags) AS changes
         FROM macros m CROSS JOIN LATERAL (
           SELECT field.key, coalesce(jsonb_agg(DISTINCT CASE WHEN tag = $2 THEN $3::text ELSE tag END)
                    FILTER (WHERE tag <> $2 OR $3::text IS NOT NULL), '[]') AS tags
           FROM jsonb_each(m.changes) field, jsonb_array_elements_text(field.value) tag
           WHERE field.key IN ('add_tags', 'remove_tags') AND field.value ? $2 GROUP BY field.key) list
         WHERE m.tenant_id = $1 GROUP BY m.id, m.changes) renamed
   WHERE macros.tenant_id = $1 AND macros.id = renamed.id`,
);
// Filters are kept as their URL says them; each view is written only if it still says what was read.
const TAGGED_VIEWS = sql(
  'tags.tagged-views',
  `SELECT v.id, v.query FROM saved_views v WHERE v.tenant_id = $1 AND v.query ~ '(^|&)tag='`,
);
const IN_VIEW = sql(
  'tags.in-view',
  `UPDATE saved_views SET query = $4 WHERE tenant_id = $1 AND id = $2 AND query = $3`,
);

/**
 * A view's filters with a tag under its new name, or without it; null: nothing to change. A view of this tag alone
 * keeps it when it goes: it shows nothing then, rather than everything.
 */
export function renamedIn(query: string, from: string, to: string | null): string | null {
  const filters = new URLSearchParams(query);
  const tags = (filters.get('tag') ?? '').split(',');
  if (!tags.includes(from)) return null;
  const kept = tags.flatMap((tag) => (tag !== from ? tag : (to ?? [])));
  if (kept.length === 0) return null;
  filters.set('tag', [...new Set(kept)].join(','));
  return filters.toString();
}

/** The tags in use: there is no list of them but what tickets carry. */
@Injectable()
export class TagsService {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Those on tickets that the caller sees, the most used first. */
  async list(caller: Caller, search: string | undefined): Promise<TagCount[]> {
    const params = new Params();
    const tenant = params.add(caller.tenantId);
    const visible = visibilityClause(caller, params);
    const joined =
      visible === 'true'
        ? ''
        : `JOIN tickets t ON t.tenant_id = g.tenant_id AND t.id = g.ticket_id AND ${visible}`;
    const like = search && `AND strpos(unaccent(lower(g.tag)), unaccent(lower(${params.add(search)}))) > 0`;
    const text = `SELECT g.tag AS name, count(*)::int AS tickets FROM ticket_tags g ${joined}
      WHERE g.tenant_id = ${tenant} ${like ?? ''}
      GROUP BY g.tag ORDER BY tickets DESC, g.tag LIMIT ${MOST_TAGS}`;
    return this.unitOfWork.run(caller.tenantId, (tx) =>
      tx.query<TagCount & Record<string, unknown>>(sql('tags.list', text), params.values),
    );
  }

  /** @returns on how many tickets @throws ProblemError `not_found` where no ticket carries it */
  async rename({ tenantId }: Caller, from: string, to: string): Promise<number> {
    return from === to ? 0 : this.#replace(tenantId, from, to);
  }

  async remove({ tenantId }: Caller, name: string): Promise<number> {
    return this.#replace(tenantId, name, null);
  }

  async #replace(tenantId: number, from: string, to: string | null): Promise<number> {
    let changed = 0;
    for (;;) {
      const rows = await this.unitOfWork.run(tenantId, (tx) => tx.query(RENAME, [tenantId, from, to]));
      changed += rows.length;
      if (rows.length < BATCH) break;
    }
    if (changed === 0) throw new ProblemError('not_found');
    await this.unitOfWork.run(tenantId, async (tx) => {
      await tx.query(IN_CANNED, [tenantId, from, to]);
      await tx.query(IN_MACROS, [tenantId, from, to]);
      for (const { id, query } of await tx.query<ViewRow>(TAGGED_VIEWS, [tenantId])) {
        const renamed = renamedIn(query, from, to);
        if (renamed !== null) await tx.query(IN_VIEW, [tenantId, id, query, renamed]);
      }
    });
    return changed;
  }
}

import { connectAsOwner, enterTenant } from './catalogue.js';

export interface AuditChain {
  tenant: string;
  entries: number;
  /** The first entry that was changed, or stands where another one is missing. */
  brokenAt: number | null;
  /** The hash of the newest entry: kept elsewhere, it shows whether entries were cut off later. */
  head: string | null;
}

const CHAIN = `
  SELECT count(*)::integer AS entries, (min(c.position) FILTER (WHERE NOT c.ok))::integer AS "brokenAt",
    (array_agg(c.hash ORDER BY c.position DESC))[1] AS head
  FROM (SELECT e.position, e.hash, e.hash = audit_hash(e) AND e.position = row_number() OVER w
          AND e.previous_hash = coalesce(lag(e.hash) OVER w, '') AS ok
        FROM audit_entries e WHERE e.tenant_id = $1 WINDOW w AS (ORDER BY e.position)) c`;

/** Computes the chain of every tenant's audit log anew. @param heads `slug:entries:hash` noted down earlier */
export async function verifyAudit(ownerUrl: string, heads: readonly string[] = []): Promise<AuditChain[]> {
  const client = await connectAsOwner(ownerUrl, 'noxdesk-audit');
  try {
    const { rows: tenants } = await client.query<{ id: number; slug: string }>(
      'SELECT id, slug FROM tenants ORDER BY id',
    );
    const chains: AuditChain[] = [];
    for (const { id, slug } of tenants) {
      await client.query('BEGIN');
      await enterTenant(client, id);
      const { rows } = await client.query<Omit<AuditChain, 'tenant'>>(CHAIN, [id]);
      const chain = { tenant: slug, ...rows[0]! };
      for (const [, position, hash] of heads
        .map((head) => head.split(':'))
        .filter(([name]) => name === slug)) {
        const { rowCount } = await client.query(
          'SELECT 1 FROM audit_entries WHERE tenant_id = $1 AND position = $2 AND hash = $3',
          [id, Number(position), hash],
        );
        if (!rowCount) chain.brokenAt = Math.min(chain.brokenAt ?? Infinity, Number(position));
      }
      await client.query('COMMIT');
      chains.push(chain);
    }
    return chains;
  } finally {
    await client.end();
  }
}

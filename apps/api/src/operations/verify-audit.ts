import { connectAsOwner, enterTenant } from './catalogue.js';

export interface AuditChain {
  tenant: string;
  entries: number;
  /** The first entry that was changed, or stands where another one is missing. */
  brokenAt: number | null;
  /** Entries that lost the words of people who were erased. */
  redacted: number;
  /** The hash of the newest entry: kept elsewhere, it shows whether entries were cut off later. */
  head: string | null;
}

const CHAIN = `SELECT entries, broken_at AS "brokenAt", redacted, head FROM verify_audit($1)`;

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

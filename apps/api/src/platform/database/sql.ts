import { createHash } from 'node:crypto';

/** A statement that PostgreSQL prepares once per connection under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Statements built from parts are built again for each request: their names are remembered, of so many. */
const MOST_KEPT = 5_000;
const kept = new Map<string, Statement>();

/**
 * Names a statement. The name carries a hash of the text, so that statements built from parts
 * (a list with these filters) never meet under one name.
 * @param label tells the statement apart in `pg_stat_statements` and logs, as `tickets.list`
 */
export function sql(label: string, text: string): Statement {
  const known = kept.get(text);
  if (known?.name.startsWith(`${label.slice(0, 50)}:`)) return known;
  const hash = createHash('sha1').update(text).digest('base64url').slice(0, 10);
  const statement = { name: `${label.slice(0, 50)}:${hash}`, text };
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(text, statement);
  return statement;
}

import { createHash } from 'node:crypto';

/** A statement that PostgreSQL prepares once per connection under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/**
 * Names a statement. The name carries a hash of the text, so that statements built from parts
 * (a list with these filters) never meet under one name.
 * @param label tells the statement apart in `pg_stat_statements` and logs, as `tickets.list`
 */
export function sql(label: string, text: string): Statement {
  const hash = createHash('sha1').update(text).digest('base64url').slice(0, 10);
  return { name: `${label.slice(0, 50)}:${hash}`, text };
}

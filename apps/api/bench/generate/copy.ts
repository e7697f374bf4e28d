import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { from } from 'pg-copy-streams';

/** A field of a row; an array becomes an array of PostgreSQL, anything else that is an object JSON. */
export type Field = string | number | boolean | null | Date | readonly string[] | object;

const FLUSH_AT = 1 << 18;

/** Rows into a table in the text format of COPY. */
export class CopyWriter {
  readonly #stream;
  #buffer = '';

  constructor(client: pg.ClientBase, table: string, columns: readonly string[]) {
    this.#stream = client.query(from(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
  }

  /** Resolves once there is room for more. */
  async write(row: readonly Field[]): Promise<void> {
    this.#buffer += `${row.map(asText).join('\t')}\n`;
    if (this.#buffer.length < FLUSH_AT) return;
    const chunk = this.#buffer;
    this.#buffer = '';
    if (!this.#stream.write(chunk)) await once(this.#stream, 'drain');
  }

  async end(): Promise<void> {
    this.#stream.end(this.#buffer);
    await finished(this.#stream);
  }
}

function asText(field: Field): string {
  if (field === null) return '\\N';
  if (typeof field === 'string') return escape(field);
  if (typeof field !== 'object') return String(field);
  if (field instanceof Date) return field.toISOString();
  if (Array.isArray(field)) return escape(`{${field.map(quoted).join(',')}}`);
  return escape(JSON.stringify(field));
}

const quoted = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`;

const NAMES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const escape = (text: string) =>
  /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (found) => NAMES[found]!) : text;

/** Lexemes as the input of a tenant's `tsvector`. */
export const asVector = (tenantId: number, lexemes: Iterable<string>) => {
  let text = '';
  for (const lexeme of lexemes) text += `'${tenantId}:${lexeme.replace(/['\\]/g, '$&$&')}' `;
  return text;
};

import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { BlobStore, BlobStoreError, isBlobKey } from '../../platform/storage/blob-store.js';
import { isFullPage, ofPerson, ofTenant, readTenantTables, type TablePages } from './tables.js';
import type { TarEntry } from './tar.js';

/** JSON lines are gathered up to this size: an entry of an archive has to say how long it is before it begins. */
const PART_BYTES = 4 * 1024 * 1024;

export interface Subject {
  id: string;
  email: string;
}

interface Row {
  row: Record<string, unknown>;
  key: string[];
  [name: string]: unknown;
}
interface FileToPack {
  key: string;
  name: string;
}

/** Everything about a person or a tenant as the entries of an archive: a JSON line a row, and the files they name. */
@Injectable()
export class DataArchive {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: BlobStore,
  ) {}

  /** @param subject null: the tenant */
  async *entries(tenantId: number, subject: Subject | null): AsyncGenerator<TarEntry> {
    const tables = await this.unitOfWork.run(tenantId, (tx) => readTenantTables(tx));
    const wanted = subject ? ofPerson(tables, tenantId, subject) : ofTenant(tables, tenantId);
    yield textEntry('README.txt', README);
    const files = new Map<string, FileToPack>();
    for (const pages of wanted) yield* this.#table(tenantId, pages, files);
    const missing: string[] = [];
    for (const file of files.values()) {
      const entry = await this.#file(file);
      if (entry) yield entry;
      else missing.push(file.name);
    }
    if (missing.length > 0) yield textEntry('files/MISSING.txt', `${missing.join('\n')}\n`);
  }

  async *#table(
    tenantId: number,
    { table, page }: TablePages,
    files: Map<string, FileToPack>,
  ): AsyncGenerator<TarEntry> {
    let part: string[] = [];
    let bytes = 0;
    let count = 0;
    const flush = (): TarEntry => {
      count += 1;
      const entry = textEntry(`data/${table.name}-${String(count).padStart(4, '0')}.jsonl`, part.join(''));
      part = [];
      bytes = 0;
      return entry;
    };
    for (let after: string[] | undefined; ;) {
      const { statement, params } = page(after);
      const rows = await this.unitOfWork.run(tenantId, (tx) => tx.query<Row>(statement, params));
      for (const { row } of rows) {
        noteFiles(table.name, row, files);
        const line = `${JSON.stringify(row)}\n`;
        part.push(line);
        bytes += Buffer.byteLength(line);
        if (bytes >= PART_BYTES) yield flush();
      }
      if (!isFullPage(rows) || table.key.length === 0) break;
      after = rows.at(-1)!.key;
    }
    if (part.length > 0) yield flush();
  }

  async #file({ key, name }: FileToPack): Promise<TarEntry | undefined> {
    const info = await this.store.stat(key);
    if (!info) return undefined;
    const bytes = await this.store.read(key).catch((error: unknown) => {
      if (error instanceof BlobStoreError && error.failure === 'missing') return undefined;
      throw error;
    });
    return bytes && { name, size: info.size, bytes };
  }
}

/** An attachment under its name, a mail as one; the same bytes are packed once a name. */
function noteFiles(table: string, row: Record<string, unknown>, files: Map<string, FileToPack>): void {
  const key = row['blob_key'];
  if (typeof key !== 'string' || !isBlobKey(key)) return;
  const id = String(row['id']);
  const name = table === 'mail_ledger' ? `mails/${id}.eml` : `files/${id}/${String(row['filename'] ?? id)}`;
  files.set(name, { key, name });
}

function textEntry(name: string, text: string): TarEntry {
  const bytes = Buffer.from(text);
  return { name, size: bytes.length, bytes: [bytes] };
}

const README = `Every file of data/ holds rows of one table as JSON lines (one object a line, UTF-8).
files/ holds attachments by their id, mails/ the mails that came in as they were received (RFC 5322).
Passwords, keys and other secrets are not part of it.

Cada archivo de data/ contiene filas de una tabla, un objeto JSON por línea (UTF-8).
files/ contiene los adjuntos por su id; mails/, los correos recibidos tal como llegaron (RFC 5322).
No incluye contraseñas, claves ni otros secretos.
`;

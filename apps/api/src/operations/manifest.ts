import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** An expected refusal of a command: one line for the operator. */
export class OperationError extends Error {}

const FORMAT = 1;
export const MANIFEST = 'manifest.json';

const manifest = z.object({
  format: z.literal(FORMAT),
  /** Version of NoxDesk that wrote it. */
  version: z.string(),
  made_at: z.string(),
  /** Names of the migrations that its tables stand at. */
  migrations: z.array(z.string()),
  tables: z.array(
    z.object({
      name: z.string().regex(/^[a-z_0-9]+$/),
      columns: z.array(z.string()),
      file: z.string().regex(/^database\/[a-z_0-9]+\.copy\.gz$/),
      rows: z.number(),
      bytes: z.number(),
      sha256: z.string(),
    }),
  ),
  sequences: z.record(z.string(), z.string()),
  blobs: z.object({ count: z.number(), bytes: z.number() }),
  /** Blobs that rows refer to and that the store did not have. */
  missing_blobs: z.array(z.string()),
  /** Which key its sealed secrets need; the key itself is in it only where that was asked for. */
  key_id: z.string(),
  root_secrets: z.array(z.string()).optional(),
});
export type Manifest = z.infer<typeof manifest>;

export const newManifest = (content: Omit<Manifest, 'format'>): Manifest => ({ format: FORMAT, ...content });

/** @throws OperationError where the folder is no backup, or one of a format that this version does not know */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new OperationError(`There is no finished backup in ${folder}`);
    throw error;
  });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new OperationError(`The manifest of ${folder} is damaged`);
  }
  const { format } = content as { format?: number };
  if (typeof format === 'number' && format > FORMAT) {
    throw new OperationError('The backup was made by a newer version of NoxDesk: restore it with that one');
  }
  const parsed = manifest.safeParse(content);
  if (!parsed.success) throw new OperationError(`The manifest of ${folder} is damaged`);
  return parsed.data;
}

/** @throws OperationError where a file of the tables is missing or not what was written */
export async function verifyTables(folder: string, { tables }: Manifest): Promise<void> {
  for (const { file, bytes, sha256 } of tables) {
    const size = await stat(join(folder, file)).then(
      (found) => found.size,
      () => -1,
    );
    if (size !== bytes || (await sha256OfFile(join(folder, file))) !== sha256) {
      throw new OperationError(`${file} is not what was written: the backup is damaged, nothing was changed`);
    }
  }
}

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

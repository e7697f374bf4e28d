import { open, readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { FileIntake, type FileLimits, type FileVerdict } from '../../platform/http/multipart.js';
import { BlobStore, BlobTooLargeError, type StagedBlob } from '../../platform/storage/blob-store.js';
import { safeFilename } from './filename.js';
import { isArchiveBomb } from './file-types/archive-limits.js';
import { bufferSource, type ByteSource, fileSource } from './file-types/byte-source.js';
import { acceptedExtension, inspectContent } from './file-types/inspect.js';
import { withoutMetadata } from './file-types/picture-metadata.js';
import { isPictureBomb } from './file-types/picture-size.js';

const LIMITS = sql(
  'attachments.limits',
  `SELECT attachment_types AS types, attachment_max_bytes AS max_bytes, attachment_max_files AS max_files,
     strip_picture_metadata
   FROM tenant_settings WHERE tenant_id = $1`,
);
/** A picture is rewritten in memory; a larger one keeps what it tells. */
const STRIP_MAX_BYTES = 64 * 1024 * 1024;

interface LimitsRow {
  types: string[];
  max_bytes: number;
  max_files: number;
  strip_picture_metadata: boolean;
}

/** Accepts files by the settings of the tenant, extension and content together. */
@Injectable()
export class AttachmentIntake extends FileIntake {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: BlobStore,
  ) {
    super();
  }

  async limits(tenantId: number): Promise<FileLimits> {
    const [row] = await this.unitOfWork.read(tenantId, (tx) => tx.query<LimitsRow>(LIMITS, [tenantId]));
    return {
      maxFiles: row!.max_files,
      maxBytes: row!.max_bytes,
      types: row!.types,
      stripsMetadata: row!.strip_picture_metadata,
    };
  }

  async tryStage(
    tenantId: number,
    rawName: string,
    bytes: AsyncIterable<Uint8Array>,
    limits: FileLimits,
  ): Promise<FileVerdict> {
    const filename = safeFilename(rawName) ?? '';
    const extension = acceptedExtension(filename, limits.types);
    // By its name alone: its bytes need not even arrive.
    if (extension === undefined) return { accepted: false, filename, reason: 'file_type' };
    let blob: StagedBlob;
    try {
      blob = await this.store.stage(tenantId, bytes, limits.maxBytes);
    } catch (error) {
      if (error instanceof BlobTooLargeError) return { accepted: false, filename, reason: 'file_too_large' };
      throw error;
    }
    try {
      const found = await inspect(blob, extension);
      if ('reason' in found) {
        await blob.discard();
        return { accepted: false, filename, reason: found.reason };
      }
      const { contentType } = found;
      const kept = limits.stripsMetadata ? await this.#withoutMetadata(tenantId, blob, contentType) : blob;
      return { accepted: true, file: { filename, contentType, blob: kept } };
    } catch (error) {
      await blob.discard();
      throw error;
    }
  }

  async #withoutMetadata(tenantId: number, blob: StagedBlob, contentType: string): Promise<StagedBlob> {
    if (!contentType.startsWith('image/') || blob.size > STRIP_MAX_BYTES) return blob;
    const stripped = withoutMetadata(await readFile(blob.path), contentType);
    if (!stripped) return blob;
    const kept = await this.store.stage(tenantId, Readable.from([stripped]), blob.size);
    await blob.discard();
    return kept;
  }
}

/** What a file was found to be, or why it is not accepted. */
async function inspect(
  blob: StagedBlob,
  extension: string,
): Promise<{ contentType: string } | { reason: 'file_content' | 'file_bomb' }> {
  if (blob.content) return inspectBytes(bufferSource(blob.content), extension);
  const file = await open(blob.path, 'r');
  try {
    return await inspectBytes(fileSource(file, blob.size), extension);
  } finally {
    await file.close();
  }
}

async function inspectBytes(
  source: ByteSource,
  extension: string,
): Promise<{ contentType: string } | { reason: 'file_content' | 'file_bomb' }> {
  const contentType = await inspectContent(source, extension);
  if (contentType === undefined) return { reason: 'file_content' };
  const isBomb = (await isArchiveBomb(source)) || (await isPictureBomb(source, contentType));
  return isBomb ? { reason: 'file_bomb' } : { contentType };
}

import { open } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { FileIntake, type FileLimits, type FileVerdict } from '../../platform/http/multipart.js';
import { BlobStore, BlobTooLargeError, type StagedBlob } from '../../platform/storage/blob-store.js';
import { safeFilename } from './filename.js';
import { fileSource } from './file-types/byte-source.js';
import { acceptedExtension, inspectContent } from './file-types/inspect.js';

const LIMITS = sql(
  'attachments.limits',
  `SELECT attachment_types AS types, attachment_max_bytes AS max_bytes, attachment_max_files AS max_files
   FROM tenant_settings WHERE tenant_id = $1`,
);

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
    const [row] = await this.unitOfWork.run(tenantId, (tx) =>
      tx.query<{ types: string[]; max_bytes: number; max_files: number }>(LIMITS, [tenantId]),
    );
    return { maxFiles: row!.max_files, maxBytes: row!.max_bytes, types: row!.types };
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
      const contentType = await inspect(blob, extension);
      if (contentType !== undefined) return { accepted: true, file: { filename, contentType, blob } };
    } catch (error) {
      await blob.discard();
      throw error;
    }
    await blob.discard();
    return { accepted: false, filename, reason: 'file_content' };
  }
}

async function inspect(blob: StagedBlob, extension: string): Promise<string | undefined> {
  const file = await open(blob.path, 'r');
  try {
    return await inspectContent(fileSource(file, blob.size), extension);
  } finally {
    await file.close();
  }
}

import { Injectable } from '@nestjs/common';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { FileIntake, type StagedFile } from '../../platform/http/multipart.js';
import { ProblemError } from '../../platform/http/problem.js';
import { BlobStore, BlobTooLargeError } from '../../platform/storage/blob-store.js';

const LIMITS = sql(
  'attachments.limits',
  `SELECT attachment_types AS types, attachment_max_bytes AS max_bytes, attachment_max_files AS max_files
   FROM tenant_settings WHERE tenant_id = $1`,
);

@Injectable()
export class AttachmentIntake extends FileIntake {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: BlobStore,
  ) {
    super();
  }

  async limits(tenantId: number) {
    const [row] = await this.unitOfWork.run(tenantId, (tx) =>
      tx.query<{ types: string[]; max_bytes: number; max_files: number }>(LIMITS, [tenantId]),
    );
    return { maxFiles: row!.max_files, maxBytes: row!.max_bytes, types: row!.types };
  }

  async stage(
    tenantId: number,
    filename: string,
    bytes: NodeJS.ReadableStream,
    limits: { maxBytes: number; types: readonly string[] },
  ): Promise<StagedFile> {
    try {
      const blob = await this.store.stage(tenantId, bytes as AsyncIterable<Buffer>, limits.maxBytes);
      return { filename, contentType: 'application/octet-stream', blob };
    } catch (error) {
      if (!(error instanceof BlobTooLargeError)) throw error;
      throw new ProblemError('too_large', {
        errors: [
          { field: 'attachments', code: 'file_too_large', params: { filename, max: limits.maxBytes } },
        ],
      });
    }
  }
}

import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { type FileSource, messageSource } from './message-source.js';
import type { OutboundRow } from './outbound.repository.js';

/** The bytes of the mails of the outbox. */
@Injectable()
export class MessageSources {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attachments: AttachmentsService,
  ) {}

  /** What makes the bytes of a mail: the same ones each time. */
  async of(tenantId: number, mail: OutboundRow): Promise<() => AsyncIterable<Uint8Array>> {
    const files = await this.#files(tenantId, mail);
    return () => messageSource(mail, files);
  }

  async #files(
    tenantId: number,
    { with_files: withFiles, ticket_message_id: id }: OutboundRow,
  ): Promise<FileSource[]> {
    if (!withFiles || id === null) return [];
    const rows = await this.unitOfWork.run(tenantId, () => this.attachments.filesOf(id));
    return rows.map((row) => ({
      filename: row.filename,
      contentType: row.content_type,
      read: () => this.attachments.open(row),
    }));
  }
}

import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { MailError } from '../../platform/mail-transport/mail-error.js';
import { AppearanceService } from '../appearance/appearance.service.js';
import { attachmentUrl } from '../attachments/attachment.presenter.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { type FileSource, messageSource } from './message-source.js';
import type { OutboundRow } from './outbound.repository.js';
import { LOGO_ID } from './templates/mail-html.js';

/** The bytes of the mails of the outbox. */
@Injectable()
export class MessageSources {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly attachments: AttachmentsService,
    private readonly appearance: AppearanceService,
  ) {}

  /** What makes the bytes of a mail: the same ones each time. */
  async of(tenantId: number, mail: OutboundRow): Promise<() => AsyncIterable<Uint8Array>> {
    const files = await this.#files(tenantId, mail);
    // The one there is now: where it has been taken away meanwhile, the name is read in its place.
    const logo = mail.html_body?.includes(`cid:${LOGO_ID}`)
      ? await this.appearance.currentLogo(tenantId)
      : null;
    return () => messageSource(mail, files, logo);
  }

  async #files(
    tenantId: number,
    { with_files: withFiles, ticket_message_id: id }: OutboundRow,
  ): Promise<FileSource[]> {
    if (!withFiles || id === null) return [];
    const rows = await this.unitOfWork.run(tenantId, () => this.attachments.filesOf(id));
    // The mail waits with its files; one that is locked does not leave the house.
    if (rows.some((row) => row.scan_state === 'pending'))
      throw new MailError('temporary', 'a file is being checked');
    return rows
      .filter((row) => row.scan_state === null)
      .map((row) => ({
        url: attachmentUrl(row.id),
        filename: row.filename,
        contentType: row.content_type,
        read: () => this.attachments.open(row),
      }));
  }
}

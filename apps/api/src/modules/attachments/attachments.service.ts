import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { Attachment } from '@noxdesk/contracts';
import { canSeeMessage, canSeeTicket } from '@noxdesk/domain';
import { v7 as uuidv7 } from 'uuid';
import { CONFIG, type Config } from '../../config/config.js';
import { Clock } from '../../platform/clock/clock.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Caller } from '../../platform/http/caller.js';
import type { StagedFile } from '../../platform/http/multipart.js';
import { ProblemError } from '../../platform/http/problem.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { lockBlobs } from '../../platform/storage/blob-locks.js';
import { BlobStore, type ByteRange } from '../../platform/storage/blob-store.js';
import { presentAttachment } from './attachment.presenter.js';
import {
  type AttachmentRow,
  AttachmentsRepository,
  type AttachmentWithAudience,
} from './attachments.repository.js';
import { drawPreviewsJob, isWorthPreview } from './previews/draw-previews.handler.js';
import { scanFilesJob } from './scan-files.handler.js';

/** A file of a message; `contentId` is how the HTML of a mail calls it, `id` its own where that is settled already. */
export type FileToAttach = StagedFile & { contentId?: string | undefined; id?: string };

/** The files of messages. */
@Injectable()
export class AttachmentsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly repository: AttachmentsRepository,
    private readonly store: BlobStore,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    @Inject(CONFIG) private readonly config: Pick<Config, 'clamdUrl'>,
  ) {}

  /**
   * Attaches staged files to a message, in the unit of work one is in; their blobs are in their place before it
   * commits. Where it rolls back, the clean-up finds them.
   */
  async add(ticketId: string, messageId: string, files: readonly FileToAttach[]): Promise<AttachmentRow[]> {
    if (files.length === 0) return [];
    await lockBlobs(
      this.unitOfWork.tx,
      files.map((file) => file.blob.key),
    );
    await Promise.all(files.map((file) => file.blob.keep()));
    const rows = files.map((file, index): AttachmentRow => ({
      id: file.id ?? uuidv7(),
      ticket_id: ticketId,
      message_id: messageId,
      ordinal: index + 1,
      filename: file.filename,
      content_type: file.contentType,
      size: String(file.blob.size),
      sha256: file.blob.sha256,
      blob_key: file.blob.key,
      content_id: file.contentId ?? null,
      created_at: this.clock.now(),
      scan_state: this.config.clamdUrl === undefined ? null : 'pending',
      preview_blob_key: null,
      preview_size: null,
      preview_refused: null,
    }));
    this.repository.insert(rows);
    // Nothing draws a picture that a scanner has not seen: that job puts the other one into the outbox.
    if (this.config.clamdUrl !== undefined) await this.outbox.add(scanFilesJob, { messageId });
    else if (rows.some(isWorthPreview)) await this.outbox.add(drawPreviewsJob, { messageId });
    return rows;
  }

  /** Files by message as the API tells them, in the order they came; a message without files is not in the map. */
  async ofMessages(messageIds: readonly string[]): Promise<Map<string, Attachment[]>> {
    if (messageIds.length === 0) return new Map();
    return byMessage(await this.repository.ofMessages(messageIds));
  }

  /** Files of every message of a ticket; who reads them has to leave out the messages that they may not see. */
  async ofTicket(ticketId: string): Promise<Map<string, Attachment[]>> {
    return byMessage(await this.repository.ofTicket(ticketId));
  }

  /** The files of a message as they are stored, for whoever passes them on. */
  async filesOf(messageId: string): Promise<AttachmentRow[]> {
    return this.repository.ofMessages([messageId]);
  }

  /** Whether anything of the tenant refers to a blob. In the unit of work one is in. */
  async isReferred(blobKey: string): Promise<boolean> {
    return (await this.repository.referred([blobKey])).has(blobKey);
  }

  /** The small version of a picture. @throws ProblemError `not_found` where there is none, and as `find` */
  async findPreview(caller: Caller, id: string): Promise<{ blob_key: string; size: number; sha256: string }> {
    const { preview_blob_key: key, preview_size: size } = await this.find(caller, id);
    if (key === null) throw new ProblemError('not_found');
    return { blob_key: key, size: Number(size), sha256: key.split('/').at(-1)! };
  }

  /** The bytes of a stored file; outside of a unit of work, since it may take long. @throws BlobStoreError */
  async open(file: Pick<AttachmentRow, 'blob_key'>, range?: ByteRange): Promise<Readable> {
    return this.store.read(file.blob_key, range);
  }

  /**
   * An attachment that the caller may have. @throws ProblemError `not_found`, also for what they may not see;
   *   `file_being_checked` and `file_locked` where a scanner stands before it
   */
  async find(caller: Caller, id: string): Promise<AttachmentRow> {
    const rows = await this.unitOfWork.run(caller.tenantId, () => this.repository.find(id));
    const row = rows.find((one) => maySee(caller, one));
    if (!row) throw new ProblemError('not_found');
    if (row.scan_state === 'pending') throw new ProblemError('file_being_checked');
    if (row.scan_state === 'locked') throw new ProblemError('file_locked');
    return row;
  }
}

function maySee(caller: Caller, row: AttachmentWithAudience): boolean {
  const audience = {
    requesterId: row.requester_id,
    departmentId: row.department_id,
    organizationId: row.organization_id,
    organizationShares: row.organization_shares,
  };
  const message = { messageType: row.message_type, eventKind: row.event_kind };
  return canSeeTicket(caller, audience) && canSeeMessage(caller.role, message);
}

function byMessage(rows: readonly AttachmentRow[]): Map<string, Attachment[]> {
  const map = new Map<string, Attachment[]>();
  for (const row of rows) {
    const files = map.get(row.message_id);
    if (files) files.push(presentAttachment(row));
    else map.set(row.message_id, [presentAttachment(row)]);
  }
  return map;
}

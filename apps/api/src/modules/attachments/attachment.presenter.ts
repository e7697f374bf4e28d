import { API_BASE, type Attachment } from '@noxdesk/contracts';
import type { AttachmentRow } from './attachments.repository.js';

/** Where the bytes of an attachment are, for whoever may have them. */
export const attachmentUrl = (id: string) => `${API_BASE}attachments/${id}/`;

export const presentAttachment = (row: AttachmentRow): Attachment => ({
  id: row.id,
  filename: row.filename,
  content_type: row.content_type,
  size: Number(row.size),
  url: attachmentUrl(row.id),
  ...(row.preview_blob_key !== null && { preview: `${attachmentUrl(row.id)}preview/` }),
  ...(row.scan_state && { check: row.scan_state }),
});

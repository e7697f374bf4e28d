import { type MailAttachment } from '../types.js';

const EXTENSIONS: Readonly<Record<string, string>> = {
  'text/plain': 'txt',
  'text/html': 'html',
  'text/csv': 'csv',
  'text/calendar': 'ics',
  'text/x-vcard': 'vcf',
  'text/vcard': 'vcf',
  'text/rtf': 'rtf',
  'text/rfc822-headers': 'txt',
  'message/rfc822': 'eml',
  'message/global': 'eml',
  'message/delivery-status': 'txt',
  'message/disposition-notification': 'txt',
  'message/feedback-report': 'txt',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/svg+xml': 'svg',
  'image/bmp': 'bmp',
  'image/tiff': 'tif',
  'image/heic': 'heic',
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/gzip': 'gz',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/pkcs7-signature': 'p7s',
  'application/x-pkcs7-signature': 'p7s',
  'application/pkcs7-mime': 'p7m',
  'application/x-pkcs7-mime': 'p7m',
  'application/pgp-signature': 'asc',
  'application/pgp-encrypted': 'asc',
  'application/pgp-keys': 'asc',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'audio/ogg': 'ogg',
  'video/mp4': 'mp4',
  'application/json': 'json',
  'application/xml': 'xml',
  'text/xml': 'xml',
};

/** A name to store and show a file under: its own, or one made from its type and place (`attachment-2.png`). */
export function fileNameFor(attachment: MailAttachment, index: number): string {
  if (attachment.filename !== '') return attachment.filename;
  const extension = EXTENSIONS[attachment.contentType] ?? 'bin';
  if (attachment.source === 'calendar') return 'invite.ics';
  return `${attachment.source === 'message' ? 'message' : 'attachment'}-${index + 1}.${extension}`;
}

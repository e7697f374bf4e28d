import { type MailLimits } from './types.js';

/** Far above what real mails need, far below what hurts. */
export const DEFAULT_LIMITS: Readonly<MailLimits> = Object.freeze({
  headers: 2000,
  headerBytes: 2 * 1024 * 1024,
  headerValueBytes: 256 * 1024,
  addresses: 2000,
  depth: 32,
  parts: 2000,
  attachments: 1000,
  textBytes: 4 * 1024 * 1024,
});

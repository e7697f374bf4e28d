export {
  trustedAuthResults,
  type AuthMethod,
  type AuthResult,
  type AuthVerdict,
} from './classify/auth-results.js';
export { parseInboundMail, parseInboundMailSync, readMailHead } from './parse-inbound-mail.js';
export { DEFAULT_LIMITS } from './limits.js';
export { attachmentBytes } from './mime/attachment-bytes.js';
export { fileNameFor } from './mime/file-name.js';
export { splitReply, type SplitHints } from './reply/split-reply.js';
export { htmlToText } from './text/html-to-text.js';
export { splitMailHtml, type HtmlParts } from './text/split-html.js';
export { sanitizeMailHtml, type SanitizedHtml, type SanitizeOptions } from './text/sanitize.js';
export { mailFingerprint } from './threading/fingerprint.js';
export * from './threading/tokens.js';
export * from './threading/decide.js';
export * from './types.js';
export { packMail, type PackedMail, unpackMail } from './worker/packed-mail.js';

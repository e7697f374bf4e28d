import { API_BASE } from '@noxdesk/contracts';

const PAGE_CSP = [
  `default-src 'none'`,
  `script-src 'self'`,
  // Mails are shown in frames without scripts that inherit this policy: their own styles are inline. The frames keep
  // pictures from outside back by a policy of their own until somebody asks for them.
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' blob: data: https: http:`,
  `font-src 'self'`,
  `connect-src 'self'`,
  `frame-src 'self' blob:`,
  `manifest-src 'self'`,
  `form-action 'self'`,
  `frame-ancestors 'none'`,
  `base-uri 'none'`,
].join('; ');
const API_CSP = `default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;

const COMMON = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
};
// Of this name alone: what else lives below it is not ours to speak for.
const HSTS = { 'strict-transport-security': 'max-age=31536000' };

/**
 * What every answer says to browsers, whatever it is: page, file, JSON or error.
 * @param url path and query of the request
 * @param secure whether the outside reaches us by https: said by `PUBLIC_URL`, never by a header of the request
 */
export function securityHeaders(url: string, secure: boolean): Record<string, string> {
  return {
    ...COMMON,
    ...(secure && HSTS),
    'content-security-policy': isApi(url) ? API_CSP : PAGE_CSP,
    ...(isApi(url) && { 'cache-control': 'no-store' }),
  };
}

const isApi = (url: string) => `${url.split('?')[0]}/`.startsWith(API_BASE);

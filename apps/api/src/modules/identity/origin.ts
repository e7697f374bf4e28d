import type { FastifyRequest } from 'fastify';

export const DEVICE_COOKIE = 'noxdesk_device';

/** Where a request comes from, as far as it tells. */
export interface Origin {
  /** The host name that it was sent to. */
  host: string;
  /** The address that it came from. */
  address: string;
  userAgent: string;
  /** What the browser was given when it signed in before. */
  device: string | undefined;
}

export const originOf = (request: FastifyRequest): Origin => ({
  host: request.hostname.toLowerCase(),
  address: request.ip,
  userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
  device: request.cookies[DEVICE_COOKIE],
});

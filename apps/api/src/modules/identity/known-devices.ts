import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import type { Origin } from './origin.js';

export const DEVICE_SECONDS = 400 * 24 * 3_600;

const KNOWN = sql(
  'devices.known',
  `SELECT device_hash AS hash FROM sign_in_devices WHERE tenant_id = $1 AND user_id = $2`,
);
const KEEP = sql(
  'devices.keep',
  `INSERT INTO sign_in_devices (tenant_id, user_id, device_hash, last_used_at)
   SELECT $1::integer, $2::uuid, hash, $4::timestamptz FROM unnest($3::text[]) hash
   ON CONFLICT (tenant_id, user_id, device_hash) DO UPDATE SET last_used_at = excluded.last_used_at`,
);
const FORGET = sql(
  'devices.forget',
  `DELETE FROM sign_in_devices WHERE tenant_id = $1 AND user_id = $2 AND last_used_at < $3`,
);

/** Tells a sign-in from a device that its user has not signed in from before. */
@Injectable()
export class KnownDevices {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Notes the device, in the transaction one is in. It is known by the cookie that its browser was given, or by its
   * address and program.
   * @returns whether it is new, to somebody who has signed in from another one before
   */
  async note(userId: string, { address, userAgent, device }: Origin): Promise<boolean> {
    const { tx } = this.unitOfWork;
    const now = this.clock.now();
    const hashes = [hashOf('place', address, userAgent), ...(device ? [hashOf('cookie', device)] : [])];
    const known = await tx.query<{ hash: string }>(KNOWN, [tx.tenantId, userId]);
    tx.send(KEEP, [tx.tenantId, userId, hashes, now]);
    tx.send(FORGET, [tx.tenantId, userId, new Date(now.getTime() - DEVICE_SECONDS * 1_000)]);
    return known.length > 0 && !known.some(({ hash }) => hashes.includes(hash));
  }
}

/** What a browser is known by from now on. */
export const newDevice = () => randomBytes(18).toString('base64url');

const hashOf = (...parts: string[]) =>
  createHash('sha256').update(parts.join('\0')).digest('base64url').slice(0, 22);

import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock } from '../../platform/clock/clock.js';
import { Keys } from '../../platform/security/keys.js';
import { refreshClaims, type RefreshClaims } from './token-claims.js';

export const ACCESS_SECONDS = 15 * 60;
export const REFRESH_SECONDS = 30 * 24 * 3_600;
const ISSUER = 'noxdesk';

/** Signs and reads our JWTs (RFC 7519): HS256, no other algorithm. */
@Injectable()
export class Tokens {
  readonly #jwt = new JwtService({});

  constructor(
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  access(user: { tenantId: number; userId: string }): string {
    const exp = this.#seconds() + ACCESS_SECONDS;
    return this.#sign('access-token', { kind: 'access', sub: user.userId, tenant: user.tenantId, exp });
  }

  /** @param expiresAt undefined: it lives until it is revoked */
  api(token: { tenantId: number; userId: string; id: string; expiresAt: Date | null }): string {
    const exp = token.expiresAt && { exp: Math.floor(token.expiresAt.getTime() / 1_000) };
    const claims = { kind: 'api', sub: token.userId, tenant: token.tenantId, jti: token.id };
    return this.#sign('access-token', { ...claims, ...exp });
  }

  refresh(token: { tenantId: number; userId: string; id: string; family: string; expiresAt: Date }): string {
    return this.#sign('refresh-token', {
      kind: 'refresh',
      sub: token.userId,
      tenant: token.tenantId,
      jti: token.id,
      family: token.family,
      exp: Math.floor(token.expiresAt.getTime() / 1_000),
    });
  }

  /** @returns null for anything but a refresh token of ours whose time is not over */
  readRefresh(token: string): RefreshClaims | null {
    try {
      const claims: unknown = this.#jwt.verify(token, {
        secret: this.keys.key('refresh-token'),
        algorithms: ['HS256'],
        issuer: ISSUER,
        clockTimestamp: this.#seconds(),
      });
      return refreshClaims.parse(claims);
    } catch {
      return null;
    }
  }

  #sign(purpose: 'access-token' | 'refresh-token', claims: Record<string, unknown>): string {
    return this.#jwt.sign(
      { iss: ISSUER, iat: this.#seconds(), ...claims },
      { secret: this.keys.key(purpose), algorithm: 'HS256' },
    );
  }

  #seconds(): number {
    return Math.floor(this.clock.now().getTime() / 1_000);
  }
}

import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock } from '../../platform/clock/clock.js';
import { type KeyPurpose, Keys } from '../../platform/security/keys.js';
import { refreshClaims, type RefreshClaims } from './token-claims.js';

export const ACCESS_SECONDS = 15 * 60;
export const REFRESH_SECONDS = 30 * 24 * 3_600;
const ISSUER = 'noxdesk';

type TokenPurpose = Extract<KeyPurpose, 'access-token' | 'refresh-token' | 'challenge-token'>;

/** Signs and reads our JWTs (RFC 7519): HS256, no other algorithm. */
@Injectable()
export class Tokens {
  readonly #jwt = new JwtService({});

  constructor(
    private readonly keys: Keys,
    private readonly clock: Clock,
  ) {}

  access(user: { tenantId: number; userId: string; sessionId: string }): string {
    const { tenantId: tenant, userId: sub, sessionId: sid } = user;
    return this.sign('access-token', { kind: 'access', sub, tenant, sid }, ACCESS_SECONDS);
  }

  /** @param expiresAt undefined: it lives until it is revoked */
  api(token: { tenantId: number; userId: string; id: string; expiresAt: Date | null }): string {
    const exp = token.expiresAt && { exp: Math.floor(token.expiresAt.getTime() / 1_000) };
    const claims = { kind: 'api', sub: token.userId, tenant: token.tenantId, jti: token.id };
    return this.sign('access-token', { ...claims, ...exp });
  }

  refresh(token: { tenantId: number; userId: string; id: string; family: string; expiresAt: Date }): string {
    return this.sign('refresh-token', {
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
    const claims = refreshClaims.safeParse(this.read('refresh-token', token));
    return claims.success ? claims.data : null;
  }

  /** @param seconds how long it is good for, where the claims do not say */
  sign(purpose: TokenPurpose, claims: Record<string, unknown>, seconds?: number): string {
    const iat = this.#seconds();
    const ends = seconds !== undefined && { exp: iat + seconds };
    return this.#jwt.sign(
      { iss: ISSUER, iat, ...claims, ...ends },
      { secret: this.keys.key(purpose), algorithm: 'HS256' },
    );
  }

  /** The claims of a token that was signed for this purpose and is not over; else undefined. */
  read(purpose: TokenPurpose, token: string): unknown {
    for (const secret of this.keys.all(purpose)) {
      try {
        return this.#jwt.verify<object>(token, {
          secret,
          algorithms: ['HS256'],
          issuer: ISSUER,
          clockTimestamp: this.#seconds(),
        });
      } catch {
        // Signed by another key, or no token of ours at all.
      }
    }
    return undefined;
  }

  #seconds(): number {
    return Math.floor(this.clock.now().getTime() / 1_000);
  }
}

import { createHmac, createSecretKey } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import passport from 'passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { v4 as uuidv4 } from 'uuid';
import { type Caller, CallerResolver } from '../../platform/http/caller.js';
import { ProblemError } from '../../platform/http/problem.js';
import { Keys } from '../../platform/security/keys.js';
import { Callers } from './callers.js';
import { ForeignBearers } from './foreign-bearers.js';
import { type BearerClaims, bearerClaims } from './token-claims.js';
import { TokenUses } from './token-uses.js';

/** A token's claims, and until when they hold, in milliseconds. */
interface Verified {
  claims: BearerClaims;
  until: number;
}

/** `Authorization: Bearer <JWT>`: an access token of a session or an API token. */
@Injectable()
export class BearerStrategy extends PassportStrategy(Strategy) implements OnApplicationShutdown {
  /**
   * Passport's registry belongs to the process: under a name that all share, a second application in it would judge
   * the first one's tokens by its own keys.
   */
  readonly registeredAs = `bearer ${uuidv4()}`;

  constructor(keys: Keys) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      // As a key object: of bytes, the library tries with every token whether they are a public key.
      secretOrKeyProvider: (_request: unknown, token: string, done: (error: null, key: never) => void) =>
        done(null, createSecretKey(signingKey(keys, token)) as never),
      algorithms: ['HS256'],
      issuer: 'noxdesk',
    });
    passport.use(this.registeredAs, this);
  }

  /** Keeps the base class from registering it under the name of its library. */
  getPassportInstance() {
    return { use: () => undefined };
  }

  onApplicationShutdown(): void {
    passport.unuse(this.registeredAs);
  }

  /** What a token that is genuine and in its time says; who it stands for is looked up at each request. */
  validate(payload: { exp?: number }): Verified {
    const claims = bearerClaims.safeParse(payload);
    if (!claims.success) throw new ProblemError('unauthenticated');
    return { claims: claims.data, until: (payload.exp ?? Infinity) * 1_000 };
  }
}

/** The key to judge a token by: after a rotation API tokens live on that were signed by the one before. */
function signingKey(keys: Keys, token: string): Buffer {
  const [current, ...previous] = keys.all('access-token');
  if (previous.length === 0) return current!;
  const dot = token.lastIndexOf('.');
  const signature = token.slice(dot + 1);
  const signs = (key: Buffer) =>
    createHmac('sha256', key).update(token.slice(0, dot)).digest('base64url') === signature;
  // Which key it is is no secret; that the signature is right is judged by the library.
  return [current!, ...previous].find(signs) ?? current!;
}

/** A refusal like any other to whoever sent the token. */
class ExpiredBearer extends ProblemError {
  constructor() {
    super('unauthenticated');
  }
}

/** Passport's guard, used as a resolver: which routes need a caller is the access guard's to say. */
class BearerGuard extends AuthGuard() {
  override handleRequest<User>(error: unknown, user: User, info?: { name?: string }): User {
    // A refusal, or what the database says, which is no statement about the token.
    if (error) throw error;
    if (user) return user;
    throw info?.name === 'TokenExpiredError' ? new ExpiredBearer() : new ProblemError('unauthenticated');
  }
}

type Admit = (tenantId: number) => Promise<void>;

/** How many tokens are remembered as genuine. */
const MOST_KEPT = 10_000;

/**
 * A token's signature is checked when it is first seen: it cannot change. Its time is looked at, and its bearer looked
 * up, every time.
 */
@Injectable()
export class PassportCallerResolver implements CallerResolver {
  readonly #guard: BearerGuard;
  readonly #genuine = new Map<string, Verified>();

  constructor(
    strategy: BearerStrategy,
    private readonly callers: Callers,
    private readonly foreign: ForeignBearers,
    private readonly uses: TokenUses,
  ) {
    this.#guard = new BearerGuard({ defaultStrategy: strategy.registeredAs, session: false });
  }

  knownTenant(request: unknown): number | undefined {
    return this.#genuine.get((request as FastifyRequest).headers.authorization ?? '')?.claims.tenant;
  }

  async resolve(request: unknown, admit: Admit = async () => undefined): Promise<Caller> {
    const { headers, hostname, ip } = request as FastifyRequest;
    const header = headers.authorization ?? '';
    const known = this.#genuine.get(header);
    if (known && known.until > Date.now()) return this.#find(known, ip, admit);
    const foreign = this.foreign.tokenOf(headers.authorization);
    if (foreign !== null) {
      const caller = await this.foreign.resolve(foreign, hostname.toLowerCase());
      await admit(caller.tenantId);
      return caller;
    }
    this.#genuine.delete(header);
    const context = { switchToHttp: () => ({ getRequest: () => request, getResponse: () => ({}) }) };
    try {
      await this.#guard.canActivate(context as never);
    } catch (error) {
      if (error instanceof ExpiredBearer) this.#noteExpired(request as FastifyRequest);
      throw error;
    }
    const verified = (request as { user: Verified }).user;
    if (this.#genuine.size >= MOST_KEPT) this.#genuine.delete(this.#genuine.keys().next().value!);
    this.#genuine.set(header, verified);
    return this.#find(verified, ip, admit);
  }

  lacksScope({ tenantId, userId, tokenId }: Caller, request: unknown, endpoint: string): void {
    if (tokenId === null) return;
    this.uses.refused({ tenantId, userId, tokenId }, 'scope_missing', (request as FastifyRequest).ip, {
      route: endpoint,
    });
  }

  async #find({ claims }: Verified, ip: string, admit: Admit): Promise<Caller> {
    await admit(claims.tenant);
    return this.callers.find(claims, ip);
  }

  /** A token whose time is over is genuine: the library looks at its signature first. */
  #noteExpired({ headers, ip }: FastifyRequest): void {
    const payload = /^bearer +[^.]+[.]([^.]+)[.]/i.exec(headers.authorization ?? '')?.[1] ?? '';
    const claims = bearerClaims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    if (!claims.success || claims.data.kind !== 'api') return;
    const { tenant: tenantId, sub: userId, jti: tokenId } = claims.data;
    this.uses.refused({ tenantId, userId, tokenId }, 'expired', ip);
  }
}

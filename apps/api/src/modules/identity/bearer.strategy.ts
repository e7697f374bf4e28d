import { createSecretKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { type Caller, CallerResolver } from '../../platform/http/caller.js';
import { ProblemError } from '../../platform/http/problem.js';
import { Keys } from '../../platform/security/keys.js';
import { Callers } from './callers.js';
import { bearerClaims } from './token-claims.js';

/** `Authorization: Bearer <JWT>`: an access token of a session or an API token. */
@Injectable()
export class BearerStrategy extends PassportStrategy(Strategy, 'bearer') {
  constructor(
    keys: Keys,
    private readonly callers: Callers,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      // As a key object: of mere bytes jsonwebtoken tries, at each request, whether they are a public key.
      secretOrKey: createSecretKey(keys.key('access-token')) as unknown as Buffer,
      algorithms: ['HS256'],
      issuer: 'noxdesk',
    });
  }

  async validate(payload: unknown): Promise<Caller> {
    const claims = bearerClaims.safeParse(payload);
    if (!claims.success) throw new ProblemError('unauthenticated');
    return this.callers.find(claims.data);
  }
}

/** Passport's guard, used as a resolver: which routes need a caller is the access guard's to say. */
@Injectable()
export class PassportCallerResolver extends AuthGuard('bearer') implements CallerResolver {
  async resolve(request: unknown): Promise<Caller> {
    const context = { switchToHttp: () => ({ getRequest: () => request, getResponse: () => ({}) }) };
    await this.canActivate(context as never);
    return (request as { user: Caller }).user;
  }

  override handleRequest<User>(error: unknown, user: User): User {
    if (error instanceof ProblemError) throw error;
    // What the database refuses is no statement about the token.
    if (error) throw error;
    if (!user) throw new ProblemError('unauthenticated');
    return user;
  }
}

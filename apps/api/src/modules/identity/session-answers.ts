import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../config/config.js';
import { ProblemError } from '../../platform/http/problem.js';
import { AuthService } from './auth.service.js';
import { DEVICE_SECONDS, newDevice } from './known-devices.js';
import { DEVICE_COOKIE, type Origin, originOf } from './origin.js';
import type { TokenPair } from './sign-ins.js';
import { ACCESS_SECONDS, REFRESH_SECONDS } from './tokens.js';

const COOKIE = 'noxdesk_refresh';

/** How a pair of tokens is answered: in the body, or with the refresh token in a cookie that scripts cannot read. */
@Injectable()
export class SessionAnswers {
  constructor(
    private readonly auth: AuthService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  /** @throws ProblemError `forbidden` where another site has its visitor's browser ask */
  requireOwnSite(request: FastifyRequest, session: boolean | undefined): void {
    if (!session) return;
    // The cookie is SameSite=Strict; this holds where a browser does not keep to it, and for sites beside ours.
    const { origin, 'sec-fetch-site': site } = request.headers;
    const own = [request.host, new URL(this.config.publicUrl).host];
    const isForeign = origin !== undefined && !(URL.canParse(origin) && own.includes(new URL(origin).host));
    if (isForeign || site === 'cross-site') throw new ProblemError('forbidden');
  }

  refreshToken(request: FastifyRequest): string | undefined {
    return request.cookies[COOKIE];
  }

  /**
   * The answer to a sign-in. A session that the browser had ends: nobody goes on in somebody else's.
   * @param signIn from here, with what the browser is known by from now on
   */
  async signIn(
    {
      request,
      reply,
      session,
    }: { request: FastifyRequest; reply: FastifyReply; session: boolean | undefined },
    signIn: (origin: Origin) => Promise<TokenPair>,
  ): Promise<{ access: string; token_type: 'Bearer'; expires_in: number; refresh?: string }> {
    this.requireOwnSite(request, session);
    const origin = originOf(request);
    if (!session) return this.go(await signIn(origin), session, reply);
    const device = origin.device ?? newDevice();
    const pair = await signIn({ ...origin, device });
    await this.auth.signOut(this.refreshToken(request), origin);
    const answer = this.go(pair, session, reply);
    void reply.setCookie(DEVICE_COOKIE, device, { ...this.#cookie(), maxAge: DEVICE_SECONDS });
    return answer;
  }

  /** The answer with which a session goes on. */
  go({ access, refresh }: TokenPair, session: boolean | undefined, reply: FastifyReply) {
    const answer = { access, token_type: 'Bearer' as const, expires_in: ACCESS_SECONDS };
    if (!session) return { ...answer, refresh };
    void reply.setCookie(COOKIE, refresh, { ...this.#cookie(), maxAge: REFRESH_SECONDS });
    return answer;
  }

  end(reply: FastifyReply): void {
    void reply.clearCookie(COOKIE, this.#cookie());
  }

  #cookie() {
    return {
      path: '/tickets/api/auth/',
      httpOnly: true,
      sameSite: 'strict' as const,
      secure: this.config.publicUrl.startsWith('https:'),
    };
  }
}

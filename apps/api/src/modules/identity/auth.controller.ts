import { Controller, Inject, Req, Res } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../config/config.js';
import { API_PREFIX, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { AuthService, type TokenPair } from './auth.service.js';
import { PasswordResets } from './password-resets.js';
import { ACCESS_SECONDS, REFRESH_SECONDS } from './tokens.js';

const { auth } = endpoints;
const COOKIE = 'noxdesk_refresh';

@Controller(API_PREFIX)
export class AuthController {
  constructor(
    private readonly service: AuthService,
    private readonly resets: PasswordResets,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Route(auth.token)
  async token(
    @Input() { body }: InputOf<typeof auth.token>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { email, password, tenant } = body;
    const origin = { host: request.hostname.toLowerCase(), address: request.ip };
    return this.#answer(
      await this.service.signIn({ email, password, tenant, ...origin }),
      body.session,
      reply,
    );
  }

  @Route(auth.refresh)
  async refresh(
    @Input() { body }: InputOf<typeof auth.refresh>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const token = body.session ? request.cookies[COOKIE] : body.refresh;
    return this.#answer(await this.service.refresh(token), body.session, reply);
  }

  @Route(auth.logout)
  async logout(
    @Input() { body }: InputOf<typeof auth.logout>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.service.signOut(body.session ? request.cookies[COOKIE] : body.refresh);
    if (body.session) void reply.clearCookie(COOKIE, this.#cookie());
  }

  @Route(auth.forgot)
  async forgot(@Input() { body }: InputOf<typeof auth.forgot>, @Req() request: FastifyRequest) {
    const origin = { host: request.hostname.toLowerCase(), address: request.ip };
    await this.resets.ask({ email: body.email, tenant: body.tenant, ...origin });
    return { queued: true };
  }

  @Route(auth.reset)
  async reset(@Input() { body }: InputOf<typeof auth.reset>) {
    await this.resets.reset(body.token, body.password);
  }

  #answer({ access, refresh }: TokenPair, session: boolean | undefined, reply: FastifyReply) {
    const answer = { access, token_type: 'Bearer' as const, expires_in: ACCESS_SECONDS };
    if (!session) return { ...answer, refresh };
    void reply.setCookie(COOKIE, refresh, { ...this.#cookie(), maxAge: REFRESH_SECONDS });
    return answer;
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

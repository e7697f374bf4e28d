import { Controller, Inject, Req, Res } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../config/config.js';
import { API_PREFIX, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { originOf } from '../identity/origin.js';
import { SessionAnswers } from '../identity/session-answers.js';
import { ProviderSignIn, ROUND_SECONDS } from './provider-sign-in.js';

const { auth } = endpoints;
const COOKIE = 'noxdesk_sign_in';

@Controller(API_PREFIX)
export class ProviderSignInController {
  constructor(
    private readonly signIn: ProviderSignIn,
    private readonly answers: SessionAnswers,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  @Route(auth.providers)
  async offered(@Input() { query }: InputOf<typeof auth.providers>, @Req() request: FastifyRequest) {
    const offered = await this.signIn.offered(originOf(request).host, query.tenant);
    return offered.map(({ id, name }) => ({ id, name }));
  }

  @Route(auth.beginProvider)
  async begin(
    @Input() { params, body }: InputOf<typeof auth.beginProvider>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    this.answers.requireOwnSite(request, true);
    const { url, round } = await this.signIn.begin(params.id, originOf(request).host, body.tenant);
    void reply.setCookie(COOKIE, round, { ...this.#cookie(), maxAge: ROUND_SECONDS });
    return { url };
  }

  @Route(auth.finishProvider)
  finish(
    @Input() { body }: InputOf<typeof auth.finishProvider>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    // It belongs to the browser that went: an answer that somebody else brings along signs nobody in.
    this.answers.requireOwnSite(request, true);
    const { state, code, iss, session } = body;
    void reply.clearCookie(COOKIE, this.#cookie());
    return this.answers.signIn({ request, reply, session }, (origin) =>
      this.signIn.finish(request.cookies[COOKIE], { state, code, iss }, origin),
    );
  }

  #cookie() {
    return {
      path: '/tickets/api/auth/providers/',
      httpOnly: true,
      // Our own page asks with it, on the way back as well.
      sameSite: 'strict' as const,
      secure: this.config.publicUrl.startsWith('https:'),
    };
  }
}

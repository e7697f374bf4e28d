import { Controller, Req, Res } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { API_PREFIX, Input, type InputOf, Route } from '../../platform/http/endpoint.js';
import { AuthService } from './auth.service.js';
import { originOf } from './origin.js';
import { PasswordResets } from './password-resets.js';
import { SessionAnswers } from './session-answers.js';

const { auth } = endpoints;

@Controller(API_PREFIX)
export class AuthController {
  constructor(
    private readonly service: AuthService,
    private readonly resets: PasswordResets,
    private readonly answers: SessionAnswers,
  ) {}

  @Route(auth.token)
  async token(
    @Input() { body }: InputOf<typeof auth.token>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { session, email, password, tenant } = body;
    return this.answers.signIn({ request, reply, session }, (origin) =>
      this.service.signIn({ email, password, tenant }, origin),
    );
  }

  @Route(auth.refresh)
  async refresh(
    @Input() { body }: InputOf<typeof auth.refresh>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    this.answers.requireOwnSite(request, body.session);
    const token = body.session ? this.answers.refreshToken(request) : body.refresh;
    return this.answers.go(await this.service.refresh(token, originOf(request)), body.session, reply);
  }

  @Route(auth.logout)
  async logout(
    @Input() { body }: InputOf<typeof auth.logout>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    this.answers.requireOwnSite(request, body.session);
    const token = body.session ? this.answers.refreshToken(request) : body.refresh;
    await this.service.signOut(token, originOf(request));
    if (body.session) this.answers.end(reply);
  }

  @Route(auth.forgot)
  async forgot(@Input() { body }: InputOf<typeof auth.forgot>, @Req() request: FastifyRequest) {
    const { host, address } = originOf(request);
    await this.resets.ask({ email: body.email, tenant: body.tenant, host, address });
    return { queued: true };
  }

  @Route(auth.reset)
  async reset(@Input() { body }: InputOf<typeof auth.reset>) {
    await this.resets.reset(body.token, body.password);
  }
}

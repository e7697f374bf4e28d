import { Controller, Req, Res } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { API_PREFIX, Input, type InputOf, Route } from '../../../platform/http/endpoint.js';
import { originOf } from '../origin.js';
import { SessionAnswers } from '../session-answers.js';
import { SignInLinks } from './sign-in-links.js';

const { signInLinks } = endpoints;

@Controller(API_PREFIX)
export class SignInLinksController {
  constructor(
    private readonly links: SignInLinks,
    private readonly answers: SessionAnswers,
  ) {}

  @Route(signInLinks.ask)
  async ask(@Input() { body }: InputOf<typeof signInLinks.ask>, @Req() request: FastifyRequest) {
    await this.links.ask(body.email, body.tenant, originOf(request));
    return { queued: true };
  }

  @Route(signInLinks.use)
  async use(
    @Input() { body }: InputOf<typeof signInLinks.use>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { session, token } = body;
    return this.answers.signIn({ request, reply, session }, (origin) => this.links.use(token, origin));
  }
}

import { Controller, Req, Res } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { API_PREFIX, Input, type InputOf, Route } from '../../../platform/http/endpoint.js';
import { originOf } from '../origin.js';
import { SessionAnswers } from '../session-answers.js';
import { PasskeySignIn } from './passkey-sign-in.js';
import { SecondStep } from './second-step.js';

const { auth } = endpoints;

@Controller(API_PREFIX)
export class SecondStepController {
  constructor(
    private readonly step: SecondStep,
    private readonly passkey: PasskeySignIn,
    private readonly answers: SessionAnswers,
  ) {}

  @Route(auth.secondFactorOptions)
  options(@Input() { body }: InputOf<typeof auth.secondFactorOptions>, @Req() request: FastifyRequest) {
    return this.step.passkeyOptions(body.token, originOf(request).host);
  }

  @Route(auth.secondFactor)
  finish(
    @Input() { body }: InputOf<typeof auth.secondFactor>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { session, ...proof } = body;
    return this.answers.signIn({ request, reply, session }, (origin) => this.step.finish(proof, origin));
  }

  @Route(auth.passkeyOptions)
  passkeyOptions(@Req() request: FastifyRequest) {
    return this.passkey.options(originOf(request).host);
  }

  @Route(auth.passkey)
  passkeySignIn(
    @Input() { body }: InputOf<typeof auth.passkey>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { session, token, credential } = body;
    return this.answers.signIn({ request, reply, session }, (origin) =>
      this.passkey.finish(token, credential, origin),
    );
  }
}

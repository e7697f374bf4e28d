import { Controller, Req } from '@nestjs/common';
import { endpoints, type Session } from '@noxdesk/contracts';
import type { FastifyRequest } from 'fastify';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import type { Caller } from '../../../platform/http/caller.js';
import { API_PREFIX, From, Input, type InputOf, Route } from '../../../platform/http/endpoint.js';
import { ProblemError } from '../../../platform/http/problem.js';
import { originOf } from '../origin.js';
import { OwnPassword } from '../own-password.js';
import { type SessionRow, Sessions } from '../sessions.js';
import { Confirmation } from './confirmation.js';
import { OwnSecurity } from './own-security.js';

const { ownSecurity } = endpoints;

@Controller(API_PREFIX)
export class OwnSecurityController {
  constructor(
    private readonly service: OwnSecurity,
    private readonly confirmation: Confirmation,
    private readonly password: OwnPassword,
    private readonly sessions: Sessions,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  @Route(ownSecurity.get)
  get(@From() caller: Caller) {
    return this.service.read(caller);
  }

  @Route(ownSecurity.confirmOptions)
  confirmOptions(@From() caller: Caller, @Req() request: FastifyRequest) {
    return this.confirmation.options(caller, originOf(request).host);
  }

  @Route(ownSecurity.confirm)
  async confirm(
    @From() caller: Caller,
    @Input() { body }: InputOf<typeof ownSecurity.confirm>,
    @Req() request: FastifyRequest,
  ) {
    await this.confirmation.confirm(caller, body, originOf(request).address);
  }

  @Route(ownSecurity.changePassword)
  async changePassword(
    @From() caller: Caller,
    @Input() { body }: InputOf<typeof ownSecurity.changePassword>,
    @Req() request: FastifyRequest,
  ) {
    const given = { current: body.current_password, password: body.password };
    await this.password.change(caller, given, originOf(request).address);
  }

  @Route(ownSecurity.sessions)
  async list(@From() { tenantId, userId, session }: Caller) {
    const rows = await this.unitOfWork.run(tenantId, () => this.sessions.list(userId));
    return rows.map((row) => present(row, session?.id));
  }

  @Route(ownSecurity.endSession)
  async endSession(
    @From() { tenantId, userId, email }: Caller,
    @Input() { params }: InputOf<typeof ownSecurity.endSession>,
  ) {
    const owner = { id: userId, email };
    const ended = await this.unitOfWork.run(tenantId, () => this.sessions.endOwn(owner, params.id));
    if (!ended) throw new ProblemError('not_found');
  }

  @Route(ownSecurity.endOtherSessions)
  async endOthers(@From() { tenantId, userId, email, session }: Caller) {
    const owner = { id: userId, email };
    await this.unitOfWork.run(tenantId, () => this.sessions.endOthersOf(owner, session?.id ?? null));
  }

  @Route(ownSecurity.beginTotp)
  beginTotp(@From() caller: Caller) {
    return this.service.beginTotp(caller);
  }

  @Route(ownSecurity.confirmTotp)
  async confirmTotp(
    @From() caller: Caller,
    @Input() { body }: InputOf<typeof ownSecurity.confirmTotp>,
    @Req() request: FastifyRequest,
  ) {
    const { address } = originOf(request);
    return { recovery_codes: await this.service.confirmTotp(caller, body.code, address) };
  }

  @Route(ownSecurity.removeTotp)
  async removeTotp(@From() caller: Caller) {
    await this.service.removeTotp(caller);
  }

  @Route(ownSecurity.renewRecoveryCodes)
  async renewRecoveryCodes(@From() caller: Caller) {
    return { recovery_codes: await this.service.renewRecoveryCodes(caller) };
  }

  @Route(ownSecurity.passkeyOptions)
  passkeyOptions(@From() caller: Caller, @Req() request: FastifyRequest) {
    return this.service.passkeyOptions(caller, originOf(request).host);
  }

  @Route(ownSecurity.addPasskey)
  addPasskey(@From() caller: Caller, @Input() { body }: InputOf<typeof ownSecurity.addPasskey>) {
    return this.service.addPasskey(caller, body);
  }

  @Route(ownSecurity.renamePasskey)
  renamePasskey(
    @From() caller: Caller,
    @Input() { params, body }: InputOf<typeof ownSecurity.renamePasskey>,
  ) {
    // The contract's PATCH names at least one field, and there is only this one.
    return this.service.renamePasskey(caller, params.id, body.name!);
  }

  @Route(ownSecurity.removePasskey)
  async removePasskey(
    @From() caller: Caller,
    @Input() { params }: InputOf<typeof ownSecurity.removePasskey>,
  ) {
    await this.service.removePasskey(caller, params.id);
  }
}

const present = (row: SessionRow, current: string | undefined): Session => ({
  id: row.id,
  current: row.id === current,
  method: row.method,
  second_factor: row.strong,
  address: row.address,
  user_agent: row.user_agent,
  created_at: row.created_at.toISOString(),
  last_used_at: row.last_used_at.toISOString(),
  expires_at: row.expires_at.toISOString(),
});

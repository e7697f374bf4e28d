import { timingSafeEqual, createHash } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Endpoint } from '@noxdesk/contracts';
import { CONFIG, type Config } from '../../config/config.js';
import { Admission } from './admission.js';
import { type Caller, CallerResolver } from './caller.js';
import { type ApiRequest, ENDPOINT } from './endpoint.js';
import { ProblemError } from './problem.js';

/** Lets a request in by what its route declares. A route that declares nothing is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly callers: CallerResolver,
    private readonly admission: Admission,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const endpoint = this.reflector.get<Endpoint | undefined>(ENDPOINT, context.getHandler());
    if (!endpoint)
      throw new Error(`${context.getClass().name}.${context.getHandler().name} is bound to no endpoint`);
    const request = context.switchToHttp().getRequest<ApiRequest>();
    if (endpoint.access === 'public') return true;
    if (endpoint.access === 'operator') {
      requireOperator(this.config.operatorToken, request.headers.authorization);
      return true;
    }
    const caller = await this.callers.resolve(request, async (tenantId) => {
      request.noxdesk.leave = await this.admission.enter(tenantId, () => request.raw.socket.destroyed);
    });
    request.noxdesk.caller = caller;
    if (!hasScope(endpoint, caller)) this.callers.lacksScope(caller, request, endpoint.id);
    requireAccess(endpoint, caller);
    return true;
  }
}

/** @throws ProblemError where the caller may not call the route at all */
export function requireAccess(
  endpoint: Pick<Endpoint, 'access' | 'scopes' | 'duringEnrolment'>,
  caller: Caller,
): void {
  if (caller.mustEnrol && !endpoint.duringEnrolment) throw new ProblemError('enrolment_required');
  if (endpoint.access !== 'signed_in' && !caller.canAccessTicketing)
    throw new ProblemError('ticketing_not_allowed');
  if (!hasScope(endpoint, caller)) throw new ProblemError('scope_missing');
  if (endpoint.access === 'staff' && caller.role === 'customer') throw new ProblemError('forbidden');
  if (endpoint.access === 'admin' && caller.role !== 'admin') throw new ProblemError('forbidden');
}

const hasScope = ({ scopes }: Pick<Endpoint, 'scopes'>, caller: Caller): boolean =>
  caller.scopes === null || scopes.some((scope) => caller.scopes!.includes(scope));

function requireOperator(token: string | undefined, header: string | undefined): void {
  // Without a token the operator's routes do not exist.
  if (token === undefined) throw new ProblemError('not_found');
  const given = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? '';
  const digest = (text: string) => createHash('sha256').update(text).digest();
  if (!timingSafeEqual(digest(given), digest(token))) throw new ProblemError('unauthenticated');
}

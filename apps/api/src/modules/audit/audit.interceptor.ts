import { AsyncLocalStorage } from 'node:async_hooks';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Endpoint } from '@noxdesk/contracts';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { type Transaction, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { type ApiRequest, ENDPOINT, type InputOf } from '../../platform/http/endpoint.js';
import { AuditLog } from './audit-log.js';

/** Fields whose new value is told; of all others only that they were set, since some of them are secrets. */
const TOLD = new Set([
  ...['role', 'active', 'can_access_ticketing', 'scopes', 'departments', 'members', 'organization', 'plan'],
  ...['name', 'email', 'address', 'slug', 'shared_tickets', 'enabled', 'is_default', 'expires_at'],
  ...['reopen_days', 'auto_close_days', 'attachment_types', 'attachment_max_bytes', 'attachment_max_files'],
  ...['mail_flood_limit', 'strip_picture_metadata'],
]);

interface Act {
  endpoint: Endpoint;
  request: ApiRequest;
  recorded: boolean;
}

/**
 * Every write of administration and of API tokens is recorded by the transaction that makes it: its first one that
 * changes anything takes the entry along, so that neither is there without the other.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  readonly #acts = new AsyncLocalStorage<Act>();

  constructor(
    private readonly reflector: Reflector,
    private readonly log: AuditLog,
    private readonly unitOfWork: UnitOfWork,
  ) {
    unitOfWork.beforeCommit((tx) => this.#record(tx));
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const endpoint = this.reflector.get<Endpoint>(ENDPOINT, context.getHandler());
    if (endpoint.audited) return from(this.#afterReading(endpoint, context, next));
    if (!isAudited(endpoint)) return next.handle();
    const act: Act = {
      endpoint,
      request: context.switchToHttp().getRequest<ApiRequest>(),
      recorded: false,
    };
    return from(this.#acts.run(act, () => lastValueFrom(next.handle(), { defaultValue: undefined })));
  }

  /** Written once it is known that the answer can be given: a refusal is none of the log's business. */
  async #afterReading(endpoint: Endpoint, context: ExecutionContext, next: CallHandler): Promise<unknown> {
    const answer: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
    const { caller, input } = context.switchToHttp().getRequest<ApiRequest>().noxdesk;
    const { params, query } = input as InputOf<Endpoint>;
    await this.unitOfWork.run(caller!.tenantId, () =>
      this.log.record({
        actor: { id: caller!.userId, email: caller!.email },
        action: endpoint.id,
        target: targetOf(params),
        details: { ...(query as Record<string, unknown> | undefined) },
      }),
    );
    return answer;
  }

  async #record(tx: Transaction): Promise<void> {
    const act = this.#acts.getStore();
    const caller = act?.request.noxdesk.caller;
    if (!act || act.recorded || caller?.tenantId !== tx.tenantId) return;
    const { params, body } = act.request.noxdesk.input as InputOf<Endpoint>;
    const recorded = await this.log.recordIfWritten({
      actor: { id: caller.userId, email: caller.email },
      action: act.endpoint.id,
      target: targetOf(params),
      details: detailsOf(body as Record<string, unknown> | undefined),
    });
    if (recorded) tx.afterCommit(() => (act.recorded = true));
  }
}

const targetOf = (params: unknown): string | null =>
  (params as { id?: string | number } | undefined)?.id?.toString() ?? null;

const isAudited = (endpoint: Endpoint) =>
  endpoint.method !== 'GET' && (endpoint.access === 'admin' || endpoint.id.startsWith('api-tokens.'));

function detailsOf(body: Record<string, unknown> = {}): Record<string, unknown> {
  const told = Object.entries(body).filter(([field]) => TOLD.has(field));
  return { ...Object.fromEntries(told), fields: Object.keys(body) };
}

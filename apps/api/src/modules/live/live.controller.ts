import { randomBytes } from 'node:crypto';
import { type BeforeApplicationShutdown, Controller, type OnModuleInit, Req, Res } from '@nestjs/common';
import { endpoints } from '@noxdesk/contracts';
import type { FastifyReply } from 'fastify';
import { requireAccess } from '../../platform/http/access.guard.js';
import { type Caller, CallerResolver } from '../../platform/http/caller.js';
import {
  type ApiRequest,
  API_PREFIX,
  From,
  Input,
  type InputOf,
  Route,
} from '../../platform/http/endpoint.js';
import { AccessChanges } from '../../platform/realtime/access-changes.js';
import { LiveBus } from '../../platform/realtime/live-bus.js';
import { TicketsService } from '../tickets/tickets.service.js';
import { LiveStream } from './live-stream.js';

const { live } = endpoints;

@Controller(API_PREFIX)
export class LiveController implements OnModuleInit, BeforeApplicationShutdown {
  readonly #streams = new Set<LiveStream>();
  readonly #epoch = randomBytes(6).toString('hex');

  constructor(
    private readonly bus: LiveBus,
    private readonly callers: CallerResolver,
    private readonly tickets: TicketsService,
    private readonly changes: AccessChanges,
  ) {}

  onModuleInit(): void {
    this.changes.subscribe((change) => {
      for (const stream of this.#streams)
        if (change === 'unknown' || stream.isOf(change)) void stream.recheck();
    });
  }

  @Route(live.stream)
  stream(@From() caller: Caller, @Req() request: ApiRequest, @Res() reply: FastifyReply): void {
    reply.hijack();
    const stream: LiveStream = new LiveStream({
      bus: this.bus,
      epoch: this.#epoch,
      response: reply.raw,
      caller,
      lastEventId: request.headers['last-event-id'] as string | undefined,
      tokenEnds: endOf(request.headers.authorization),
      recheck: async () => {
        const now = await this.callers.resolve(request);
        requireAccess(live.stream, now);
        return now;
      },
      onEnd: () => this.#streams.delete(stream),
    });
    this.#streams.add(stream);
    this.changes.start();
  }

  @Route(live.presence)
  async presence(
    @From() caller: Caller,
    @Input() { params, body }: InputOf<typeof live.presence>,
  ): Promise<void> {
    const { departmentId } = await this.tickets.audienceOf(caller, params.id);
    this.bus.publish({
      tenantId: caller.tenantId,
      type: 'presence',
      data: { ticket_id: params.id, user: { id: caller.userId, name: caller.name }, state: body.state },
      // Who of the desk looks at a ticket is the desk's own matter.
      audience: { departmentIds: [departmentId], customer: null },
    });
  }

  beforeApplicationShutdown(): void {
    for (const stream of this.#streams) stream.end();
  }
}

/** When a bearer ends, which has been found good before. */
function endOf(authorization = ''): number {
  const payload = authorization.split('.')[1] ?? '';
  const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp?: number };
  return (exp ?? Infinity) * 1_000;
}

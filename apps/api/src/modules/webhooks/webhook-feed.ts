import { Injectable } from '@nestjs/common';
import type { TicketSummary, WebhookEvent } from '@noxdesk/contracts';
import { isFinished } from '@noxdesk/domain';
import { v7 as uuidv7 } from 'uuid';
import { TenantCache } from '../../platform/database/tenant-cache.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { type TicketChanged, type TicketEvent, TicketEvents } from '../tickets/ticket-events.js';
import { TicketsService } from '../tickets/tickets.service.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { deliverWebhookJob } from './webhook-jobs.js';

interface Told {
  type: WebhookEvent;
  data: Record<string, unknown>;
}

/**
 * Turns what happens to tickets into deliveries, in the transaction that caused it: what is committed is delivered,
 * what is rolled back was never told. The payload holds the ticket as the step left it.
 */
@Injectable()
export class WebhookFeed {
  constructor(
    private readonly cache: TenantCache,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly tickets: TicketsService,
    private readonly outbox: Outbox,
    events: TicketEvents,
  ) {
    events.on('ticket.created', (event) =>
      this.#tell(event, ['ticket.created'], async () => [
        {
          type: 'ticket.created',
          data: { message: await this.tickets.messageSnapshot(event.message.id) },
        },
      ]),
    );
    events.on('message.created', (event) => {
      const type = event.messageType === 'note' ? 'note.created' : 'message.created';
      return this.#tell(event, [type], async () => [
        { type, data: { message: await this.tickets.messageSnapshot(event.message.id) } },
      ]);
    });
    events.on('ticket.changed', (event) => {
      const types = typesOf(event);
      const data = { changes: event.changes };
      return this.#tell(event, types, async () => types.map((type) => ({ type, data })));
    });
    events.on('sla.alert', (event) => {
      const { target, cycle, percent, at } = event.alert;
      const type = percent === 100 ? 'sla.breach' : 'sla.warning';
      const data = { alert: { target, cycle, percent, due_at: new Date(at).toISOString() } };
      return this.#tell(event, [type], async () => [{ type, data }]);
    });
  }

  async #tell(
    event: TicketEvent,
    types: readonly WebhookEvent[],
    tell: () => Promise<Told[]>,
  ): Promise<void> {
    const wanted = (await this.#subscribed()).filter((hook) =>
      hook.events.some((type) => types.includes(type)),
    );
    if (wanted.length === 0) return;
    const ticket = await this.tickets.snapshot(event.ticketId);
    for (const told of await tell()) {
      const body = JSON.stringify(payloadOf(event, ticket, told));
      for (const hook of wanted.filter(({ events }) => events.includes(told.type))) {
        await this.#queue(hook.id, told.type, body, event.at);
      }
    }
  }

  async #queue(webhookId: string, event: WebhookEvent, body: string, at: Date): Promise<void> {
    const id = uuidv7();
    await this.deliveries.add({
      id,
      webhook_id: webhookId,
      message_id: id,
      event,
      body,
      created_at: at,
    });
    await this.outbox.add(deliverWebhookJob, { deliveryId: id });
  }

  #subscribed() {
    return this.cache.get('webhooks', () => this.deliveries.subscribed());
  }
}

const payloadOf = ({ actor, at }: TicketEvent, ticket: TicketSummary, { type, data }: Told) => ({
  type,
  timestamp: at.toISOString(),
  data: {
    ticket,
    actor: { kind: actor.kind, id: actor.kind === 'system' ? null : actor.userId },
    ...data,
  },
});

function typesOf({ changes }: TicketChanged): WebhookEvent[] {
  const types: WebhookEvent[] = ['ticket.updated'];
  const { from, to } = changes.status ?? {};
  if (to === 'resolved') types.push('ticket.resolved');
  if (to === 'closed') types.push('ticket.closed');
  if (from && to && isFinished(from) && !isFinished(to)) types.push('ticket.reopened');
  return types;
}

import { z } from 'zod';
import { defineEndpoint } from './endpoint.js';
import { uuid } from './common.js';

/** The kinds of live events; each carries ids and a version, and whoever hears of one reads the rest. */
export const LIVE_EVENTS = [
  'hello',
  'resync',
  'ticket.created',
  'ticket.changed',
  'message.created',
  'sla.alert',
  'presence',
  'notification',
] as const;
export type LiveEventType = (typeof LIVE_EVENTS)[number];

export const presenceState = z.enum(['viewing', 'typing', 'left']);

export const liveEndpoints = {
  stream: defineEndpoint({
    id: 'live.stream',
    tag: 'Live',
    summary: 'What happens, as server-sent events; resumed with Last-Event-ID, `resync` where that cannot be',
    method: 'GET',
    path: 'live/',
    access: 'ticketing',
    scopes: ['tickets:read'],
    status: 200,
    produces: 'text/event-stream',
  }),
  presence: defineEndpoint({
    id: 'live.presence',
    tag: 'Live',
    summary: 'Tell colleagues that you look at or write to a ticket',
    method: 'POST',
    path: 'tickets/:id/presence/',
    access: 'staff',
    scopes: ['tickets:write'],
    params: z.strictObject({ id: uuid }),
    body: z.strictObject({ state: presenceState }),
    status: 204,
    problems: ['not_found'],
  }),
};

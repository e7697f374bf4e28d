import { z } from 'zod';
import { defineEndpoint } from './endpoint.js';

export const confirmation = z
  .strictObject({
    ticket: z.strictObject({ number: z.string(), subject: z.string() }),
    state: z
      .enum(['confirmable', 'confirmed', 'open'])
      .meta({ description: 'open: the ticket is not resolved now, so there is nothing to confirm' }),
  })
  .meta({ id: 'Confirmation' });
export type Confirmation = z.infer<typeof confirmation>;

const confirmationParams = z.strictObject({ token: z.string().min(1).max(200) });

/** What the link of a resolution mail leads to: its token stands for the requester of one ticket. */
export const confirmationEndpoints = {
  get: defineEndpoint({
    id: 'confirmations.get',
    tag: 'Tickets',
    summary: 'What a confirmation link is about; changes nothing',
    method: 'GET',
    path: 'confirmations/:token/',
    access: 'public',
    scopes: [],
    params: confirmationParams,
    status: 200,
    response: confirmation,
    problems: ['not_found'],
  }),
  confirm: defineEndpoint({
    id: 'confirmations.confirm',
    tag: 'Tickets',
    summary: 'Confirm that the ticket is resolved: it closes',
    method: 'POST',
    path: 'confirmations/:token/',
    access: 'public',
    scopes: [],
    params: confirmationParams,
    status: 200,
    response: confirmation,
    problems: ['not_found', 'transition_not_allowed'],
  }),
};

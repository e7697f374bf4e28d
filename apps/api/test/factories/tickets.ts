import type { Message, Ticket } from '@noxdesk/contracts';
import type { TestApp } from '../support/app.js';

/** Opens a ticket through the API as the bearer of the token. */
export async function openTicket(
  app: TestApp,
  token: string,
  input: Record<string, unknown> = {},
): Promise<Ticket> {
  const { body = 'No puedo entrar en el panel.', ...rest } = input;
  const response = await app.request({
    method: 'POST',
    path: 'tickets/',
    token,
    body: { subject: 'No funciona', department: 1, messages: [{ body }], ...rest },
  });
  if (response.statusCode !== 201) throw new Error(`Not created: ${response.body}`);
  return response.json<Ticket>();
}

export async function reply(
  app: TestApp,
  token: string,
  ticketId: string,
  body: Record<string, unknown> | string,
): Promise<Message> {
  const response = await app.request({
    method: 'POST',
    path: `tickets/${ticketId}/reply/`,
    token,
    body: typeof body === 'string' ? { body } : body,
  });
  if (response.statusCode !== 201) throw new Error(`Not added: ${response.body}`);
  return response.json<Message>();
}

export async function getTicket(app: TestApp, token: string, id: string): Promise<Ticket> {
  const response = await app.request({ path: `tickets/${id}/`, token });
  if (response.statusCode !== 200) throw new Error(`Not found: ${response.body}`);
  return response.json<Ticket>();
}

export async function change(app: TestApp, token: string, id: string, body: Record<string, unknown>) {
  return app.request({ method: 'PATCH', path: `tickets/${id}/`, token, body });
}

import { idOf, make, type RequestFor, resource, SENT, unique } from './request.js';
import { openFor, SECRETS, type World } from './world.js';

async function viewOf(world: World): Promise<string> {
  const body = { name: unique('view'), query: 'status=open' };
  return `views/${(await make(world.app, world.people.agent.token, 'views/', body)).id}/`;
}

async function taggedFor(world: World): Promise<string> {
  const name = unique('tag');
  const { id } = await openFor(world);
  await world.app.request({
    method: 'PATCH',
    path: `tickets/${id}/`,
    token: world.people.admin.token,
    body: { tags: [name] },
  });
  return name;
}

async function undoOf(world: World): Promise<string | undefined> {
  const ticket = await openFor(world);
  const body = { tickets: [ticket.id], changes: { priority: 'low' } };
  return (await make(world.app, world.people.agent.token, 'bulk/', body)).undo;
}

/** The desk: tickets, their threads, and what people work on them with. */
export const TICKET_REQUESTS: Record<string, RequestFor> = {
  'tickets.create': () => ({
    path: 'tickets/',
    body: { subject: unique('subject', SENT), department: 1, messages: [{ body: 'Hola' }] },
  }),
  'tickets.list': () => ({ path: `tickets/?search=${SECRETS.tenant}&limit=100` }),
  'tickets.get': (_, { ticket }) => ({ path: `tickets/${ticket.id}/` }),
  'tickets.change': (_, { ticket }) => ({ path: `tickets/${ticket.id}/`, body: { priority: 'high' } }),
  'tickets.reply': (_, { ticket }) => ({ path: `tickets/${ticket.id}/reply/`, body: { body: 'Gracias' } }),
  'tickets.reply (note)': (_, { ticket }) => ({
    path: `tickets/${ticket.id}/reply/`,
    body: { body: 'Entre nosotros', message_type: 'note' },
  }),
  'attachments.download': (_, { attachment }) => ({ path: `attachments/${attachment}/` }),
  'attachments.preview': (_, { attachment }) => ({ path: `attachments/${attachment}/preview/` }),
  'attachments.limits': () => ({ path: 'attachment-limits/' }),
  'attachments.download (of a note)': ({ noteFile }) => ({ path: `attachments/${noteFile}/` }),
  'confirmations.get': (_, { confirmation }) => ({ path: `confirmations/${confirmation}/` }),
  'confirmations.confirm': async ({ app, people }, { ticket, confirmation }) => {
    await app.request({
      method: 'PATCH',
      path: `tickets/${ticket.id}/`,
      token: people.agent.token,
      body: { status: 'resolved' },
    });
    return { path: `confirmations/${confirmation}/` };
  },
  'live.stream': () => ({ path: 'live/' }),
  'live.presence': (_, { ticket }) => ({
    path: `tickets/${ticket.id}/presence/`,
    body: { state: 'viewing' },
  }),
  'bulk.change': async (world) => ({
    path: 'bulk/',
    body: { tickets: [(await openFor(world)).id], changes: { priority: 'low' } },
  }),
  'bulk.undo': async (world) => ({ path: 'bulk/undo/', body: { undo: await undoOf(world) } }),
  'views.list': () => ({ path: 'views/' }),
  'views.create': () => ({ path: 'views/', body: { name: unique('view', SENT), query: 'status=open' } }),
  'views.create (for all)': () => ({
    path: 'views/',
    body: { name: unique('view', SENT), query: 'status=open', scope: 'tenant' },
  }),
  'views.change': async (world) => ({ path: await viewOf(world), body: { query: 'status=new' } }),
  'views.remove': async (world) => ({ path: await viewOf(world) }),
  'views.counts': () => ({ path: 'views/counts/', body: { queries: [''] } }),
  'drafts.get': (_, { ticket }) => ({ path: `drafts/${ticket.id}/` }),
  'drafts.save': (_, { ticket }) => ({ path: `drafts/${ticket.id}/`, body: { body: 'Borrador' } }),
  'drafts.discard': (_, { ticket }) => ({ path: `drafts/${ticket.id}/` }),
  ...resource('canned-replies', (_, word) => ({ title: unique('reply', word), body: 'Hola' }), {
    body: 'Otra',
  }),
  ...resource('macros', (_, word) => ({ name: unique('macro', word), changes: { priority: 'low' } }), {
    changes: { priority: 'high' },
  }),
  'macros.apply': async (world) => ({
    path: `macros/${await idOf(world, 'macros', { name: unique('macro'), changes: { priority: 'low' } })}/apply/`,
    body: { tickets: [(await openFor(world)).id] },
  }),
  'tags.list': () => ({ path: 'tags/' }),
  'tags.change': async (world) => {
    const from = await taggedFor(world);
    return { path: 'tags/rename/', body: { from, to: unique('tag', SENT) } };
  },
  'tags.remove': async (world) => ({ path: 'tags/remove/', body: { name: await taggedFor(world) } }),
  'links.add': async (world, { ticket }) => ({
    path: `tickets/${ticket.id}/links/`,
    body: { ticket: (await openFor(world)).id },
  }),
  'links.remove': async (world, { ticket }) => {
    const other = (await openFor(world)).id;
    await make(world.app, world.people.admin.token, `tickets/${ticket.id}/links/`, { ticket: other });
    return { path: `tickets/${ticket.id}/links/${other}/` };
  },
  'tickets.merge': async (world) => ({
    path: `tickets/${(await openFor(world)).id}/merge/`,
    body: { into: (await openFor(world)).id },
  }),
  'tickets.unmerge': async (world) => {
    const [one, two] = [(await openFor(world)).id, (await openFor(world)).id];
    await make(world.app, world.people.admin.token, `tickets/${one}/merge/`, { into: two });
    return { path: `tickets/${one}/unmerge/` };
  },
  'messages.split': (_, { ticket }) => ({
    path: `tickets/${ticket.id}/messages/${ticket.messages[0]!.id}/split/`,
    body: { subject: unique('subject', SENT) },
  }),
  'held-replies.hold': (_, { ticket }) => ({
    path: `tickets/${ticket.id}/held-replies/`,
    body: { body: 'Enseguida' },
  }),
  'held-replies.take-back': async (world, { ticket }) => {
    const path = `tickets/${ticket.id}/held-replies/`;
    const held = await make(world.app, world.people.agent.token, path, { body: 'Enseguida' });
    return { path: `held-replies/${held.id}/` };
  },
  'notifications.list': () => ({ path: 'notifications/' }),
  'notifications.read': () => ({ path: 'notifications/read/', body: {} }),
};

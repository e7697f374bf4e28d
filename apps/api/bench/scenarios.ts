import type pg from 'pg';
import type { Shape } from './floor/plan.js';
import type { Shot } from './measure/load.js';

/** Ticket ids and words of the data at hand that requests are made with. */
export interface Samples {
  /** Ids of open tickets that somebody has, to be written to. */
  open: string[];
  threadOf10: string[];
  threadOf20: string[];
  threadOf500: string[];
  number: number;
  department: number;
  /** How many pages of 100 to go down before the page at depth. */
  depth: number;
}

export interface Scenario {
  name: string;
  /** One line for the table. */
  label: string;
  kind: 'read' | 'write';
  shape: Shape;
  /** Processor time that a request may cost at 100,000 tickets, application and database, in milliseconds. */
  cpuGoal?: number;
  /** The tickets asked for in turn; none where the request is the same each time. */
  targets?: (samples: Samples) => readonly string[];
  shot: (target: string, turn: number, samples: Samples) => Shot;
}

export const GOAL = { read: 0.7, write: 0.6 } as const;

const API = '/tickets/api/tickets/';
const list = (query: Record<string, string>): Shot => ({
  method: 'GET',
  path: `${API}?${new URLSearchParams(query)}`,
});
const get = (id: string): Shot => ({ method: 'GET', path: `${API}${id}/` });

const BODY = `Hola, no puedo entrar en el panel desde esta mañana. Al escribir la contraseña aparece un error y la página
se queda cargando. He probado con otro navegador y con el teléfono, y pasa lo mismo. ¿Pueden revisarlo, por favor?`;

/** What agents keep as views: states, departments, who has it, what is late. */
const VIEWS = [
  ...['new', 'open', 'pending', 'on_hold', 'resolved', 'new,open', 'open,pending'].map(
    (status) => `status=${status}`,
  ),
  ...['new', 'open', 'pending', 'on_hold'].map((status) => `status=${status}&assignee=me`),
  ...['new', 'open', 'pending', 'on_hold'].map((status) => `status=${status}&department=1`),
  'assignee=none&status=new,open',
  'sla=breached&status=new,open,pending',
  'sla=due_soon&status=new,open,pending',
  'priority=critical,urgent&status=open',
  'assignee=me&status=resolved',
];

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'list',
    label: 'list, two filters',
    kind: 'read',
    shape: 'list',
    cpuGoal: 1,
    shot: (_, __, { department }) =>
      list({ status: 'open,pending', department: String(department), limit: '25' }),
  },
  { name: 'list_default', label: 'list, no filter', kind: 'read', shape: 'list', shot: () => list({}) },
  {
    name: 'list_depth',
    label: 'page at depth',
    kind: 'read',
    shape: 'list',
    // The page's own path is found by walking there.
    shot: () => list({ ordering: '-created_at' }),
  },
  {
    name: 'search_number',
    label: 'search, a number',
    kind: 'read',
    shape: 'list',
    shot: (_, __, { number }) => list({ search: `TK-${String(number).padStart(6, '0')}` }),
  },
  {
    name: 'search_two_words',
    label: 'search, two words',
    kind: 'read',
    shape: 'list',
    cpuGoal: 4,
    shot: () => list({ search: 'garantia monitor' }),
  },
  {
    name: 'search_rare',
    label: 'search, a rare word',
    kind: 'read',
    shape: 'list',
    shot: () => list({ search: 'err4321' }),
  },
  {
    name: 'search_common',
    label: 'search, a common word',
    kind: 'read',
    shape: 'list',
    shot: () => list({ search: 'factura' }),
  },
  {
    name: 'detail_10',
    label: 'thread of 10',
    kind: 'read',
    shape: 'ticket',
    cpuGoal: 1,
    targets: ({ threadOf10 }) => threadOf10,
    shot: get,
  },
  {
    name: 'detail_20',
    label: 'thread of 20',
    kind: 'read',
    shape: 'ticket',
    targets: ({ threadOf20 }) => threadOf20,
    shot: get,
  },
  {
    name: 'detail_500',
    label: 'thread of 500',
    kind: 'read',
    shape: 'ticket',
    targets: ({ threadOf500 }) => threadOf500,
    shot: get,
  },
  {
    name: 'counts_20',
    label: 'counts of 20 views',
    kind: 'read',
    shape: 'counts',
    shot: () => ({ method: 'POST', path: '/tickets/api/views/counts/', body: { queries: VIEWS } }),
  },
  {
    name: 'create',
    label: 'create',
    kind: 'write',
    shape: 'opened',
    cpuGoal: 1.5,
    shot: () => ({
      method: 'POST',
      path: API,
      body: {
        subject: 'No puedo entrar en el panel',
        department: 1,
        priority: 'high',
        messages: [{ body: BODY }],
      },
    }),
  },
  {
    name: 'reply',
    label: 'reply',
    kind: 'write',
    shape: 'message',
    targets: ({ open }) => open,
    shot: (id) => ({ method: 'POST', path: `${API}${id}/reply/`, body: { body: BODY } }),
  },
  {
    name: 'patch',
    label: 'patch',
    kind: 'write',
    shape: 'ticket',
    targets: ({ open }) => open,
    // Another priority each time the ticket's turn comes: a change that changes nothing would write nothing.
    shot: (id, turn) => ({
      method: 'PATCH',
      path: `${API}${id}/`,
      body: { priority: turn % 2 === 0 ? 'urgent' : 'low' },
    }),
  },
];

/** Looks in the data, where the agent sees them, for what the scenarios ask for. @param client past row-level security */
export async function findSamples(client: pg.ClientBase, tenantId: number): Promise<Samples> {
  const ids = async (where: string, most: number) => {
    const text = `SELECT id FROM tickets WHERE tenant_id = $1 AND department_id = 1 AND ${where} ORDER BY md5(id::text) LIMIT $2`;
    const { rows } = await client.query<{ id: string }>(text, [tenantId, most]);
    if (rows.length === 0) throw new Error(`The data have no ticket with ${where}`);
    return rows.map(({ id }) => id);
  };
  const { rows } = await client.query<{ tickets: number }>(
    'SELECT last_ticket_number AS tickets FROM tenant_counters WHERE tenant_id = $1',
    [tenantId],
  );
  const tickets = rows[0]!.tickets;
  return {
    open: await ids(`status = 'open' AND priority = 2 AND message_count < 30`, 2_000),
    threadOf10: await ids('message_count = 10', 200),
    threadOf20: await ids('message_count = 20', 200),
    threadOf500: await ids('message_count = 500', 20),
    number: Math.floor(tickets / 2),
    department: 1,
    depth: 40,
  };
}

import type { BodyInputOf, Ticket, TicketSummary } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notify } from '../notices.js';
import { call, endpoints, isApiError } from '../api/index.js';
import { problemMessage } from '../api/problem-message.js';
import { eventText } from './event-text.js';
import { sameValue } from './same-value.js';
import { listedTicket, patchListed, putTicket, ticketOptions } from './queries.js';

export type Change = BodyInputOf<typeof endpoints.tickets.change>;

/** A ticket as a list or its page holds it; only the page knows who follows it. */
type Changeable = TicketSummary & { cc?: string[] };

interface Request {
  ticket: Changeable;
  change: Change;
  /** How the change looks before the server has answered. */
  preview: Partial<Changeable>;
  /** Told when done; offers the way back. */
  told?: string;
}

/** The change that takes another one back. */
export function inverse(ticket: Changeable, change: Change): Change {
  const back: Change = {};
  if (change.status !== undefined) back.status = ticket.status;
  if (change.priority !== undefined) back.priority = ticket.priority;
  if (change.department !== undefined) back.department = ticket.department.id;
  if (change.assignee !== undefined) back.assignee = ticket.assignee?.id ?? null;
  if (change.subject !== undefined) back.subject = ticket.subject;
  if (change.tags !== undefined) back.tags = ticket.tags;
  if (change.cc !== undefined) back.cc = ticket.cc ?? [];
  return back;
}

/** The event that tells of a change to each field. */
const KIND_OF: Record<keyof Change, string> = {
  status: 'status_changed',
  priority: 'priority_changed',
  assignee: 'assigned',
  department: 'department_changed',
  subject: 'subject_changed',
  tags: 'tags_changed',
  cc: 'cc_changed',
};
const MOST_TOLD = 20;
const OVERTAKEN_MS = 20_000;

/** Somebody else has changed the same meanwhile: whoever changes it over them is to see that first. */
class Overtaken extends Error {
  constructor(
    readonly fresh: Ticket,
    readonly fields: readonly (keyof Change)[],
  ) {
    super('changed by somebody else meanwhile');
  }
}

/**
 * Sends a change under the version it was made on. When the ticket has moved on meanwhile and nobody touched the
 * same fields, the change still means what it meant and is sent again; otherwise the caller has to look.
 */
async function send({ ticket, change }: Request): Promise<Ticket> {
  const params = { id: ticket.id };
  try {
    return await call(endpoints.tickets.change, { params, body: change, version: ticket.version });
  } catch (error) {
    if (!isApiError(error, 'precondition_failed')) throw error;
    const fresh = await call(endpoints.tickets.get, { params });
    const touched = Object.keys(change) as (keyof Change)[];
    if (!touched.every((field) => sameValue(fresh[field], ticket[field])))
      throw new Overtaken(fresh, touched);
    return call(endpoints.tickets.change, { params, body: change, version: fresh.version });
  }
}

/** Changes a ticket: at once on the screen, then on the server, with a way back. */
export function useChangeTicket() {
  const client = useQueryClient();
  const { t, i18n } = useLingui();
  /** Says who has changed what, and offers to change it all the same. */
  function tellOvertaken({ fresh, fields }: Overtaken, request: Request): void {
    putTicket(client, fresh);
    const { number } = fresh;
    const since = fresh.messages.filter(({ event }) => event !== null).slice(-MOST_TOLD);
    const lines = since.flatMap(({ event, author }) => {
      if (!event || !fields.some((field) => KIND_OF[field] === event.kind)) return [];
      const text = eventText(event, (descriptor) => i18n._(descriptor), author.name);
      return text === null ? [] : `${author.name} ${text}`;
    });
    notify({
      text: t`${number}: alguien lo ha cambiado mientras tanto`,
      lines: lines.slice(-1),
      action: {
        label: t`Cambiarlo igualmente`,
        perform: () => mutation.mutate({ ...request, ticket: fresh }),
      },
      lastsMs: OVERTAKEN_MS,
    });
  }
  const mutation = useMutation({
    mutationFn: send,
    onMutate: ({ ticket, preview }) => {
      const key = ticketOptions(ticket.id).queryKey;
      const before = client.getQueryData<Ticket>(key);
      const listed = listedTicket(client, ticket.id);
      if (before) client.setQueryData(key, { ...before, ...preview });
      patchListed(client, ticket.id, preview);
      return { before, listed };
    },
    onSuccess: (changed, { ticket, change, told }) => {
      putTicket(client, changed);
      if (!told) return;
      notify({
        text: told,
        undo: () => mutation.mutate({ ticket: changed, change: inverse(ticket, change), preview: {} }),
      });
    },
    onError: (error, request, saved) => {
      const { ticket } = request;
      if (saved?.before) client.setQueryData(ticketOptions(ticket.id).queryKey, saved.before);
      if (saved?.listed) patchListed(client, ticket.id, saved.listed);
      void client.invalidateQueries({ queryKey: ['ticket', ticket.id] });
      if (error instanceof Overtaken) tellOvertaken(error, request);
      else notify({ text: `${ticket.number}: ${i18n._(problemMessage(error))}`, tone: 'danger' });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['tickets'] }),
  });
  return {
    ...mutation,
    /** Says what changed, for the notice: «TK-000042: Resuelto». */
    tell: (ticket: TicketSummary, what: string) => t`${ticket.number}: ${what}`,
  };
}

import type { Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router-dom';
import { call, endpoints, isApiError } from '../../lib/api/index.js';
import { problemMessage } from '../../lib/api/problem-message.js';
import { notify } from '../../lib/notices.js';
import { putTicket } from '../../lib/tickets/queries.js';

/** Relates and merges tickets and splits messages off; each with a way back. */
export function useRelations(ticket: Ticket) {
  const { t, i18n } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  const params = { id: ticket.id };

  async function run(work: () => Promise<Ticket>): Promise<Ticket | null> {
    try {
      const changed = await work();
      putTicket(client, changed);
      for (const { id } of changed.related) void client.invalidateQueries({ queryKey: ['ticket', id] });
      void client.invalidateQueries({ queryKey: ['tickets'] });
      return changed;
    } catch (error) {
      const why = isApiError(error) ? error.errors[0]?.message : undefined;
      notify({ text: why ?? i18n._(problemMessage(error)), tone: 'danger' });
      return null;
    }
  }

  const link = async (other: string): Promise<boolean> => {
    const changed = await run(() => call(endpoints.links.add, { params, body: { ticket: other } }));
    const linked = changed?.related.find(({ id, number }) => id === other || number === other);
    if (linked) notify({ text: t`Relacionado con ${linked.number}`, undo: () => void unlink(linked.id) });
    return changed !== null;
  };
  const unlink = (other: string) => run(() => call(endpoints.links.remove, { params: { ...params, other } }));
  const unmerge = () => run(() => call(endpoints.links.unmerge, { params }));
  const merge = async (into: string): Promise<boolean> => {
    const changed = await run(() => call(endpoints.links.merge, { params, body: { into } }));
    const target = changed?.related.find(({ kind }) => kind === 'merged_into');
    if (!target) return false;
    notify({ text: t`${ticket.number} fusionado en ${target.number}`, undo: () => void unmerge() });
    void navigate(`/${target.id}/`);
    return true;
  };
  const split = async (message: string, subject: string): Promise<boolean> => {
    const made = await run(() =>
      call(endpoints.links.split, { params: { ...params, message }, body: subject ? { subject } : {} }),
    );
    if (!made) return false;
    void client.invalidateQueries({ queryKey: ['ticket', ticket.id] });
    notify({ text: t`${made.number} creado` });
    void navigate(`/${made.id}/`);
    return true;
  };
  return { link, unlink, merge, unmerge, split };
}

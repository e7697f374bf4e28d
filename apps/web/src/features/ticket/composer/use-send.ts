import type { Ticket } from '@noxdesk/contracts';
import type { TicketStatus } from '@noxdesk/domain';
import { useLingui } from '@lingui/react/macro';
import { useNavigate } from 'react-router-dom';
import { useHeldReply } from '../../../components/compose/use-held-reply.js';
import { useReply } from '../../../components/compose/use-reply.js';
import { call, endpoints, isApiError } from '../../../lib/api/index.js';
import { problemMessage } from '../../../lib/api/problem-message.js';
import { giveBack } from '../../../lib/held/given-back.js';
import { addHeld, dropHeld } from '../../../lib/held/held.js';
import { dismiss, notify } from '../../../lib/notices.js';
import type { Mode } from './mode-tabs.js';

export interface Message {
  mode: Mode;
  text: string;
  html: string | null;
  files: readonly File[];
  status?: TicketStatus | undefined;
  mentions: readonly string[];
  /** Takes back what was changed along with it. */
  onTakenBack: () => void;
}

/** Pictures among the words are shown from memory; what is sent names them by their file. */
const forSending = (html: string) =>
  html.replace(/<img\b[^>]*\bdata-file="([^"]*)"[^>]*>/g, (_image, file: string) => {
    const name = new DOMParser().parseFromString(file, 'text/html').documentElement.textContent ?? '';
    return `<img src="cid:${encodeURIComponent(name)}" alt="${file}">`;
  });

/** Sends what was written: a note at once, an answer so that it can be taken back for some seconds, to its ticket. */
export function useSend(ticket: Ticket) {
  const { t, i18n } = useLingui();
  const navigate = useNavigate();
  const note = useReply(ticket, { guarded: true });
  const held = useHeldReply(ticket);

  async function takeBack(id: string, message: Message): Promise<void> {
    try {
      await call(endpoints.heldReplies.takeBack, { params: { id } });
      dropHeld(id);
      message.onTakenBack();
      if (!giveBack(ticket.id, message)) void navigate(`/${ticket.id}/`);
    } catch (error) {
      const late = isApiError(error, 'not_found');
      notify({ text: late ? t`Ya se había enviado.` : i18n._(problemMessage(error)), tone: 'danger' });
    }
  }

  async function send(message: Message): Promise<void> {
    const { mode, text, html, files, status, mentions } = message;
    const body = {
      body: text,
      message_type: mode,
      ...(html !== null && { body_html: forSending(html) }),
      ...(mentions.length > 0 && { mentions: [...mentions] }),
      ...(status && { status }),
    };
    if (mode === 'note') {
      await note.mutateAsync({ body, files });
      return;
    }
    const answer = await held.mutateAsync({ body, files });
    let shown = 0;
    const undo = () => {
      dismiss(shown);
      void takeBack(answer.id, message);
    };
    const lastsMs = addHeld({ ...answer, text, takeBack: undo });
    shown = notify({ text: t`Respuesta enviada a ${ticket.number}`, undo, lastsMs });
  }

  const current = held.progress === null ? note : held;
  return {
    send,
    busy: note.isPending || held.isPending,
    progress: current.progress,
    cancel: current.cancel,
  };
}

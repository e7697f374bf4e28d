import type { Message, Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import { type FormEvent, useId } from 'react';
import { Button } from '../../components/ui/button.js';
import { Dialog } from '../../components/ui/dialog.js';
import { TextField } from '../../components/ui/field.js';
import { useRelations } from './use-relations.js';

/** Makes a ticket of its own of one message. */
export default function SplitDialog({
  ticket,
  message,
  onClose,
}: {
  ticket: Ticket;
  message: Message;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const id = useId();
  const { split } = useRelations(ticket);
  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const subject = String(new FormData(event.currentTarget).get('subject')).trim();
    if (await split(message.id, subject)) onClose();
  }
  return (
    <Dialog
      title={t`Dividir en un ticket nuevo`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t`Cancelar`}</Button>
          <Button type="submit" form={id} variant="primary">
            {t`Crear el ticket`}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <TextField
          label={t`Asunto`}
          name="subject"
          maxLength={255}
          autoFocus
          required
          defaultValue={ticket.subject}
        />
        <blockquote className="border-line text-text-muted line-clamp-6 border-l-2 pl-3 whitespace-pre-wrap">
          {message.body}
        </blockquote>
      </form>
    </Dialog>
  );
}

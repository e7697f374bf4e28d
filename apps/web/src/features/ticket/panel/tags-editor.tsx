import type { Ticket } from '@noxdesk/contracts';
import { useLingui } from '@lingui/react/macro';
import type { RefObject } from 'react';
import { useChangeTicket } from '../../../lib/tickets/change.js';
import { useTags } from '../../../lib/tickets/tags.js';
import { ChipEditor } from './chip-editor.js';

const MAX_TAGS = 30;

export function TagsEditor({ ticket, field }: { ticket: Ticket; field: RefObject<HTMLInputElement | null> }) {
  const { t } = useLingui();
  const change = useChangeTicket();
  const known = useTags();
  return (
    <ChipEditor
      ref={field}
      values={ticket.tags}
      most={MAX_TAGS}
      maxLength={50}
      label={t`Añadir etiqueta`}
      removeLabel={(tag) => t`Quitar la etiqueta ${tag}`}
      known={known}
      onChange={(tags) => change.mutate({ ticket, change: { tags }, preview: { tags } })}
    />
  );
}

import type { Ticket } from '@noxdesk/contracts';
import type { TicketPriority, TicketStatus } from '@noxdesk/domain';
import { useLingui } from '@lingui/react/macro';
import { ChevronDown } from 'lucide-react';
import type { ReactElement } from 'react';
import { PriorityBars, StatusRing } from '../../components/ticket/marks.js';
import { Avatar } from '../../components/ui/avatar.js';
import { type Choice, Picker } from '../../components/ui/listbox.js';
import { usesPointer } from '../../lib/input-modality.js';
import { useMe } from '../../lib/session.js';
import { type Change, useChangeTicket } from '../../lib/tickets/change.js';
import { PRIORITIES, PRIORITY_LABEL, STATUSES, STATUS_LABEL } from '../../lib/tickets/labels.js';
import { useAssignees, useDepartments } from '../../lib/tickets/queries.js';

export type Field = 'status' | 'priority' | 'assignee' | 'department';

interface TicketFieldsProps {
  ticket: Ticket;
  open: Field | null;
  onOpen: (field: Field | null) => void;
  /** Told once a value was chosen with the pointer: next comes the answer. */
  onPicked: () => void;
}

const NOBODY = 'none';

/** What a ticket is: each value a button that opens what it may become. */
export function TicketFields({ ticket, open, onOpen, onPicked }: TicketFieldsProps) {
  const { t, i18n } = useLingui();
  const change = useChangeTicket();
  const me = useMe();
  const departments = useDepartments().data ?? [];
  const assignees = (useAssignees().data ?? []).filter((one) =>
    one.departments.includes(ticket.department.id),
  );

  const apply = (fields: Change, preview: Partial<Ticket>, what: string) =>
    change.mutate({ ticket, change: fields, preview, told: change.tell(ticket, what) });

  const field = (
    name: Field,
    label: string,
    value: string,
    choices: readonly Choice<string>[],
    onPick: (value: string) => void,
    shown: ReactElement,
    text: string,
  ) => (
    <Picker
      label={label}
      value={value}
      choices={choices}
      filterLabel={t`Filtrar`}
      open={open === name}
      onOpenChange={(next) => onOpen(next ? name : null)}
      onPick={(picked) => {
        if (picked !== value) onPick(picked);
        // Once the list has given the focus back to its button.
        if (usesPointer()) setTimeout(onPicked);
      }}
    >
      <button
        type="button"
        className="hover:bg-hover data-popup-open:bg-hover coarse:h-11 text-13 inline-flex h-7 max-w-48 shrink-0 items-center gap-1.5 rounded-md px-1.5"
      >
        {shown}
        <span className="sr-only">{label}: </span>
        <span className="min-w-0 truncate">{text}</span>
        <ChevronDown aria-hidden className="text-text-muted size-3 shrink-0" />
      </button>
    </Picker>
  );

  const statusLabel = (status: TicketStatus) => i18n._(STATUS_LABEL[status]);
  const priorityLabel = (priority: TicketPriority) => i18n._(PRIORITY_LABEL[priority]);
  const { assignee } = ticket;
  const unassigned = t`Sin asignar`;
  return (
    <>
      {field(
        'status',
        t`Estado`,
        ticket.status,
        STATUSES.filter((status) => status === ticket.status || ticket.allowed_statuses.includes(status)).map(
          (status) => ({ value: status, label: statusLabel(status), icon: <StatusRing status={status} /> }),
        ),
        (value) => {
          const status = value as TicketStatus;
          apply({ status }, { status }, statusLabel(status));
        },
        <StatusRing status={ticket.status} />,
        statusLabel(ticket.status),
      )}
      {field(
        'priority',
        t`Prioridad`,
        ticket.priority,
        PRIORITIES.map((priority) => ({
          value: priority,
          label: priorityLabel(priority),
          icon: <PriorityBars priority={priority} />,
        })),
        (value) => {
          const priority = value as TicketPriority;
          apply({ priority }, { priority }, priorityLabel(priority));
        },
        <PriorityBars priority={ticket.priority} />,
        priorityLabel(ticket.priority),
      )}
      {field(
        'assignee',
        t`Asignado`,
        assignee?.id ?? NOBODY,
        [
          { value: NOBODY, label: unassigned },
          ...[...assignees]
            .sort((a, b) => Number(b.id === me.id) - Number(a.id === me.id))
            .map(({ id, name }) => ({
              value: id,
              label: name,
              icon: <Avatar name={name} />,
              hint: id === me.id ? t`yo` : undefined,
            })),
        ],
        (value) => {
          const next = assignees.find((one) => one.id === value) ?? null;
          const person = next && { id: next.id, name: next.name, email: next.email };
          apply({ assignee: person?.id ?? null }, { assignee: person }, person?.name ?? unassigned);
        },
        assignee ? (
          <Avatar name={assignee.name} />
        ) : (
          <span aria-hidden className="border-line-strong size-4 rounded-full border border-dashed" />
        ),
        assignee?.name ?? unassigned,
      )}
      {field(
        'department',
        t`Departamento`,
        String(ticket.department.id),
        departments.map(({ id, name }) => ({ value: String(id), label: name })),
        (value) => {
          const next = departments.find((one) => String(one.id) === value);
          if (next) apply({ department: next.id }, { department: next }, next.name);
        },
        <></>,
        ticket.department.name,
      )}
    </>
  );
}

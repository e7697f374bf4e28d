import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { TICKET_PRIORITIES, TICKET_STATUSES, type TicketPriority, type TicketStatus } from '@noxdesk/domain';

export const STATUSES: readonly TicketStatus[] = TICKET_STATUSES;
/** Most pressing first, as people choose. */
export const PRIORITIES: readonly TicketPriority[] = [...TICKET_PRIORITIES].reverse();

export const STATUS_LABEL: Record<TicketStatus, MessageDescriptor> = {
  new: msg`Nuevo`,
  open: msg`Abierto`,
  pending: msg`Pendiente Cliente`,
  on_hold: msg`En Espera`,
  resolved: msg`Resuelto`,
  closed: msg`Cerrado`,
};

export const PRIORITY_LABEL: Record<TicketPriority, MessageDescriptor> = {
  critical: msg`Crítica`,
  urgent: msg`Urgente`,
  high: msg`Alta`,
  medium: msg`Media`,
  low: msg`Baja`,
};

/** States in which somebody still has to do something. */
export const OPEN_STATUSES: readonly TicketStatus[] = ['new', 'open', 'pending', 'on_hold'];

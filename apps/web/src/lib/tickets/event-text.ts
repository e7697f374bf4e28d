import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { MessageEvent } from '@noxdesk/contracts';
import { PRIORITY_LABEL, STATUS_LABEL } from './labels.js';

/** How a value inside an event reads: a state or priority by its label, a person or department by its name. */
type Reading = (value: unknown) => string;

const nameOf: Reading = (value) => {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(nameOf).join(', ');
  if (value && typeof value === 'object') {
    if ('name' in value) return nameOf(value.name);
    if ('number' in value) return nameOf(value.number);
  }
  return '';
};

/** What happened, as the rest of a sentence that begins with who did it; null for kinds not known here. */
export function eventText(
  event: MessageEvent,
  translate: (descriptor: MessageDescriptor) => string,
  author: string,
): string | null {
  const labelled =
    (labels: Record<string, MessageDescriptor>): Reading =>
    (value) => {
      const label = labels[String(value)];
      return label ? translate(label) : nameOf(value);
    };
  const { from, to } = event;
  switch (event.kind) {
    case 'status_changed': {
      const state = labelled(STATUS_LABEL);
      const [before, after] = [state(from), state(to)];
      return translate(msg`cambió el estado de ${before} a ${after}`);
    }
    case 'priority_changed': {
      const priority = labelled(PRIORITY_LABEL);
      const [before, after] = [priority(from), priority(to)];
      return translate(msg`cambió la prioridad de ${before} a ${after}`);
    }
    case 'assigned': {
      const name = nameOf(to);
      if (name && name === author) return translate(msg`tomó el ticket`);
      return name ? translate(msg`asignó el ticket a ${name}`) : translate(msg`dejó el ticket sin asignar`);
    }
    case 'department_changed': {
      const [before, after] = [nameOf(from), nameOf(to)];
      return translate(msg`pasó el ticket de ${before} a ${after}`);
    }
    case 'subject_changed': {
      const subject = nameOf(to);
      return translate(msg`cambió el asunto a «${subject}»`);
    }
    case 'tags_changed': {
      const tags = nameOf(to);
      return tags ? translate(msg`dejó las etiquetas en ${tags}`) : translate(msg`quitó las etiquetas`);
    }
    case 'cc_changed': {
      const addresses = nameOf(to);
      return addresses ? translate(msg`dejó en copia a ${addresses}`) : translate(msg`quitó las copias`);
    }
    case 'ticket_linked':
    case 'ticket_related':
    case 'ticket_unrelated':
    case 'ticket_merged':
    case 'ticket_unmerged':
    case 'ticket_split':
      return relationText(event, translate);
    case 'sla_warning':
      return translate(WARNING[targetOf(event)]);
    case 'sla_breach':
      return translate(BREACH[targetOf(event)]);
    default:
      return null;
  }
}

function relationText(event: MessageEvent, translate: (descriptor: MessageDescriptor) => string): string {
  const ticket = nameOf(event.to ?? event.ticket);
  switch (event.direction) {
    case 'merged_into':
      return translate(msg`fusionó este ticket en ${ticket}`);
    case 'merged_from':
      return translate(msg`fusionó aquí ${ticket}`);
    case 'unmerged':
      return translate(msg`deshizo la fusión con ${ticket}`);
    case 'unlinked':
      return translate(msg`dejó de relacionar este ticket con ${ticket}`);
    case 'split_to':
      return translate(msg`dividió un mensaje en ${ticket}`);
    case 'split_from':
      return translate(msg`creó este ticket de un mensaje de ${ticket}`);
    default:
      return translate(msg`relacionó este ticket con ${ticket}`);
  }
}

type Target = 'first_response' | 'next_response' | 'resolution';

const WARNING: Record<Target, MessageDescriptor> = {
  first_response: msg`Aviso de SLA: la primera respuesta está por vencer`,
  next_response: msg`Aviso de SLA: la siguiente respuesta está por vencer`,
  resolution: msg`Aviso de SLA: la resolución está por vencer`,
};
const BREACH: Record<Target, MessageDescriptor> = {
  first_response: msg`SLA vencido: la primera respuesta no llegó a tiempo`,
  next_response: msg`SLA vencido: la siguiente respuesta no llegó a tiempo`,
  resolution: msg`SLA vencido: la resolución no llegó a tiempo`,
};
const targetOf = ({ target }: MessageEvent): Target =>
  target === 'first_response' || target === 'next_response' ? target : 'resolution';

/** SLA alerts are nobody's doing: they stand without an author. */
export const hasAuthor = (event: MessageEvent): boolean => !event.kind.startsWith('sla_');
export const isBreach = (event: MessageEvent): boolean => event.kind === 'sla_breach';

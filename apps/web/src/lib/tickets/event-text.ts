import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { MessageEvent } from '@noxdesk/contracts';
import { PRIORITY_LABEL, STATUS_LABEL } from './labels.js';

/** How a value inside an event reads: a state or priority by its label, a person or department by its name. */
type Reading = (value: unknown) => string;

const nameOf: Reading = (value) => {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(nameOf).join(', ');
  if (value && typeof value === 'object' && 'name' in value) return nameOf(value.name);
  return '';
};

/** What happened, as the rest of a sentence that begins with who did it; null for kinds not known here. */
export function eventText(
  event: MessageEvent,
  translate: (descriptor: MessageDescriptor) => string,
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
    case 'sla_warning':
      return isFirstResponse(event)
        ? translate(msg`Aviso de SLA: la primera respuesta está por vencer`)
        : translate(msg`Aviso de SLA: la resolución está por vencer`);
    case 'sla_breach':
      return isFirstResponse(event)
        ? translate(msg`SLA vencido: la primera respuesta no llegó a tiempo`)
        : translate(msg`SLA vencido: la resolución no llegó a tiempo`);
    default:
      return null;
  }
}

const isFirstResponse = (event: MessageEvent) => event.target === 'first_response';

/** SLA alerts are nobody's doing: they stand without an author. */
export const hasAuthor = (event: MessageEvent): boolean => !event.kind.startsWith('sla_');
export const isBreach = (event: MessageEvent): boolean => event.kind === 'sla_breach';

import type { Locale, MessageEvent } from '@noxdesk/contracts';
import type { SlaTarget, TicketPriority, TicketStatus } from '@noxdesk/domain';

const STATUS: Record<Locale, Record<TicketStatus, string>> = {
  es: {
    new: 'Nuevo',
    open: 'Abierto',
    pending: 'Pendiente Cliente',
    on_hold: 'En Espera',
    resolved: 'Resuelto',
    closed: 'Cerrado',
  },
  en: {
    new: 'New',
    open: 'Open',
    pending: 'Waiting for customer',
    on_hold: 'On hold',
    resolved: 'Resolved',
    closed: 'Closed',
  },
};
const PRIORITY: Record<Locale, Record<TicketPriority, string>> = {
  es: { low: 'Baja', medium: 'Media', high: 'Alta', urgent: 'Urgente', critical: 'Crítica' },
  en: { low: 'Low', medium: 'Medium', high: 'High', urgent: 'Urgent', critical: 'Critical' },
};
const TARGET: Record<Locale, Record<SlaTarget, string>> = {
  es: {
    first_response: 'la primera respuesta',
    next_response: 'la siguiente respuesta',
    resolution: 'la resolución',
  },
  en: {
    first_response: 'the first response',
    next_response: 'the next response',
    resolution: 'the resolution',
  },
};

const SENTENCES = {
  es: {
    status_changed: 'Estado: {from} → {to}',
    assigned: 'Asignado a {to}',
    unassigned: 'Sin asignar (antes: {from})',
    priority_changed: 'Prioridad: {from} → {to}',
    department_changed: 'Departamento: {from} → {to}',
    subject_changed: 'Asunto: «{from}» → «{to}»',
    tags_changed: 'Etiquetas: {from} → {to}',
    cc_changed: 'En copia: {from} → {to}',
    ticket_linked: 'Relacionado con {to}',
    ticket_related: 'Relacionado con {to}',
    ticket_unrelated: 'Ya no se relaciona con {to}',
    ticket_merged: 'Fusionado con {to}',
    ticket_unmerged: 'Separado de {to}',
    ticket_split: 'Mensaje dividido: {to}',
    sla_warning: 'Aviso de SLA: queda poco tiempo para {to}',
    sla_breach: 'SLA vencido: {to}',
    sla_escalated: 'Escalado por el SLA de {to}',
    other: 'Cambio: {to}',
    none: 'ninguna',
  },
  en: {
    status_changed: 'State: {from} → {to}',
    assigned: 'Assigned to {to}',
    unassigned: 'Unassigned (before: {from})',
    priority_changed: 'Priority: {from} → {to}',
    department_changed: 'Department: {from} → {to}',
    subject_changed: 'Subject: “{from}” → “{to}”',
    tags_changed: 'Tags: {from} → {to}',
    cc_changed: 'Copied: {from} → {to}',
    ticket_linked: 'Related to {to}',
    ticket_related: 'Related to {to}',
    ticket_unrelated: 'No longer related to {to}',
    ticket_merged: 'Merged with {to}',
    ticket_unmerged: 'Separated from {to}',
    ticket_split: 'Message split: {to}',
    sla_warning: 'SLA warning: little time is left for {to}',
    sla_breach: 'SLA breached: {to}',
    sla_escalated: 'Escalated for the SLA of {to}',
    other: 'Change: {to}',
    none: 'none',
  },
} as const satisfies Record<Locale, Record<string, string>>;

/** What a `system` message says, for readers of the plain text; clients that draw events read `event` itself. */
export function eventInWords(event: MessageEvent, locale: Locale): string {
  const words = SENTENCES[locale];
  const kind = event.kind === 'assigned' && event.to === null ? 'unassigned' : event.kind;
  const sentence = kind in words ? words[kind as keyof typeof words] : words.other;
  const from = valueInWords(event.kind, event.from, locale);
  const to = valueInWords(event.kind, subjectOf(event), locale);
  return sentence.replace('{from}', () => from).replace('{to}', () => to);
}

const subjectOf = (event: MessageEvent): unknown => event.to ?? event.ticket ?? event.target ?? event.kind;

function valueInWords(kind: string, value: unknown, locale: Locale): string {
  if (Array.isArray(value)) return value.join(', ') || SENTENCES[locale].none;
  if (typeof value === 'object' && value !== null) {
    const { name, number } = value as { name?: string; number?: string };
    return name ?? number ?? '';
  }
  const text = typeof value === 'string' ? value : '';
  if (kind === 'status_changed') return STATUS[locale][text as TicketStatus] ?? text;
  if (kind === 'priority_changed') return PRIORITY[locale][text as TicketPriority] ?? text;
  if (kind.startsWith('sla_')) return TARGET[locale][text as SlaTarget] ?? text;
  return text;
}

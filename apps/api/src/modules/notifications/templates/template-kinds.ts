import type { Locale, MailTemplateKind } from '@noxdesk/contracts';
import { targetName } from './texts.js';

interface KindOf {
  variables: readonly string[];
  /** Without these the mail would not do what it is for. */
  required: readonly string[];
}

const TICKET = ['name', 'tenant', 'department', 'number', 'subject', 'link'] as const;
const ACCOUNT = ['name', 'tenant', 'link'] as const;

/** Which variables each kind of mail knows. Those whose name ends in `link` are addresses. */
export const TEMPLATE_KINDS: Readonly<Record<MailTemplateKind, KindOf>> = {
  receipt: { variables: TICKET, required: [] },
  opened: { variables: [...TICKET, 'author', 'message'], required: ['message'] },
  reply: {
    variables: [...TICKET, 'author', 'message', 'resolved', 'confirm_link'],
    required: ['message'],
  },
  resolved: { variables: [...TICKET, 'confirm_link'], required: ['confirm_link'] },
  assigned: { variables: [...TICKET, 'author'], required: [] },
  customer_reply: { variables: [...TICKET, 'author', 'message'], required: [] },
  mention: { variables: [...TICKET, 'author', 'message'], required: [] },
  sla_warning: { variables: [...TICKET, 'target', 'percent', 'due'], required: [] },
  sla_breach: { variables: [...TICKET, 'target', 'percent', 'due'], required: [] },
  invite: { variables: ACCOUNT, required: ['link'] },
  reset: { variables: ACCOUNT, required: ['link'] },
  sign_in_link: { variables: ACCOUNT, required: ['link'] },
  password_changed: { variables: ['name', 'tenant'], required: [] },
  webhook_off: { variables: [...ACCOUNT, 'webhook', 'gone'], required: ['webhook'] },
};

export const isAddress = (variable: string) => variable === 'link' || variable.endsWith('_link');

/** Values of an example, to show what a template makes of them. */
export function sampleValues(
  locale: Locale,
  { tenant, publicUrl }: { tenant: string; publicUrl: string },
): Record<string, string> {
  const es = locale === 'es';
  return {
    name: 'Ana Ruiz',
    tenant,
    department: es ? 'Soporte Técnico' : 'Technical support',
    number: 'TK-000042',
    subject: es ? 'No puedo entrar en el panel' : 'I cannot sign in to the panel',
    link: `${publicUrl}/tickets/`,
    confirm_link: `${publicUrl}/tickets/`,
    author: 'Marta Soler',
    message: es
      ? 'Hemos restablecido tu acceso.\nPrueba otra vez y dinos si funciona.'
      : 'We have restored your access.\nPlease try again and tell us whether it works.',
    resolved: 'x',
    target: targetName(locale, 'first_response'),
    percent: '80',
    due: '2026-11-23 17:00 UTC',
    webhook: 'https://erp.example.com/webhooks',
    gone: '',
  };
}

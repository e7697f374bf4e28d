import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Notification } from '@noxdesk/contracts';

const TARGETS: Record<string, { warning: MessageDescriptor; breach: MessageDescriptor }> = {
  first_response: {
    warning: msg`La primera respuesta está por vencer`,
    breach: msg`La primera respuesta ha vencido`,
  },
  resolution: {
    warning: msg`La resolución está por vencer`,
    breach: msg`La resolución ha vencido`,
  },
};
const ANY_TARGET = { warning: msg`Un plazo está por vencer`, breach: msg`Un plazo ha vencido` };

/** What happened, in a few words; which ticket it happened to stands beside it. */
export function notificationText({ kind, data }: Pick<Notification, 'kind' | 'data'>): MessageDescriptor {
  const address = String(data.address ?? '');
  const sender = String(data.sender ?? '');
  const target = TARGETS[String(data.target)] ?? ANY_TARGET;
  switch (kind) {
    case 'assigned':
      return msg`Te han asignado un ticket`;
    case 'customer_reply':
      return msg`El cliente ha respondido`;
    case 'sla_warning':
      return target.warning;
    case 'sla_breach':
      return target.breach;
    case 'mention':
      return msg`Te han mencionado`;
    case 'mailbox_failing':
      return msg`No se lee el buzón ${address}`;
    case 'mailbox_recovered':
      return msg`El buzón ${address} vuelve a leerse`;
    case 'mailbox_ending':
      return data.secret === 'grant'
        ? msg`La autorización de ${address} caduca pronto`
        : msg`El secreto de cliente de ${address} caduca pronto`;
    case 'mail_held':
      return data.reason === 'loop'
        ? msg`Retenidos correos de ${sender}: parecen responderse solos`
        : msg`Retenidos correos de ${sender}: son demasiados`;
    case 'webhook_off':
      return msg`Un webhook se ha desactivado: su receptor no responde`;
  }
}

/** Where one sees more of it. */
export function placeOf({ kind, ticket }: Pick<Notification, 'kind' | 'ticket'>): string {
  if (ticket) return `/${ticket.id}/`;
  if (kind === 'mail_held') return '/settings/mail-in/?state=quarantined';
  return kind === 'webhook_off' ? '/settings/webhooks/' : '/settings/mail/';
}

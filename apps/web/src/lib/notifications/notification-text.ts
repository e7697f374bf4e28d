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
  }
}

import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { MailTemplateKind } from '@noxdesk/contracts';

interface Kind {
  label: MessageDescriptor;
  when: MessageDescriptor;
}

/** Each kind of mail, in the order one meets them, and to whom it goes when. */
export const KINDS: Readonly<Record<MailTemplateKind, Kind>> = {
  receipt: { label: msg`Acuse de recibo`, when: msg`Al cliente, cuando llega su solicitud` },
  opened: { label: msg`Solicitud en su nombre`, when: msg`Al cliente, cuando un agente la abre por él` },
  reply: { label: msg`Respuesta`, when: msg`Al cliente y a quienes van en copia, con cada respuesta` },
  resolved: { label: msg`Solicitud resuelta`, when: msg`Al cliente, cuando se resuelve sin respuesta` },
  assigned: { label: msg`Asignación`, when: msg`Al agente, cuando otra persona le asigna un ticket` },
  customer_reply: {
    label: msg`Respuesta del cliente`,
    when: msg`A quien lleva el ticket o a su departamento`,
  },
  mention: { label: msg`Mención`, when: msg`Al agente a quien se nombra en una nota` },
  sla_warning: { label: msg`Plazo por vencer`, when: msg`A quien lleva el ticket o a su departamento` },
  sla_breach: { label: msg`Plazo vencido`, when: msg`A quien lleva el ticket o a su departamento` },
  invite: { label: msg`Invitación`, when: msg`A quien se invita a elegir su contraseña` },
  reset: { label: msg`Contraseña olvidada`, when: msg`A quien pide una contraseña nueva` },
  sign_in_link: { label: msg`Enlace para entrar`, when: msg`Al cliente que pide entrar sin contraseña` },
  password_changed: { label: msg`Contraseña cambiada`, when: msg`A quien tiene una contraseña nueva` },
  webhook_off: { label: msg`Webhook desactivado`, when: msg`A los administradores` },
};

/** What a variable stands for. */
export const VARIABLES: Readonly<Record<string, MessageDescriptor>> = {
  name: msg`nombre de quien lo recibe`,
  tenant: msg`nombre de la empresa`,
  department: msg`departamento`,
  number: msg`número del ticket`,
  subject: msg`asunto del ticket`,
  link: msg`dirección a la que lleva`,
  confirm_link: msg`dirección para confirmar la solución`,
  author: msg`quién lo ha hecho`,
  message: msg`el mensaje, en un párrafo propio`,
  resolved: msg`solo para condiciones: la respuesta resuelve`,
  target: msg`qué plazo`,
  percent: msg`parte del plazo gastada`,
  due: msg`cuándo vence`,
  webhook: msg`dirección del webhook`,
  gone: msg`solo para condiciones: respondió 410`,
};

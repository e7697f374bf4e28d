import type { Locale } from '@noxdesk/contracts';
import type { SlaTarget } from '@noxdesk/domain';

/** Sentences of the mails. `{name}` is filled in. */
const TEXTS = {
  es: {
    receipt_heading: 'Hemos recibido tu solicitud',
    receipt:
      'Hola, {name}: tu solicitud «{subject}» tiene el número {number}. Te responderemos lo antes posible.',
    opened_heading: 'Hemos abierto una solicitud en tu nombre',
    opened: 'Hola, {name}: la solicitud «{subject}» tiene el número {number}.',
    resolved_heading: 'Tu solicitud está resuelta',
    resolved:
      'Damos por resuelta la solicitud {number}, «{subject}». Si todo está bien, confírmalo; si no, responde a este correo y la reabriremos.',
    resolved_with_reply:
      'Con esta respuesta damos por resuelta tu solicitud. Si no lo está, responde a este correo.',
    confirm: 'Confirmar que está resuelta',
    open_ticket: 'Ver la solicitud',
    assigned_heading: 'Se te ha asignado {number}',
    assigned: '{actor} te ha asignado el ticket {number}, «{subject}», de {department}.',
    the_system: 'El sistema',
    customer_reply_heading: 'Nueva respuesta en {number}',
    customer_reply: '{actor} ha respondido al ticket «{subject}».',
    mention_heading: '{actor} te ha mencionado en {number}',
    mention: 'Te nombra en una nota interna del ticket «{subject}»:',
    sla_warning_heading: '{number}: se acerca el límite de {target}',
    sla_warning: 'El ticket «{subject}» ha consumido el {percent} % del tiempo de {target}. Vence: {due}.',
    sla_breach_heading: '{number}: se ha incumplido el límite de {target}',
    sla_breach: 'El ticket «{subject}» ha superado el tiempo de {target}. Venció: {due}.',
    target_first_response: 'primera respuesta',
    target_next_response: 'siguiente respuesta',
    target_resolution: 'resolución',
    open_in_desk: 'Abrir el ticket',
    footer_reply: 'Puedes responder a este correo: tu respuesta llegará a la solicitud {number}.',
    footer_no_reply: 'Para responder, abre la solicitud {number}.',
    footer_agent: 'Si respondes a este correo, tu respuesta se publica en {number} y llega al cliente.',
    footer_files_left: 'Los archivos son demasiado grandes para un correo; están en la solicitud.',
    footer_choices: 'Puedes elegir qué avisos recibes en tu perfil.',
    reset_heading: 'Elige una contraseña nueva',
    reset:
      'Hola, {name}: alguien, seguramente tú, ha pedido cambiar tu contraseña. El enlace vale una sola vez y caduca en una hora.',
    reset_action: 'Elegir contraseña',
    reset_footer: 'Si no lo has pedido, no hagas nada: tu contraseña sigue siendo la misma.',
    invite_heading: 'Te damos la bienvenida a {tenant}',
    invite:
      'Hola, {name}: ya tienes una cuenta en {tenant}. Elige tu contraseña para entrar. El enlace vale una sola vez y caduca en una semana.',
    invite_footer: 'Si no esperabas este correo, puedes ignorarlo.',
    password_heading: 'Tu contraseña ha cambiado',
    password: 'Hola, {name}: la contraseña de tu cuenta ha cambiado y se han cerrado todas tus sesiones.',
    password_footer: 'Si no has sido tú, pide una contraseña nueva y avisa a quien administra {tenant}.',
  },
  en: {
    receipt_heading: 'We have received your request',
    receipt:
      'Hello {name}, your request “{subject}” has the number {number}. We will answer as soon as we can.',
    opened_heading: 'We have opened a request for you',
    opened: 'Hello {name}, the request “{subject}” has the number {number}.',
    resolved_heading: 'Your request is resolved',
    resolved:
      'We consider request {number}, “{subject}”, resolved. If all is well, please confirm; if not, answer this mail and we will reopen it.',
    resolved_with_reply:
      'With this answer we consider your request resolved. If it is not, answer this mail.',
    confirm: 'Confirm that it is resolved',
    open_ticket: 'View the request',
    assigned_heading: '{number} was assigned to you',
    assigned: '{actor} assigned ticket {number}, “{subject}”, of {department} to you.',
    the_system: 'The system',
    customer_reply_heading: 'New reply on {number}',
    customer_reply: '{actor} replied to the ticket “{subject}”.',
    mention_heading: '{actor} mentioned you on {number}',
    mention: 'You are named in an internal note of the ticket “{subject}”:',
    sla_warning_heading: '{number}: the {target} target is near',
    sla_warning: 'The ticket “{subject}” has used {percent} % of its {target} time. Due: {due}.',
    sla_breach_heading: '{number}: the {target} target was missed',
    sla_breach: 'The ticket “{subject}” has run past its {target} time. It was due: {due}.',
    target_first_response: 'first response',
    target_next_response: 'next response',
    target_resolution: 'resolution',
    open_in_desk: 'Open the ticket',
    footer_reply: 'You can answer this mail: your answer goes to request {number}.',
    footer_no_reply: 'To answer, open request {number}.',
    footer_agent: 'If you answer this mail, your answer is published on {number} and goes to the customer.',
    footer_files_left: 'The files are too large for a mail; they are with the request.',
    footer_choices: 'You can choose which notices you get in your profile.',
    reset_heading: 'Choose a new password',
    reset:
      'Hello {name}, somebody, most likely you, asked to change your password. The link is good once and for an hour.',
    reset_action: 'Choose a password',
    reset_footer: 'If it was not you, do nothing: your password stays as it is.',
    invite_heading: 'Welcome to {tenant}',
    invite:
      'Hello {name}, you have an account at {tenant}. Choose your password to sign in. The link is good once and for a week.',
    invite_footer: 'If you did not expect this mail, you can ignore it.',
    password_heading: 'Your password has changed',
    password: 'Hello {name}, the password of your account has changed and all your sessions have ended.',
    password_footer: 'If it was not you, ask for a new password and tell who administers {tenant}.',
  },
} as const satisfies Record<Locale, Record<string, string>>;

export type TextKey = keyof (typeof TEXTS)['es'];

export function say(locale: Locale, key: TextKey, values: Record<string, string> = {}): string {
  return TEXTS[locale][key].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

export const targetName = (locale: Locale, target: SlaTarget) => say(locale, `target_${target}`);

import type { Locale, MailTemplateKind } from '@noxdesk/contracts';

/** The words of a mail, in the language of `template-language.ts` and the markup of `template-markup.ts`. */
export interface MailTemplate {
  subject: string;
  body: string;
}

const lines = (...parts: string[]) => parts.join('\n\n');

const ES: Record<MailTemplateKind, MailTemplate> = {
  receipt: {
    subject: '{{subject}}',
    body: lines(
      '# Hemos recibido tu solicitud',
      'Hola, {{name}}: tu solicitud «{{subject}}» tiene el número **{{number}}**. Te responderemos lo antes posible.',
      '[Ver la solicitud]({{link}})',
    ),
  },
  opened: {
    subject: '{{subject}}',
    body: lines(
      '# Hemos abierto una solicitud en tu nombre',
      'Hola, {{name}}: la solicitud «{{subject}}» tiene el número **{{number}}**.',
      '{{message}}',
      '[Ver la solicitud]({{link}})',
    ),
  },
  reply: {
    subject: '{{subject}}',
    body: lines(
      '{{message}}',
      '{{#if resolved}}',
      'Con esta respuesta damos por resuelta tu solicitud. Si no lo está, responde a este correo.',
      '[Confirmar que está resuelta]({{confirm_link}})',
      '{{/if}}',
      '[Ver la solicitud]({{link}})',
    ),
  },
  resolved: {
    subject: '{{subject}}',
    body: lines(
      '# Tu solicitud está resuelta',
      'Damos por resuelta la solicitud {{number}}, «{{subject}}». Si todo está bien, confírmalo; si no, responde a este correo y la reabriremos.',
      '[Confirmar que está resuelta]({{confirm_link}})',
      '[Ver la solicitud]({{link}})',
    ),
  },
  assigned: {
    subject: '{{subject}}',
    body: lines(
      '# Se te ha asignado {{number}}',
      '{{author}} te ha asignado el ticket {{number}}, «{{subject}}», de {{department}}.',
      '[Abrir el ticket]({{link}})',
    ),
  },
  customer_reply: {
    subject: '{{subject}}',
    body: lines(
      '# Nueva respuesta en {{number}}',
      '{{author}} ha respondido al ticket «{{subject}}».',
      '{{message}}',
      '[Abrir el ticket]({{link}})',
    ),
  },
  mention: {
    subject: '{{subject}}',
    body: lines(
      '# Te han mencionado en {{number}}',
      '{{author}} te ha mencionado en una nota interna del ticket «{{subject}}».',
      '{{message}}',
      '[Abrir el ticket]({{link}})',
    ),
  },
  sla_warning: {
    subject: '{{subject}}',
    body: lines(
      '# {{number}}: se acerca el límite de {{target}}',
      'El ticket «{{subject}}» ha consumido el {{percent}} % del tiempo de {{target}}. Vence: {{due}}.',
      '[Abrir el ticket]({{link}})',
    ),
  },
  sla_breach: {
    subject: '{{subject}}',
    body: lines(
      '# {{number}}: se ha incumplido el límite de {{target}}',
      'El ticket «{{subject}}» ha superado el tiempo de {{target}}. Venció: {{due}}.',
      '[Abrir el ticket]({{link}})',
    ),
  },
  invite: {
    subject: '{{tenant}}: Te damos la bienvenida a {{tenant}}',
    body: lines(
      '# Te damos la bienvenida a {{tenant}}',
      'Hola, {{name}}: ya tienes una cuenta en {{tenant}}. Elige tu contraseña para entrar. El enlace vale una sola vez y caduca en una semana.',
      '[Elegir contraseña]({{link}})',
      'Si no esperabas este correo, puedes ignorarlo.',
    ),
  },
  reset: {
    subject: '{{tenant}}: Elige una contraseña nueva',
    body: lines(
      '# Elige una contraseña nueva',
      'Hola, {{name}}: alguien, seguramente tú, ha pedido cambiar tu contraseña. El enlace vale una sola vez y caduca en una hora.',
      '[Elegir contraseña]({{link}})',
      'Si no lo has pedido, no hagas nada: tu contraseña sigue siendo la misma.',
    ),
  },
  sign_in_link: {
    subject: '{{tenant}}: Tu enlace para entrar',
    body: lines(
      '# Entra sin contraseña',
      'Hola, {{name}}: con este enlace entras en {{tenant}}. Vale una sola vez y caduca en quince minutos.',
      '[Iniciar sesión]({{link}})',
      'Si no lo has pedido, no hagas nada: sin el enlace nadie puede entrar.',
    ),
  },
  password_changed: {
    subject: '{{tenant}}: Tu contraseña ha cambiado',
    body: lines(
      '# Tu contraseña ha cambiado',
      'Hola, {{name}}: la contraseña de tu cuenta ha cambiado y se han cerrado todas tus sesiones.',
      'Si no has sido tú, pide una contraseña nueva y avisa a quien administra {{tenant}}.',
    ),
  },
  webhook_off: {
    subject: '{{tenant}}: Un webhook se ha desactivado',
    body: lines(
      '# Un webhook se ha desactivado',
      'Ya no se envían eventos a {{webhook}}.',
      '{{#if gone}}El receptor ha respondido que la dirección ya no existe (410).{{/if}}',
      'Lo que ocurra mientras tanto no se le enviará. Cuando el receptor funcione, vuelve a activarlo; los envíos fallidos se pueden repetir desde su registro.',
      '[Ver los webhooks]({{link}})',
    ),
  },
};

const EN: Record<MailTemplateKind, MailTemplate> = {
  receipt: {
    subject: '{{subject}}',
    body: lines(
      '# We have received your request',
      'Hello {{name}}, your request “{{subject}}” has the number **{{number}}**. We will answer as soon as we can.',
      '[View the request]({{link}})',
    ),
  },
  opened: {
    subject: '{{subject}}',
    body: lines(
      '# We have opened a request for you',
      'Hello {{name}}, the request “{{subject}}” has the number **{{number}}**.',
      '{{message}}',
      '[View the request]({{link}})',
    ),
  },
  reply: {
    subject: '{{subject}}',
    body: lines(
      '{{message}}',
      '{{#if resolved}}',
      'With this answer we consider your request resolved. If it is not, answer this mail.',
      '[Confirm that it is resolved]({{confirm_link}})',
      '{{/if}}',
      '[View the request]({{link}})',
    ),
  },
  resolved: {
    subject: '{{subject}}',
    body: lines(
      '# Your request is resolved',
      'We consider request {{number}}, “{{subject}}”, resolved. If all is well, please confirm; if not, answer this mail and we will reopen it.',
      '[Confirm that it is resolved]({{confirm_link}})',
      '[View the request]({{link}})',
    ),
  },
  assigned: {
    subject: '{{subject}}',
    body: lines(
      '# {{number}} was assigned to you',
      '{{author}} assigned ticket {{number}}, “{{subject}}”, of {{department}} to you.',
      '[Open the ticket]({{link}})',
    ),
  },
  customer_reply: {
    subject: '{{subject}}',
    body: lines(
      '# New reply on {{number}}',
      '{{author}} replied to the ticket “{{subject}}”.',
      '{{message}}',
      '[Open the ticket]({{link}})',
    ),
  },
  mention: {
    subject: '{{subject}}',
    body: lines(
      '# You were mentioned on {{number}}',
      '{{author}} mentioned you in an internal note of the ticket “{{subject}}”.',
      '{{message}}',
      '[Open the ticket]({{link}})',
    ),
  },
  sla_warning: {
    subject: '{{subject}}',
    body: lines(
      '# {{number}}: the {{target}} target is near',
      'The ticket “{{subject}}” has used {{percent}} % of its {{target}} time. Due: {{due}}.',
      '[Open the ticket]({{link}})',
    ),
  },
  sla_breach: {
    subject: '{{subject}}',
    body: lines(
      '# {{number}}: the {{target}} target was missed',
      'The ticket “{{subject}}” has run past its {{target}} time. It was due: {{due}}.',
      '[Open the ticket]({{link}})',
    ),
  },
  invite: {
    subject: '{{tenant}}: Welcome to {{tenant}}',
    body: lines(
      '# Welcome to {{tenant}}',
      'Hello {{name}}, you have an account at {{tenant}}. Choose your password to sign in. The link is good once and for a week.',
      '[Choose a password]({{link}})',
      'If you did not expect this mail, you can ignore it.',
    ),
  },
  reset: {
    subject: '{{tenant}}: Choose a new password',
    body: lines(
      '# Choose a new password',
      'Hello {{name}}, somebody, most likely you, asked to change your password. The link is good once and for an hour.',
      '[Choose a password]({{link}})',
      'If it was not you, do nothing: your password stays as it is.',
    ),
  },
  sign_in_link: {
    subject: '{{tenant}}: Your link to sign in',
    body: lines(
      '# Sign in without a password',
      'Hello {{name}}, this link signs you in to {{tenant}}. It is good once and for a quarter of an hour.',
      '[Sign in]({{link}})',
      'If you did not ask for it, do nothing: nobody can sign in without the link.',
    ),
  },
  password_changed: {
    subject: '{{tenant}}: Your password has changed',
    body: lines(
      '# Your password has changed',
      'Hello {{name}}, the password of your account has changed and all your sessions have ended.',
      'If it was not you, ask for a new password and tell who administers {{tenant}}.',
    ),
  },
  webhook_off: {
    subject: '{{tenant}}: A webhook was switched off',
    body: lines(
      '# A webhook was switched off',
      'No more events are sent to {{webhook}}.',
      '{{#if gone}}The receiver answered that this address is gone (410).{{/if}}',
      'What happens meanwhile is not sent to it. Switch it on again once the receiver works; deliveries that failed can be repeated from its log.',
      '[View the webhooks]({{link}})',
    ),
  },
};

export const DEFAULT_TEMPLATES: Readonly<Record<Locale, Readonly<Record<MailTemplateKind, MailTemplate>>>> = {
  es: ES,
  en: EN,
};

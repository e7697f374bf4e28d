import type { Locale } from '@noxdesk/contracts';
import type { SlaTarget } from '@noxdesk/domain';

/** Sentences of mails that are no admin's to change. `{name}` is filled in. */
const TEXTS = {
  es: {
    the_system: 'El sistema',
    target_first_response: 'primera respuesta',
    target_next_response: 'siguiente respuesta',
    target_resolution: 'resolución',
    footer_reply: 'Puedes responder a este correo: tu respuesta llegará a la solicitud {number}.',
    footer_no_reply: 'Para responder, abre la solicitud {number}.',
    footer_agent: 'Si respondes a este correo, tu respuesta se publica en {number} y llega al cliente.',
    footer_files_left: 'Los archivos son demasiado grandes para un correo; están en la solicitud.',
    footer_choices: 'Puedes elegir qué avisos recibes en tu perfil.',
  },
  en: {
    the_system: 'The system',
    target_first_response: 'first response',
    target_next_response: 'next response',
    target_resolution: 'resolution',
    footer_reply: 'You can answer this mail: your answer goes to request {number}.',
    footer_no_reply: 'To answer, open request {number}.',
    footer_agent: 'If you answer this mail, your answer is published on {number} and goes to the customer.',
    footer_files_left: 'The files are too large for a mail; they are with the request.',
    footer_choices: 'You can choose which notices you get in your profile.',
  },
} as const satisfies Record<Locale, Record<string, string>>;

export type TextKey = keyof (typeof TEXTS)['es'];

export function say(locale: Locale, key: TextKey, values: Record<string, string> = {}): string {
  return TEXTS[locale][key].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

export const targetName = (locale: Locale, target: SlaTarget) => say(locale, `target_${target}`);

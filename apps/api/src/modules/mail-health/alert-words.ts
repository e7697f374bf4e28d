import type { Locale } from '@noxdesk/contracts';
import { mailErrorText } from '../../platform/mail-transport/mail-error.js';
import type { StaffNotice } from '../notifications/staff-notices.js';

export type AlertFacts =
  | { kind: 'mailbox_failing'; address: string; since: string; error: string | undefined }
  | { kind: 'mailbox_recovered'; address: string; since: string }
  | {
      kind: 'mailbox_ending';
      address: string;
      secret: 'client_secret' | 'grant';
      expiresAt: string;
      days: number;
    };

const WORDS = {
  es: {
    failing: 'No se lee el buzón {address}',
    failing_text:
      'No se ha podido leer el buzón {address} desde el {since} (UTC). Los correos esperan en su servidor.',
    recovered: 'El buzón {address} vuelve a leerse',
    recovered_text:
      'El buzón {address} se lee de nuevo con normalidad. La incidencia comenzó el {since} (UTC).',
    client_secret: 'El secreto de cliente de {address} caduca pronto',
    client_secret_over: 'El secreto de cliente de {address} ha caducado',
    client_secret_text:
      'El secreto de cliente OAuth del buzón {address} caduca el {end} (UTC). Crea uno nuevo en el proveedor y guárdalo en la cuenta.',
    grant: 'La autorización de {address} caduca pronto',
    grant_over: 'La autorización de {address} ha caducado',
    grant_text:
      'La autorización OAuth del buzón {address} caduca el {end} (UTC). Vuelve a conectar la cuenta.',
    action: 'Ver los buzones',
  },
  en: {
    failing: 'The mailbox {address} is not being read',
    failing_text:
      'The mailbox {address} could not be read since {since} (UTC). The mails wait on its server.',
    recovered: 'The mailbox {address} is being read again',
    recovered_text:
      'The mailbox {address} is being read as usual again. The incident began at {since} (UTC).',
    client_secret: 'The client secret of {address} ends soon',
    client_secret_over: 'The client secret of {address} has ended',
    client_secret_text:
      'The OAuth client secret of the mailbox {address} ends at {end} (UTC). Make a new one at the provider and save it in the account.',
    grant: 'The authorization of {address} ends soon',
    grant_over: 'The authorization of {address} has ended',
    grant_text:
      'The OAuth authorization of the mailbox {address} ends at {end} (UTC). Connect the account again.',
    action: 'See the mailboxes',
  },
} as const satisfies Record<Locale, Record<string, string>>;

const shown = (iso: string) => iso.slice(0, 16).replace('T', ' ');

/** What the mail to an admin says. */
export function alertWords(facts: AlertFacts, locale: Locale): ReturnType<StaffNotice['words']> {
  const say = (key: keyof (typeof WORDS)['es']) => {
    const values: Record<string, string> = {
      address: facts.address,
      since: 'since' in facts ? shown(facts.since) : '',
      end: 'expiresAt' in facts ? shown(facts.expiresAt) : '',
    };
    return WORDS[locale][key].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  };
  const action = { label: say('action'), path: '/tickets/settings/mail' };
  if (facts.kind === 'mailbox_ending') {
    const heading = say(facts.days > 0 ? facts.secret : `${facts.secret}_over`);
    return { heading, paragraphs: [say(`${facts.secret}_text`)], action };
  }
  if (facts.kind === 'mailbox_recovered') {
    return { heading: say('recovered'), paragraphs: [say('recovered_text')], action };
  }
  const reason = facts.error === undefined ? [] : [mailErrorText(facts.error, locale)];
  return { heading: say('failing'), paragraphs: [say('failing_text'), ...reason], action };
}

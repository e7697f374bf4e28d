import type { Locale } from '@noxdesk/contracts';

/** The words of a mail that shows an admin that an account sends. */
export const TEST_WORDS: Record<
  Locale,
  (values: { name: string; address: string }) => { heading: string; text: string; footer: string }
> = {
  es: ({ name, address }) => ({
    heading: 'El correo funciona',
    text: `Hola, ${name}: si lees esto, NoxDesk puede enviar correo desde ${address}.`,
    footer: 'Lo has pedido al configurar la cuenta de correo.',
  }),
  en: ({ name, address }) => ({
    heading: 'Mail works',
    text: `Hello ${name}, if you read this, NoxDesk can send mail from ${address}.`,
    footer: 'You asked for it while setting up the mail account.',
  }),
};

import type { Locale } from '@noxdesk/contracts';
import type { SecurityChange } from '../../identity/account-events.js';

interface Words {
  heading: string;
  text: string;
}

/** What people are told of changes to their security. `{name}`, `{tenant}`, `{detail}` and `{time}` are filled in. */
const WORDS: Record<Locale, Record<SecurityChange, Words>> = {
  es: {
    email: {
      heading: 'Tu dirección de correo ha cambiado',
      text: 'Hola, {name}: la dirección de tu cuenta es ahora {detail}.',
    },
    totp_on: {
      heading: 'Verificación en dos pasos activada',
      text: 'Hola, {name}: desde ahora se pide un código de tu aplicación de autenticación para entrar en tu cuenta.',
    },
    totp_off: {
      heading: 'Aplicación de autenticación eliminada',
      text: 'Hola, {name}: ya no se pide un código de tu aplicación de autenticación para entrar en tu cuenta.',
    },
    passkey_added: {
      heading: 'Nueva clave de acceso',
      text: 'Hola, {name}: se ha añadido la clave de acceso «{detail}» a tu cuenta.',
    },
    passkey_removed: {
      heading: 'Clave de acceso eliminada',
      text: 'Hola, {name}: se ha eliminado la clave de acceso «{detail}» de tu cuenta.',
    },
    recovery_codes: {
      heading: 'Nuevos códigos de recuperación',
      text: 'Hola, {name}: se han creado códigos de recuperación nuevos para tu cuenta; los anteriores ya no valen.',
    },
    recovery_code_used: {
      heading: 'Se ha usado un código de recuperación',
      text: 'Hola, {name}: alguien ha entrado en tu cuenta con uno de tus códigos de recuperación.',
    },
    second_factor_reset: {
      heading: 'Se ha retirado tu segundo factor',
      text: 'Hola, {name}: quien administra {tenant} ha retirado la verificación en dos pasos de tu cuenta y ha cerrado tus sesiones.',
    },
    api_token: {
      heading: 'Nuevo token de API',
      text: 'Hola, {name}: se ha creado el token de API «{detail}» con tu cuenta.',
    },
    provider_linked: {
      heading: 'Nueva forma de entrar en tu cuenta',
      text: 'Hola, {name}: desde ahora también se entra en tu cuenta a través de «{detail}».',
    },
    new_device: {
      heading: 'Inicio de sesión desde un dispositivo nuevo',
      text: 'Hola, {name}: se ha entrado en tu cuenta desde un dispositivo que no conocíamos: {detail}, el {time}.',
    },
  },
  en: {
    email: {
      heading: 'Your e-mail address has changed',
      text: 'Hello {name}, the address of your account is now {detail}.',
    },
    totp_on: {
      heading: 'Two-step verification is on',
      text: 'Hello {name}, from now on a code of your authenticator app is asked for when you sign in.',
    },
    totp_off: {
      heading: 'Authenticator app removed',
      text: 'Hello {name}, a code of your authenticator app is no longer asked for when you sign in.',
    },
    passkey_added: {
      heading: 'New passkey',
      text: 'Hello {name}, the passkey “{detail}” was added to your account.',
    },
    passkey_removed: {
      heading: 'Passkey removed',
      text: 'Hello {name}, the passkey “{detail}” was removed from your account.',
    },
    recovery_codes: {
      heading: 'New recovery codes',
      text: 'Hello {name}, new recovery codes were made for your account; the old ones are no good any more.',
    },
    recovery_code_used: {
      heading: 'A recovery code was used',
      text: 'Hello {name}, somebody has signed in to your account with one of your recovery codes.',
    },
    second_factor_reset: {
      heading: 'Your second factor was taken away',
      text: 'Hello {name}, who administers {tenant} has taken two-step verification off your account and ended your sessions.',
    },
    api_token: {
      heading: 'New API token',
      text: 'Hello {name}, the API token “{detail}” was made with your account.',
    },
    provider_linked: {
      heading: 'A new way to sign in to your account',
      text: 'Hello {name}, from now on your account can also be entered through “{detail}”.',
    },
    new_device: {
      heading: 'Sign-in from a new device',
      text: 'Hello {name}, somebody has signed in to your account from a device that we did not know: {detail}, {time}.',
    },
  },
};

const FOOTER: Record<Locale, string> = {
  es: 'Si no has sido tú, cambia tu contraseña, cierra las demás sesiones en tu perfil y avisa a quien administra {tenant}.',
  en: 'If it was not you, change your password, end the other sessions in your profile and tell who administers {tenant}.',
};

const fill = (text: string, values: Record<string, string>) =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');

/** The sentences of one mail. */
export function securityWords(change: SecurityChange, locale: Locale, values: Record<string, string>) {
  const { heading, text } = WORDS[locale][change];
  return { heading, text: fill(text, values), footer: fill(FOOTER[locale], values) };
}

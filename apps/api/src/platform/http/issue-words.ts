import type { Locale } from '@noxdesk/contracts';
import { z } from 'zod';

type Words = Record<Locale, string>;
type Issue = z.core.$ZodRawIssue;

/** For what no sentence of ours is about. */
const OTHERS: Record<Locale, z.core.$ZodErrorMap> = {
  es: z.locales.es().localeError as z.core.$ZodErrorMap,
  en: z.locales.en().localeError as z.core.$ZodErrorMap,
};

/** Sentences that a contract names for a pattern of its own, as `z.string().regex(…, 'invalid_time')`. */
const PATTERNS: Record<string, Words> = {
  invalid_time: { es: 'Tiene que ser una hora como 09:00', en: 'It must be a time such as 09:00' },
  invalid_slug: {
    es: 'Solo letras minúsculas sin acentos, cifras y guiones entre ellas',
    en: 'Only small letters without accents, digits, and hyphens between them',
  },
  invalid_whole_number: { es: 'Tiene que ser un número entero', en: 'It must be a whole number' },
  invalid_host: {
    es: 'Tiene que ser un nombre de servidor como mail.empresa.com',
    en: 'It must be the name of a server such as mail.example.com',
  },
  invalid_after_import: {
    es: 'Valores posibles: seen, delete, move:CARPETA',
    en: 'Allowed: seen, delete, move:FOLDER',
  },
  invalid_name: {
    es: 'De 1 a 30 letras, cifras, guiones y guiones bajos',
    en: '1 to 30 letters, digits, hyphens and underscores',
  },
  invalid_number: {
    es: 'Tiene que ser un número como TK-000042',
    en: 'It must be a number such as TK-000042',
  },
  invalid_extension: {
    es: 'Tiene que ser una extensión como pdf o tar.gz, sin punto delante',
    en: 'It must be an extension such as pdf or tar.gz, without a dot before it',
  },
  invalid_colour: { es: 'Tiene que ser un color como #1a73e8', en: 'It must be a colour such as #1a73e8' },
  six_digits: { es: 'Tienen que ser seis cifras', en: 'It must be six digits' },
};

const FORMATS: Record<string, Words> = {
  email: {
    es: 'Tiene que ser una dirección de correo como ana@empresa.com',
    en: 'It must be an e-mail address such as ann@example.com',
  },
  uuid: {
    es: 'Tiene que ser un identificador (UUID)',
    en: 'It must be an identifier (UUID)',
  },
  date: { es: 'Tiene que ser una fecha como 2026-12-25', en: 'It must be a date such as 2026-12-25' },
  datetime: {
    es: 'Tiene que ser una fecha con hora y zona como 2026-12-25T09:00:00Z',
    en: 'It must be a date with a time and zone such as 2026-12-25T09:00:00Z',
  },
};

const TYPES: Record<string, Words> = {
  string: { es: 'Tiene que ser un texto', en: 'It must be a text' },
  number: { es: 'Tiene que ser un número', en: 'It must be a number' },
  int: { es: 'Tiene que ser un número entero', en: 'It must be a whole number' },
  boolean: { es: 'Tiene que ser true o false', en: 'It must be true or false' },
  array: { es: 'Tiene que ser una lista', en: 'It must be a list' },
  object: { es: 'Tiene que ser un objeto', en: 'It must be an object' },
  record: { es: 'Tiene que ser un objeto', en: 'It must be an object' },
};

const LIMITS: Record<Locale, Record<'least' | 'most' | 'above' | 'below' | 'exactly', string>> = {
  es: { least: 'Al menos', most: 'Como máximo', above: 'Más de', below: 'Menos de', exactly: 'Exactamente' },
  en: { least: 'At least', most: 'At most', above: 'More than', below: 'Less than', exactly: 'Exactly' },
};
/** What is counted: one of it, several. */
const UNITS: Record<string, Record<Locale, readonly [string, string]>> = {
  string: { es: ['carácter', 'caracteres'], en: ['character', 'characters'] },
  array: { es: ['elemento', 'elementos'], en: ['item', 'items'] },
};

/** What is allowed where the validator refused something, in the caller's language. */
export function issueInWords(issue: Issue, locale: Locale): string | undefined {
  const words = ownWords(issue, locale);
  if (words !== undefined) return words;
  const other = OTHERS[locale](issue);
  return typeof other === 'string' ? other : other?.message;
}

/** The sentence that a contract has named instead of a message, if it is one. */
export const namedSentence = (name: string, locale: Locale): string | undefined => PATTERNS[name]?.[locale];

function ownWords(issue: Issue, locale: Locale): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected]?.[locale];
    case 'invalid_format':
      return FORMATS[issue.format]?.[locale];
    case 'invalid_value':
      return `${locale === 'es' ? 'Valores posibles' : 'Allowed'}: ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return limitInWords(issue, issue.minimum, issue.inclusive === false ? 'above' : 'least', locale);
    case 'too_big':
      return limitInWords(issue, issue.maximum, issue.inclusive === false ? 'below' : 'most', locale);
    default:
      return undefined;
  }
}

function limitInWords(
  { origin, exact }: { origin?: string; exact?: boolean },
  limit: number | bigint,
  side: 'least' | 'most' | 'above' | 'below',
  locale: Locale,
): string | undefined {
  if (origin === 'string' && side === 'least' && limit === 1) {
    return locale === 'es' ? 'No puede estar vacío' : 'It must not be empty';
  }
  const amount = `${LIMITS[locale][exact ? 'exactly' : side]} ${limit}`;
  if (origin === 'number' || origin === 'int') return amount;
  const unit = UNITS[origin ?? '']?.[locale];
  return unit && `${amount} ${unit[Number(limit) === 1 ? 0 : 1]}`;
}

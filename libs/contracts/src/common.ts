import { z } from 'zod';

/** A time as the API writes it: ISO 8601, UTC, with `Z`. */
export const timestamp = z.iso.datetime().meta({ description: 'ISO 8601, UTC' });

/** A time as callers give it: RFC 3339 with any offset, or a day, which begins at midnight UTC. */
export const moment = z
  .string()
  .transform((text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text))
  .pipe(z.iso.datetime({ offset: true }))
  .meta({ description: 'ISO 8601; a date alone is its midnight, UTC' });

export const uuid = z.uuid();

/** Departments are numbered from 1 in each tenant; the upper bound is that of the database's integer. */
export const departmentId = z.int().min(1).max(2_147_483_647);

// PostgreSQL's text cannot hold U+0000; other control characters only break mails, logs and terminals.
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;
const withoutControl = (text: string) => !CONTROL.test(text);

/** One line of text as people type it: trimmed, not empty, white space runs (line ends included) made one space. */
export const line = (max: number) =>
  z
    .string()
    .refine(withoutControl, { params: { code: 'control_characters' } })
    .transform((text) => text.replace(/\s+/g, ' ').trim())
    .pipe(z.string().min(1).max(max));

const isHttp = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
const withoutCredentials = (text: string) => {
  if (!URL.canParse(text)) return true;
  const { username, password } = new URL(text);
  return username === '' && password === '';
};

/** An http(s) address. A name and a password in it would stand open wherever the address is shown or logged. */
export const httpUrl = z
  .string()
  .max(2_000)
  .refine(isHttp, { params: { code: 'not_a_url' } })
  .refine(withoutCredentials, { params: { code: 'url_credentials' } })
  .meta({ format: 'uri' });

/** Several lines of text: kept as written, but not only white space. */
export const prose = (max: number) =>
  z
    .string()
    .max(max)
    .refine(withoutControl, { params: { code: 'control_characters' } })
    .refine((text) => text.trim() !== '', { params: { code: 'empty' } });

/** An e-mail address (RFC 5321 §4.5.3.1.3: at most 254 octets), compared in lower case. */
export const emailAddress = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email())
  .transform((address) => address.toLowerCase());

export const slug = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'invalid_slug');

/** At least eight characters and no composition rules (NIST SP 800-63B §5.1.1.2). */
export const newPassword = z.string().min(8).max(1_000);

export const personName = line(200);
export const locale = z.enum(['es', 'en']);
export type Locale = z.infer<typeof locale>;

/** Values of a query parameter, separated by commas: `status=open,pending`. */
export const commaList = <Item extends z.ZodType<unknown, string>>(item: Item) =>
  z
    .string()
    .min(1)
    .max(2_000)
    .transform((text) => [...new Set(text.split(',').map((part) => part.trim()))])
    .pipe(z.array(item).min(1).max(100));

/** A whole number written as text, as query strings and multipart fields carry it. */
export const wholeNumber = (schema: z.ZodType<number, number>) =>
  z
    .string()
    .regex(/^\d{1,10}$/, 'invalid_whole_number')
    .transform(Number)
    .pipe(schema);

/** `limit` and `cursor` of every list. The cursor is opaque: take it from `next` or `previous`. */
export const pageQuery = {
  limit: wholeNumber(z.int().min(1).max(100)).optional(),
  cursor: z.string().min(1).max(1_000).optional(),
};

export const DEFAULT_PAGE_SIZE = 25;

export const page = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    results: z.array(item),
    next: z.string().nullable().meta({ description: 'path-relative URL of the next page' }),
    previous: z.string().nullable().meta({ description: 'path-relative URL of the page before' }),
  });

export interface Page<T> {
  results: T[];
  next: string | null;
  previous: string | null;
}

/** The fields a PATCH may carry: each optional, at least one of them. */
export const patch = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .strictObject(shape)
    .partial()
    .refine((value) => Object.keys(value as object).length > 0, { params: { code: 'nothing_to_change' } })
    .meta({ minProperties: 1 });

import pg from 'pg';

/** A parameter as PostgreSQL reads it in text; bytes go as they are. */
export type WireValue = string | Buffer | null;

/** Times go in ISO 8601 with their zone, so that neither side's own zone matters; other objects go as JSON. */
export function toWire(value: unknown): WireValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return String(value as number | boolean | bigint);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return arrayLiteral(value);
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return JSON.stringify(value);
}

/** PostgreSQL's way to write an array (manual, 8.15.6): every element quoted, so that none is mistaken for NULL. */
function arrayLiteral(values: readonly unknown[]): string {
  const parts = values.map((value) => {
    if (value === null || value === undefined) return 'NULL';
    if (Array.isArray(value)) return arrayLiteral(value);
    if (value instanceof Uint8Array) return `"\\\\x${Buffer.from(value).toString('hex')}"`;
    const text = toWire(value) as string;
    return `"${text.replace(/["\\]/g, '\\$&')}"`;
  });
  return `{${parts.join(',')}}`;
}

type Parser = (text: string) => unknown;

/** Object ids of the types that rows are full of (pg_type.dat). */
const INT2 = 21;
const INT4 = 23;
const TEXT = 25;
const VARCHAR = 1043;
const UUID = 2950;
const TIMESTAMPTZ = 1184;

const asItIs: Parser = (text) => text;

/** How the text of a column becomes a value: the driver's own parsers, faster ones where rows are full of the type. */
export function parserOf(typeId: number): Parser {
  if (typeId === TEXT || typeId === UUID || typeId === VARCHAR) return asItIs;
  if (typeId === INT4 || typeId === INT2) return Number;
  const parse = pg.types.getTypeParser(typeId, 'text') as Parser;
  if (typeId === TIMESTAMPTZ) return (text) => utcDate(text) ?? parse(text);
  return parse;
}

const digits2 = (text: string, at: number) => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;

/** `2026-11-23 19:34:53.123+00`, as a session in UTC writes times of our era; null for anything else. */
function utcDate(text: string): Date | null {
  const { length } = text;
  if (length < 22 || length > 26 || text.charCodeAt(10) !== 32 || !text.endsWith('+00')) return null;
  const year = digits2(text, 0) * 100 + digits2(text, 2);
  // Of these the language makes years of the twentieth century.
  if (year < 100) return null;
  const millis = length === 22 ? 0 : Number(text.slice(19, -3)) * 1_000;
  const time = Date.UTC(
    year,
    digits2(text, 5) - 1,
    digits2(text, 8),
    digits2(text, 11),
    digits2(text, 14),
    digits2(text, 17),
    Math.round(millis),
  );
  return Number.isNaN(time) ? null : new Date(time);
}

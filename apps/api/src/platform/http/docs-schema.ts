import type { JsonSchema } from './openapi-schemas.js';

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);

/** Text in which `code` stands between backticks. */
export const prose = (text: string) => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');

const nameOf = (ref: string) => ref.split('/').at(-1)!;
const FORMATS: Record<string, string> = {
  'date-time': 'fecha y hora',
  date: 'fecha',
  uuid: 'uuid',
  email: 'correo',
  uri: 'URL',
};
const TYPES: Record<string, string> = {
  string: 'texto',
  integer: 'entero',
  number: 'número',
  boolean: 'sí o no',
  object: 'objeto',
};

/** A schema in a few words, as `texto (fecha y hora)` or `lista de Message`; components as links. */
export function typeInWords(schema: JsonSchema): string {
  if (schema.$ref) {
    const name = escapeHtml(nameOf(schema.$ref));
    return `<a href="#schema-${name}">${name}</a>`;
  }
  const alternatives = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (alternatives) return alternatives.map(typeInWords).join(' o ');
  if (schema.const !== undefined) return `<code>${escapeHtml(JSON.stringify(schema.const))}</code>`;
  if (schema.enum) {
    return schema.enum.map((value) => `<code>${escapeHtml(String(value))}</code>`).join(' · ');
  }
  if (schema.type === 'array') {
    const { items } = schema;
    return `lista de ${items && typeof items === 'object' ? typeInWords(items as JsonSchema) : 'valores'}`;
  }
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => typeInWords({ ...schema, type: type as 'string' })).join(' o ');
  }
  if (schema.type === 'null') return 'null';
  const format = schema.format === undefined ? undefined : FORMATS[schema.format];
  const details = [format, limits(schema)].filter((part) => part !== undefined && part !== '');
  const type = TYPES[String(schema.type)] ?? 'cualquier valor';
  return details.length > 0 ? `${type} (${details.join(', ')})` : type;
}

function limits({ minimum, maximum, minLength, maxLength, pattern }: JsonSchema): string {
  const parts = [
    minimum !== undefined && `≥ ${minimum}`,
    maximum !== undefined && `≤ ${maximum}`,
    minLength !== undefined && minLength > 1 && `al menos ${minLength} caracteres`,
    maxLength !== undefined && `hasta ${maxLength} caracteres`,
    pattern !== undefined && pattern.length < 60 && `<code>${escapeHtml(pattern)}</code>`,
  ];
  return parts.filter((part) => part !== false).join(', ');
}

/** The fields of an object, one a line, inner objects indented below theirs. */
export function fieldsOf(schema: JsonSchema): string {
  const properties = propertiesOf(schema);
  if (!properties) return `<p>${typeInWords(schema)}</p>`;
  const required = new Set(schema.required ?? []);
  const lines = Object.entries(properties).map(([name, property]) => {
    const fallback =
      property.default === undefined
        ? ''
        : `, si falta <code>${escapeHtml(JSON.stringify(property.default))}</code>`;
    const optional = required.has(name) ? '' : ' <span class="muted">opcional</span>';
    const description = property.description
      ? ` <span class="muted">${prose(property.description)}</span>`
      : '';
    return `<li><code>${escapeHtml(name)}</code> ${typeInWords(property)}${fallback}${optional}${description}${inner(property)}</li>`;
  });
  return `<ul class="fields">${lines.join('')}</ul>`;
}

const propertiesOf = (schema: JsonSchema) => schema.properties as Record<string, JsonSchema> | undefined;

/** An object that has no name of its own is shown where it stands. */
function inner(schema: JsonSchema): string {
  const candidates = [schema, schema.items, ...(schema.anyOf ?? [])] as (JsonSchema | undefined)[];
  const nested = candidates.find(
    (candidate) => typeof candidate === 'object' && propertiesOf(candidate) !== undefined,
  );
  return nested ? fieldsOf(nested) : '';
}

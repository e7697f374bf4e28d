import type { BodyInputOf, Endpoint, ParamsOf, QueryInputOf } from '@noxdesk/contracts';

/** Stands in the contracts too; importing it from there would load the schemas. */
export const API_BASE = '/tickets/api/';

/** The query of a call: numbers are fine, lists become comma lists, empty values are left out. */
type QueryValue<Value> = Value extends string ? Value | readonly string[] | number : Value;
type Loose<Query> = { [Key in keyof Query]: QueryValue<Query[Key]> | null };
type ParamsInput<E> = { [Key in keyof ParamsOf<E>]: string | number };

export interface CallOptions<E> {
  params?: ParamsInput<E>;
  query?: QueryInputOf<E> extends object ? Loose<QueryInputOf<E>> : never;
  body?: BodyInputOf<E>;
  /** Sent as multipart; the JSON body's members become its parts. */
  files?: readonly File[];
  /** The version the caller last saw; sent as `If-Match`. */
  version?: number | undefined;
  idempotencyKey?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Lets the request outlive the page; browsers take bodies of up to 64 KiB so. */
  keepalive?: boolean;
  /** Share of the upload done, 0 to 1. */
  onProgress?: ((share: number) => void) | undefined;
}

export interface ApiRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | FormData | null;
}

/** Makes the request of a call; pure, so that what goes over the wire can be tested. */
export function buildRequest<E extends Endpoint>(endpoint: E, options: CallOptions<E>): ApiRequest {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (options.version !== undefined) headers['if-match'] = `"${options.version}"`;
  if (options.idempotencyKey) headers['idempotency-key'] = options.idempotencyKey;
  const url = API_BASE + fillPath(endpoint.path, options.params) + queryString(options.query ?? {});
  if (options.files?.length) {
    return { method: endpoint.method, url, headers, body: toFormData(endpoint, options.body, options.files) };
  }
  if (options.body === undefined) return { method: endpoint.method, url, headers, body: null };
  headers['content-type'] = 'application/json';
  return { method: endpoint.method, url, headers, body: JSON.stringify(options.body) };
}

function fillPath(path: string, params: Record<string, string | number> = {}): string {
  return path.replace(/:(\w+)/g, (_match, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${path} needs ${name}`);
    return encodeURIComponent(value);
  });
}

/** Keys in order, so that equal queries are equal strings. */
export function queryString(query: object): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const text = Array.isArray(value) ? value.join(',') : String(value ?? '');
    if (text !== '') search.set(key, text);
  }
  const text = search.toString();
  return text && `?${text}`;
}

function toFormData(endpoint: Endpoint, body: unknown, files: readonly File[]): FormData {
  if (!endpoint.multipart) throw new Error(`${endpoint.id} takes no files`);
  const form = new FormData();
  for (const [name, value] of Object.entries(flatten(body))) {
    if (value === undefined || value === null) continue;
    const kind = endpoint.multipart.fields[name];
    if (kind === 'list') for (const item of value as string[]) form.append(name, item);
    else form.append(name, kind === 'json' ? JSON.stringify(value) : String(value));
  }
  for (const file of files) form.append(endpoint.multipart.files, file, file.name);
  return form;
}

/** The one message that opens a ticket stands beside the ticket's own fields in a form. */
function flatten(body: unknown): Record<string, unknown> {
  const { messages, ...rest } = (body ?? {}) as Record<string, unknown> & { messages?: unknown[] };
  return { ...rest, ...((messages?.[0] as Record<string, unknown> | undefined) ?? {}) };
}

import {
  type Access,
  API_BASE,
  type Endpoint,
  type Multipart,
  problemDetails,
  type ProblemCode,
  PROBLEMS,
} from '@noxdesk/contracts';
import type { z } from 'zod';
import { type JsonSchema, SchemaCollector } from './openapi-schemas.js';

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
  style?: 'form';
  explode?: false;
}
export interface Content {
  schema: JsonSchema;
}
export interface ResponseObject {
  description: string;
  headers?: Record<string, { description: string; schema: JsonSchema }>;
  content?: Record<string, Content>;
}
export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Record<string, Content> };
  responses: Record<string, ResponseObject>;
}
export interface OpenApiDocument {
  openapi: '3.1.1';
  info: {
    title: string;
    version: string;
    description: string;
    license: { name: string; identifier: string };
  };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, object> };
}

const ACCESS: Record<Access, string> = {
  public: 'Open to everyone.',
  signed_in: 'For every user of the tenant.',
  ticketing: 'For users with access to ticketing (`can_access_ticketing`).',
  staff: 'For agents and admins.',
  admin: 'For admins.',
  operator: 'For the operator of the installation, by the operator token.',
};

const DESCRIPTION = `Times are ISO 8601 in UTC. Lists are paged: follow \`next\` and \`previous\`. Refusals are problem
details (RFC 9457) whose \`code\` is stable. Unknown fields, filters and values are refused, never ignored.`;

/** The OpenAPI 3.1 document of the routes. */
export function buildOpenApi(endpoints: readonly Endpoint[], version: string): OpenApiDocument {
  const schemas = new SchemaCollector();
  // Answers first: what is sent in another shape than it is answered gets the longer name.
  const problem = schemas.output(problemDetails);
  const answers = new Map(
    endpoints.flatMap(({ id, response }) => (response ? [[id, schemas.output(response)] as const] : [])),
  );
  const paths: OpenApiDocument['paths'] = {};
  for (const endpoint of endpoints) {
    const path = `/${endpoint.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] ??= {};
    paths[path][endpoint.method.toLowerCase()] = operationOf(endpoint, {
      schemas,
      problem,
      answer: answers.get(endpoint.id),
    });
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'NoxDesk API',
      version,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: API_BASE.slice(0, -1) }],
    tags: [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: schemas.components,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token from `auth/token/`, or an API token.',
        },
        operator: { type: 'http', scheme: 'bearer', description: 'The operator token of the installation.' },
      },
    },
  };
}

interface Parts {
  schemas: SchemaCollector;
  problem: JsonSchema;
  answer: JsonSchema | undefined;
}

function operationOf(endpoint: Endpoint, parts: Parts): Operation {
  const parameters = [
    ...parametersOf(endpoint.params, 'path', parts.schemas),
    ...parametersOf(endpoint.query, 'query', parts.schemas),
    ...headersOf(endpoint),
  ];
  return {
    operationId: endpoint.id,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    description: [ACCESS[endpoint.access], scopeSentence(endpoint)].filter(Boolean).join(' '),
    security: securityOf(endpoint),
    ...(parameters.length > 0 && { parameters }),
    ...(endpoint.body && { requestBody: requestBodyOf(endpoint, endpoint.body, parts.schemas) }),
    responses: {
      [endpoint.status]: successOf(endpoint, parts.answer, parts.schemas.components),
      ...problemResponses(endpoint, parts.problem),
    },
  };
}

function scopeSentence({ access, scopes }: Endpoint): string {
  if (access === 'public' || access === 'operator') return '';
  if (scopes.length === 0) return 'Closed to API tokens.';
  return `An API token needs one of the scopes ${scopes.map((scope) => `\`${scope}\``).join(', ')}.`;
}

function securityOf({ access, scopes }: Endpoint): Record<string, string[]>[] {
  if (access === 'public') return [];
  return access === 'operator' ? [{ operator: [] }] : [{ bearer: [...scopes] }];
}

/** Parameters travel as text; their schema says what the text is read as. */
function parametersOf(
  schema: z.ZodType | undefined,
  place: 'path' | 'query',
  schemas: SchemaCollector,
): Parameter[] {
  if (!schema) return [];
  const { properties = {} } = schemas.output(schema) as { properties?: Record<string, JsonSchema> };
  const required = (schemas.input(schema).required as string[] | undefined) ?? [];
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
    ...(property.type === 'array' && { style: 'form' as const, explode: false as const }),
  }));
}

function headersOf({ ifMatch, idempotent }: Endpoint): Parameter[] {
  const header = (name: string, description: string): Parameter => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  });
  return [
    ...(ifMatch
      ? [
          header(
            'If-Match',
            'The version the change is meant for, as the `ETag` told it; a list of them, or `*`.',
          ),
        ]
      : []),
    ...(idempotent
      ? [
          header(
            'Idempotency-Key',
            'A repeat with the same key and body gets the first answer, for 24 hours.',
          ),
        ]
      : []),
  ];
}

function requestBodyOf(endpoint: Endpoint, body: z.ZodType, schemas: SchemaCollector) {
  const json = schemas.input(body);
  const { multipart } = endpoint;
  return {
    required: true,
    content: {
      'application/json': { schema: json },
      ...(multipart && { 'multipart/form-data': { schema: formOf(multipart) } }),
    },
  };
}

const PART: Record<Multipart['fields'][string], JsonSchema> = {
  text: { type: 'string' },
  number: { type: 'integer' },
  boolean: { type: 'boolean' },
  json: { type: 'object', description: 'as JSON' },
  list: { type: 'string', description: 'separated by commas, or the part repeated' },
};

function formOf({ files, fields, required }: Multipart): JsonSchema {
  const parts = Object.entries(fields).map(([name, kind]) => [name, PART[kind]]);
  const file = { type: 'string', contentMediaType: 'application/octet-stream' };
  return {
    type: 'object',
    properties: { ...Object.fromEntries(parts), [files]: { type: 'array', items: file } },
    required: [...required],
    additionalProperties: false,
  } as JsonSchema;
}

function successOf(
  endpoint: Endpoint,
  answer: JsonSchema | undefined,
  components: Record<string, JsonSchema>,
): ResponseObject {
  const description = { 200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'No content' }[endpoint.status];
  if (endpoint.produces !== undefined) {
    const schema = {
      type: 'string' as const,
      ...(endpoint.produces.startsWith('text/') ? {} : { contentMediaType: endpoint.produces }),
    };
    return { description, content: { [endpoint.produces]: { schema } } };
  }
  if (!answer) return { description };
  const name = answer.$ref?.split('/').at(-1);
  const whole = name === undefined ? answer : components[name];
  const headers = whole?.properties?.version && {
    ETag: { description: 'The version, for `If-Match`.', schema: { type: 'string' as const } },
  };
  return { description, ...(headers && { headers }), content: { 'application/json': { schema: answer } } };
}

function problemResponses(endpoint: Endpoint, problem: JsonSchema): Record<string, ResponseObject> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set(problemsOf(endpoint))) {
    byStatus.set(PROBLEMS[code], [...(byStatus.get(PROBLEMS[code]) ?? []), code]);
  }
  const sorted = [...byStatus].sort(([a], [b]) => a - b);
  return Object.fromEntries(
    sorted.map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\``).join(', '),
        ...(status === 429 && {
          headers: {
            'Retry-After': { description: 'Seconds until the next try.', schema: { type: 'integer' } },
          },
        }),
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  );
}

function problemsOf({ access, params, body, ifMatch, idempotent, problems }: Endpoint): ProblemCode[] {
  const byAccess: Record<Access, ProblemCode[]> = {
    public: [],
    operator: ['unauthenticated', 'not_found'],
    signed_in: ['unauthenticated', 'scope_missing', 'enrolment_required'],
    ticketing: ['unauthenticated', 'ticketing_not_allowed', 'scope_missing', 'enrolment_required'],
    staff: ['unauthenticated', 'ticketing_not_allowed', 'scope_missing', 'enrolment_required', 'forbidden'],
    admin: ['unauthenticated', 'ticketing_not_allowed', 'scope_missing', 'enrolment_required', 'forbidden'],
  };
  const ofBody = ['malformed_request', 'unsupported_media_type', 'too_large'] as const;
  return [
    ...byAccess[access],
    'invalid_input',
    ...(params ? (['not_found'] as const) : []),
    ...(body ? ofBody : []),
    ...(ifMatch ? (['precondition_failed'] as const) : []),
    ...(idempotent ? (['idempotency_key_reused', 'request_in_progress'] as const) : []),
    ...(problems ?? []),
    'internal',
    'unavailable',
  ];
}

import { createHash } from 'node:crypto';
import { type ProblemCode, PROBLEMS } from '@noxdesk/contracts';
import { escapeHtml, fieldsOf, prose, typeInWords } from './docs-schema.js';
import { DOCS_STYLE } from './docs-style.js';
import { problemTitle } from './problem-texts.js';
import type { Content, OpenApiDocument, Operation, Parameter, ResponseObject } from './openapi.js';

/** The groups of routes by the names that Spanish readers know; what has none keeps its own. */
const GROUPS: Readonly<Record<string, string>> = {
  Identity: 'Identidad',
  Departments: 'Departamentos',
  Administration: 'Administración',
  Mail: 'Correo',
  Live: 'En directo',
  Operator: 'Operador',
  System: 'Sistema',
};
const inSpanish = (group: string) => escapeHtml(GROUPS[group] ?? group);

interface Placed {
  method: string;
  path: string;
  operation: Operation;
}

/** What the page may load: its own style, named by its hash, and nothing else. */
export const DOCS_CSP = [
  `default-src 'none'`,
  `style-src 'sha256-${createHash('sha256').update(DOCS_STYLE).digest('base64')}'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ');

/** The OpenAPI document as one page of HTML that needs no script and no other file. */
export function renderDocs(document: OpenApiDocument): string {
  const base = document.servers[0]!.url;
  const placed = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method, path: `${base}${path}`, operation })),
  );
  const groups = document.tags.map(({ name }) => ({
    name,
    operations: placed.filter(({ operation }) => operation.tags.includes(name)),
  }));
  return pageOf(
    `${document.info.title}: referencia`,
    `<div class="page">
<nav aria-label="Índice">
<strong>${escapeHtml(document.info.title)}</strong>
${groups.map(({ name, operations }) => menu(name, operations)).join('\n')}
<h2>Esquemas</h2>
<ul>${Object.keys(document.components.schemas)
      .sort()
      .map((name) => `<li><a href="#schema-${name}">${name}</a></li>`)
      .join('')}</ul>
</nav>
<main>
<h1>Referencia de la API</h1>
<p class="muted">Versión ${escapeHtml(document.info.version)} · base <code>${escapeHtml(base)}/</code> · como
documento <a href="../openapi.json">OpenAPI 3.1</a></p>
${introduction(document)}
${groups.map(({ name, operations }) => `<section><h2>${inSpanish(name)}</h2>${operations.map(article).join('')}</section>`).join('\n')}
<section><h2>Esquemas</h2>
${Object.entries(document.components.schemas)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, schema]) => `<article id="schema-${name}"><h3>${name}</h3>${fieldsOf(schema)}</article>`)
  .join('\n')}
</section>
</main>
</div>`,
  );
}

/** The page that the `type` of a problem names (RFC 9457 §3.1.1). */
export function renderProblemPage(code: ProblemCode): string {
  const title = escapeHtml(problemTitle(code, 'es'));
  return pageOf(
    `${title}: NoxDesk API`,
    `<main>
<h1>${title}</h1>
<p lang="en" class="muted">${escapeHtml(problemTitle(code, 'en'))}</p>
<p>Código <code>${code}</code>, estado HTTP <code>${PROBLEMS[code]}</code>.</p>
<p><a href="../../docs/">Referencia de la API</a></p>
</main>`,
  );
}

const pageOf = (title: string, body: string) => `<!doctype html>
<html lang="es">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${DOCS_STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;

const problemTable = () => `<table><thead><tr><th>Código</th><th>Estado</th><th>Significado</th></tr></thead>
<tbody>${Object.entries(PROBLEMS)
  .map(
    ([code, status]) =>
      `<tr><td><a href="../problems/${code}/"><code>${code}</code></a></td><td>${status}</td><td>${escapeHtml(problemTitle(code as ProblemCode, 'es'))}</td></tr>`,
  )
  .join('')}</tbody></table>`;

function introduction({ components }: OpenApiDocument): string {
  const schemes = components.securitySchemes as Record<string, { description?: string }>;
  return `<section><h2>Autenticación</h2>
<p>Todas las llamadas, salvo las públicas, llevan la cabecera <code>Authorization: Bearer &lt;token&gt;</code>.</p>
<table><thead><tr><th>Esquema</th><th>Descripción</th></tr></thead><tbody>${Object.entries(schemes)
    .map(
      ([name, { description = '' }]) =>
        `<tr><td><code>${name}</code></td><td>${prose(description)}</td></tr>`,
    )
    .join('')}</tbody></table>
<h2>Errores</h2>
<p>Un rechazo es un documento <code>application/problem+json</code> (RFC 9457):
<a href="#schema-Problem">Problem</a>. Su <code>code</code> es estable; <code>errors</code> nombra cada campo rechazado.</p>
${problemTable()}
</section>`;
}

const anchor = ({ operation }: Placed) => `op-${operation.operationId.replaceAll('.', '-')}`;

const menu = (name: string, operations: readonly Placed[]) => `<h2>${inSpanish(name)}</h2>
<ul>${operations
  .map((placed) => `<li><a href="#${anchor(placed)}">${escapeHtml(placed.operation.summary)}</a></li>`)
  .join('')}</ul>`;

function article(placed: Placed): string {
  const { method, path, operation } = placed;
  const { parameters = [], requestBody, responses } = operation;
  return `<article id="${anchor(placed)}">
<h3>${escapeHtml(operation.summary)}</h3>
<p class="route"><span class="method ${method}">${method.toUpperCase()}</span> <span class="path">${escapeHtml(path)}</span></p>
<p class="muted">${prose(operation.description)}</p>
${parameters.length > 0 ? parameterTable(parameters) : ''}
${requestBody ? `<h4>Cuerpo</h4>${bodies(requestBody.content)}` : ''}
<h4>Respuestas</h4>
${responseTable(responses)}
</article>`;
}

const PLACES = { path: 'ruta', query: 'consulta', header: 'cabecera' };

const parameterTable = (parameters: readonly Parameter[]) => `<h4>Parámetros</h4>
<table><thead><tr><th>Nombre</th><th>En</th><th>Valor</th></tr></thead><tbody>${parameters
  .map(
    ({
      name,
      in: place,
      required,
      schema,
      description = '',
    }) => `<tr><td><code>${escapeHtml(name)}</code></td>
<td>${PLACES[place]}${required ? '' : ' <span class="muted">opcional</span>'}</td>
<td>${typeInWords(schema)} <span class="muted">${prose(description)}</span></td></tr>`,
  )
  .join('')}</tbody></table>`;

const bodies = (content: Record<string, Content>) =>
  Object.entries(content)
    .map(([type, { schema }], index) => {
      const fields = schema.$ref ? `<p>${typeInWords(schema)}</p>` : fieldsOf(schema);
      return `<details${index === 0 ? ' open' : ''}><summary><code>${type}</code></summary>${fields}</details>`;
    })
    .join('');

const responseTable = (responses: Record<string, ResponseObject>) =>
  `<table><thead><tr><th>Estado</th><th>Contenido</th></tr></thead><tbody>${Object.entries(responses)
    .map(([status, response]) => `<tr><td>${status}</td><td>${answer(response)}</td></tr>`)
    .join('')}</tbody></table>`;

function answer({ description, headers = {}, content = {} }: ResponseObject): string {
  const [entry] = Object.entries(content);
  if (!entry) return escapeHtml(description);
  const [type, { schema }] = entry;
  if (type === 'application/problem+json') return prose(description);
  const named = Object.keys(headers).map((name) => `<code>${name}</code>`);
  const extra = named.length > 0 ? ` <span class="muted">con ${named.join(', ')}</span>` : '';
  const isNamed = schema.$ref !== undefined || schema.properties === undefined;
  const shown = type === 'application/json' ? typeInWords(schema) : `<code>${escapeHtml(type)}</code>`;
  return isNamed ? `${shown}${extra}` : `${fieldsOf(schema)}${extra}`;
}

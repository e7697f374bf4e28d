import { runnerImport, type Plugin } from 'vite';

const PUBLIC_ID = 'virtual:api-endpoints';
const RESOLVED_ID = `\0${PUBLIC_ID}`;

interface Route {
  method: string;
  path: string;
  query?: unknown;
  multipart?: { files: string; fields: Record<string, string> };
}

/**
 * The registry of routes without its schemas: what the browser needs to call the API, and none of the
 * validation library. The types of a call still come from the schemas.
 */
export function apiEndpoints(contracts: string): Plugin {
  return {
    name: 'noxdesk:api-endpoints',
    resolveId: (id) => (id === PUBLIC_ID ? RESOLVED_ID : null),
    async load(id) {
      if (id !== RESOLVED_ID) return null;
      const { module } = await runnerImport<{ endpoints: Record<string, Record<string, Route>> }>(contracts, {
        configFile: false,
        resolve: { alias: { '@noxdesk/domain': contracts.replace('/contracts/', '/domain/') } },
      });
      const routes = mapValues(module.endpoints, (group) =>
        mapValues(group, ({ method, path, query, multipart }) => ({
          method,
          path,
          // Whether it takes any: a list that takes none refuses a page's limit.
          ...(query !== undefined && { query: true }),
          ...(multipart && { multipart: { files: multipart.files, fields: multipart.fields } }),
        })),
      );
      return `export const endpoints = ${JSON.stringify(routes)};`;
    },
  };
}

function mapValues<In, Out>(record: Record<string, In>, change: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

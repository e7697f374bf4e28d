import { runnerImport, type Plugin } from 'vite';

const PUBLIC_ID = 'virtual:api-endpoints';
const RESOLVED_ID = `\0${PUBLIC_ID}`;
/** A route or a group of routes, as the sources name it, spread or not; not a property of something else. */
const USE = /(?<![\w$])(?<!(?<!\.\.)\.)endpoints\.(\w+)(?:\.(\w+))?/g;
const IMPORT = /import\s*\{[^}]*\bendpoints\b[^}]*\}\s*from/;
const LEFT = /(?<![\w$])(?<!(?<!\.\.)\.)endpoints\s*[.[]/;

interface Route {
  method: string;
  path: string;
  query?: unknown;
  multipart?: { files: string; fields: Record<string, string> };
}
type Routes = Record<string, Record<string, object>>;

/**
 * Writes the routes that a source calls into it, without their schemas: what the browser needs to call the API, none
 * of the validation library, and on no page the routes of another one. The types of a call come from the schemas.
 */
export function apiEndpoints(contracts: string): Plugin {
  let routes: Promise<Routes> | undefined;
  return {
    name: 'noxdesk:api-endpoints',
    resolveId: (id) => (id === PUBLIC_ID ? RESOLVED_ID : null),
    // Only its name is exported; nothing is left of it where it is used.
    load: (id) => (id === RESOLVED_ID ? 'export const endpoints = undefined;' : null),
    buildStart: () => {
      routes = undefined;
    },
    // Types are gone by then, and with them the routes that only they name.
    async transform(code, id) {
      if (id.includes('node_modules') || !IMPORT.test(code)) return null;
      const known = await (routes ??= readRoutes(contracts));
      const written = code.replace(USE, (use, group: string, route: string | undefined) => {
        const of = known[group];
        if (!of) return use;
        if (route === undefined) return `(${JSON.stringify(of)})`;
        if (!of[route]) throw new Error(`${id}: there is no route ${use}`);
        return `(${JSON.stringify(of[route])})`;
      });
      if (LEFT.test(written)) throw new Error(`${id}: routes are named as endpoints.group.route`);
      return { code: written, map: null };
    },
  };
}

async function readRoutes(contracts: string): Promise<Routes> {
  const { module } = await runnerImport<{ endpoints: Record<string, Record<string, Route>> }>(contracts, {
    configFile: false,
    resolve: { alias: { '@noxdesk/domain': contracts.replace('/contracts/', '/domain/') } },
  });
  return mapValues(module.endpoints, (group) =>
    mapValues(group, ({ method, path, query, multipart }) => ({
      method,
      path,
      // Whether it takes any: a list that takes none refuses a page's limit.
      ...(query !== undefined && { query: true }),
      ...(multipart && { multipart: { files: multipart.files, fields: multipart.fields } }),
    })),
  );
}

function mapValues<In, Out>(record: Record<string, In>, change: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

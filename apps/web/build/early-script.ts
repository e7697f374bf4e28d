import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

/** Sources by the name of what they make up; the script in the page loads a group by its name. */
export type Ahead = Record<string, readonly string[]>;

/** What this needs to know of a bundle; a chunk's own names are its sources' absolute paths. */
interface Chunk {
  type: 'chunk' | 'asset';
  fileName: string;
  facadeModuleId?: string | null;
  isEntry?: boolean;
  imports?: readonly string[];
}
type Bundle = Record<string, Chunk>;

/**
 * Puts one small classic script before everything else in the page: it runs before the first paint, which a module
 * cannot, and stands in a file of its own, because the content security policy forbids inline scripts. Groups of files
 * that it may ask for ahead of the application stand in `data-` attributes at its tag.
 */
export function earlyScript(name: string, file: string, ahead: Ahead): Plugin {
  let reference = '';
  let base = '/';
  return {
    name: 'noxdesk:early-script',
    configResolved(config) {
      base = config.base;
    },
    configureServer(server) {
      server.middlewares.use(`${base}${name}`, (_request, response) => {
        void readFile(file).then((source) => {
          response.setHeader('content-type', 'text/javascript');
          response.end(source);
        });
      });
    },
    async buildStart() {
      if (this.environment.mode !== 'build') return;
      reference = this.emitFile({ type: 'asset', name, source: await readFile(file) });
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, context) {
        const built = context.bundle ? Object.values(context.bundle) : [];
        const asset = built.find((output) => output.type === 'asset' && output.names.includes(name));
        if (reference && !asset) throw new Error(`${name} is missing from the bundle`);
        const attrs = {
          src: base + (asset?.fileName ?? name),
          ...(context.bundle && groupsOf(context.bundle, ahead)),
        };
        return [{ tag: 'script', attrs, injectTo: 'head-prepend' }];
      },
    },
  };
}

function groupsOf(bundle: Bundle, ahead: Ahead): Record<string, string> {
  const chunks = Object.values(bundle).filter(({ type }) => type === 'chunk');
  const withImports = (chunk: Chunk, found = new Set<string>()): Set<string> => {
    if (found.has(chunk.fileName)) return found;
    found.add(chunk.fileName);
    for (const imported of chunk.imports ?? []) if (bundle[imported]) withImports(bundle[imported], found);
    return found;
  };
  // The page names these itself.
  const known = new Set(chunks.filter(({ isEntry }) => isEntry).flatMap((chunk) => [...withImports(chunk)]));
  const filesOf = (sources: readonly string[]) =>
    sources.flatMap((source) => {
      const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(source));
      if (!chunk) throw new Error(`${source} is no chunk of its own: nothing can be loaded ahead of it`);
      return [...withImports(chunk)].filter((fileName) => !known.has(fileName));
    });
  return Object.fromEntries(
    Object.entries(ahead).map(([group, sources]) => [
      `data-${group}`,
      [...new Set(filesOf(sources))].map((fileName) => fileName.replace(/^assets\//, '')).join(' '),
    ]),
  );
}

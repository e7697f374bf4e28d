import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

/**
 * Puts one small classic script before everything else in the page: it runs before the first paint, which a module
 * cannot, and stands in a file of its own, because the content security policy forbids inline scripts.
 */
export function earlyScript(name: string, file: string): Plugin {
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
        return [
          { tag: 'script', attrs: { src: base + (asset?.fileName ?? name) }, injectTo: 'head-prepend' },
        ];
      },
    },
  };
}

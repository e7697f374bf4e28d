import { resolve } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Gives one module a script of its own before the application's, so that it runs as soon as it has come and does not
 * wait until all of the application has.
 */
export function firstModule(source: string): Plugin {
  let reference = '';
  let base = '/';
  return {
    name: 'noxdesk:first-module',
    configResolved(config) {
      base = config.base;
    },
    buildStart() {
      if (this.environment.mode !== 'build') return;
      reference = this.emitFile({ type: 'chunk', id: resolve(import.meta.dirname, '..', source) });
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, context) {
        const built = context.bundle ? Object.values(context.bundle) : [];
        const chunk = built.find(
          (output) => output.type === 'chunk' && output.facadeModuleId?.endsWith(source),
        );
        if (reference && !chunk) throw new Error(`${source} is missing from the bundle`);
        const attrs = { type: 'module', crossorigin: '', src: base + (chunk?.fileName ?? source) };
        return [{ tag: 'script', attrs, injectTo: 'head-prepend' }];
      },
    },
  };
}

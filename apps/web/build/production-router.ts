import type { Plugin } from 'vite';

/** The router's package names its development build for browsers, warnings and all; the other one lies beside it. */
export function productionRouter(): Plugin {
  return {
    name: 'noxdesk:production-router',
    enforce: 'pre',
    apply: 'build',
    async resolveId(source, importer, options) {
      if (!source.startsWith('react-router')) return null;
      const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
      return (
        resolved && resolved.id.replace('/react-router/dist/development/', '/react-router/dist/production/')
      );
    },
  };
}

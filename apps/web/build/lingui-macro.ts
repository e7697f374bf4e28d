import { transformAsync } from '@babel/core';
import macro from '@lingui/babel-plugin-lingui-macro';
import type { Plugin } from 'vite';

const USES_MACRO = /@lingui\/(?:core|react)\/macro/;

/**
 * Expands Lingui's macros with the same Babel plugin that extracts the messages, so that the ids in the bundle
 * and in the catalogues cannot differ. Files without a macro never reach Babel.
 */
export function linguiMacro(): Plugin {
  return {
    name: 'noxdesk:lingui-macro',
    enforce: 'pre',
    async transform(code, id) {
      const [path = ''] = id.split('?');
      if (!/\.tsx?$/.test(path) || path.includes('node_modules') || !USES_MACRO.test(code)) return null;
      const result = await transformAsync(code, {
        filename: path,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        plugins: [macro],
        parserOpts: { plugins: path.endsWith('x') ? ['typescript', 'jsx'] : ['typescript'] },
      });
      return result?.code ? { code: result.code, map: result.map } : null;
    },
  };
}

import { formatter } from '@lingui/format-po';
import { defineConfig } from '@lingui/conf';

export default defineConfig({
  locales: ['es', 'en'],
  sourceLocale: 'es',
  format: formatter({ origins: false }),
  catalogs: [
    { path: '<rootDir>/src/locales/{locale}', include: ['<rootDir>/src'], exclude: ['**/*.spec.*'] },
  ],
});

import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const NOXDESK = { regex: '^@noxdesk/(?!domain$)', message: 'A pure library stands alone.' };
const NODE = { regex: '^node:', message: 'The domain runs in browsers too.' };
const FRAMEWORKS = {
  regex: '^(?:@nestjs/|typeorm|bullmq|ioredis|fastify|react)',
  message: 'Libraries know no framework.',
};
const MODULES = { regex: '/modules/', message: 'The platform does not know the modules that stand on it.' };
const REPOSITORIES = {
  regex: String.raw`^\.\./(?:\.\./)?[a-z-]+/[a-z-]+\.(?:repository|entity)\.js$`,
  message: 'Reach another module through its service: its tables are its own.',
};
const CONNECTIONS = {
  regex: '^(?:node:)?(?:net|tls|https?|http2|dns|dgram)(?:/|$)|^(?:undici|imapflow)|^nodemailer/lib/smtp',
  allowImportNames: ['isIP', 'ServerResponse'],
  message: 'Connections that users ask for are made by the platform, behind its egress guard.',
};
const FEATURES = { regex: '(?:^|/)features/', message: 'Shared parts do not know features.' };
const APP = { regex: '(?:^|/)app/', message: 'Only the app puts features together.' };

const importsOf = (files, patterns) => ({
  files: [files],
  ignores: ['**/*.spec.*'],
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', '.data/', 'coverage/', 'test-output/', '**/locales/*.ts'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      globals: { ...globals.node },
      // Classes named only in decorated signatures are values all the same: the injector looks them up.
      parserOptions: { experimentalDecorators: true, emitDecoratorMetadata: true },
    },
    rules: {
      'no-console': 'error',
      eqeqeq: ['error', 'always'],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    },
  },
  // Imports run one way: apps → libs, modules → platform, features → components | lib. See docs/ARCHITECTURE.md.
  importsOf('libs/domain/src/**', [NOXDESK, NODE, FRAMEWORKS]),
  importsOf('libs/mail/src/**', [NOXDESK, FRAMEWORKS]),
  importsOf('libs/{contracts,embedded}/src/**', [FRAMEWORKS]),
  importsOf('apps/api/src/{config,platform}/**', [MODULES]),
  importsOf('apps/api/src/modules/**', [REPOSITORIES, CONNECTIONS]),
  {
    files: ['apps/api/src/**'],
    ignores: ['**/*.spec.*'],
    rules: { 'no-restricted-globals': ['error', { name: 'fetch', message: CONNECTIONS.message }] },
  },
  importsOf('apps/web/src/{components,lib}/**', [FEATURES, APP]),
  importsOf('apps/web/src/features/**', [APP]),
  { files: ['scripts/**', 'apps/api/bench/**', '**/*.config.*'], rules: { 'no-console': 'off' } },
  {
    files: ['apps/web/**'],
    languageOptions: { globals: { ...globals.browser } },
    plugins: { 'react-hooks': reactHooks },
    rules: reactHooks.configs.recommended.rules,
  },
);

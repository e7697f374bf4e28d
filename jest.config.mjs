// One configuration for every kind of test. `scripts/test.mjs` picks the projects:
//   unit         beside the source, nothing real but the code itself
//   integration  real PostgreSQL and Redis (and Dovecot, SMTP where a file says so)
//   e2e          the built product in real Chromium
//   full         the long suites (kill loops, fuzzing, access matrix, backup, and the browser in the rarer corners)
const swc = {
  swcrc: false, // The build's own file leaves tests out.

  jsc: {
    parser: { syntax: 'typescript', decorators: true, tsx: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, react: { runtime: 'automatic' } },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '\\.tsx?$': ['@swc/jest', swc] },
  moduleNameMapper: {
    '^@noxdesk/([a-z]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
};

const project = (displayName, testMatch, more = {}) => ({
  ...base,
  displayName,
  testMatch: testMatch.map((glob) => `<rootDir>/${glob}`),
  ...more,
});

const services = {
  globalSetup: '<rootDir>/apps/api/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/apps/api/test/support/global-teardown.mjs',
};

export default {
  projects: [
    project('unit', [
      'scripts/**/*.spec.mjs',
      'libs/*/src/**/*.spec.ts',
      'libs/*/test/**/*.spec.ts',
      'apps/*/src/**/*.spec.{ts,tsx}',
    ]),
    project('integration', ['apps/api/test/integration/**/*.spec.ts'], services),
    project('e2e', ['apps/api/test/e2e/**/*.spec.ts'], services),
    project('full', ['apps/api/test/full/**/*.spec.ts', 'libs/*/test/full/**/*.full.ts'], services),
  ],
  testTimeout: 60_000,
};

import { globSync, readFileSync } from 'node:fs';
import { defineConfig, type OxlintConfig } from 'oxlint';

const TYPESCRIPT = ['**/*.ts', '**/*.tsx'];
const TESTS = ['test/**/*.ts', '**/*.spec.ts', 'libs/*/src/testing/**/*.ts'];
/** What is no product but the tests' own. */
const TESTED_WITH = [...TESTS, 'test/**/*.mjs', 'src/**/testing/**/*.ts', '**/*.fixture.ts'];
/** Nest injects by the class that a decorated member names, which must stay a value import there. */
const DECORATED = globSync('{src,libs,test}/**/*.ts', { cwd: import.meta.dirname }).filter((path) =>
  /^\s*@[A-Z]\w*\(/m.test(readFileSync(`${import.meta.dirname}/${path}`, 'utf8')),
);

const set = <T extends 'error' | 'off'>(names: readonly string[], severity: T): Record<string, T> =>
  Object.fromEntries(names.map((name) => [name, severity]));

/** Told by the text of one file. */
const SYNTAX: OxlintConfig['rules'] = {
  ...set(
    [
      'no-array-constructor',
      'no-unused-expressions',
      'no-var',
      'prefer-const',
      'prefer-rest-params',
      'prefer-spread',
      'typescript/ban-ts-comment',
      'typescript/no-duplicate-enum-values',
      'typescript/no-empty-object-type',
      'typescript/no-explicit-any',
      'typescript/no-extra-non-null-assertion',
      'typescript/no-misused-new',
      'typescript/no-namespace',
      'typescript/no-non-null-asserted-optional-chain',
      'typescript/no-require-imports',
      'typescript/no-this-alias',
      'typescript/no-unnecessary-type-constraint',
      'typescript/no-unsafe-declaration-merging',
      'typescript/no-unsafe-function-type',
      'typescript/no-wrapper-object-types',
      'typescript/prefer-as-const',
      'typescript/prefer-namespace-keyword',
      'typescript/triple-slash-reference',
    ],
    'error',
  ),
  'no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true },
  ],
};

/** Told by the compiler's types, most of them. */
const TYPES: OxlintConfig['rules'] = {
  ...set(
    [
      'typescript/await-thenable',
      'typescript/consistent-type-imports',
      'typescript/no-array-delete',
      'typescript/no-base-to-string',
      'typescript/no-deprecated',
      'typescript/no-duplicate-type-constituents',
      'typescript/no-floating-promises',
      'typescript/no-for-in-array',
      'typescript/no-implied-eval',
      'typescript/no-import-type-side-effects',
      'typescript/no-misused-promises',
      'typescript/no-non-null-assertion',
      'typescript/no-redundant-type-constituents',
      'typescript/no-unnecessary-type-assertion',
      'typescript/no-unsafe-argument',
      'typescript/no-unsafe-assignment',
      'typescript/no-unsafe-call',
      'typescript/no-unsafe-enum-comparison',
      'typescript/no-unsafe-member-access',
      'typescript/no-unsafe-return',
      'typescript/no-unsafe-unary-minus',
      'typescript/only-throw-error',
      'typescript/prefer-promise-reject-errors',
      'typescript/restrict-plus-operands',
      'typescript/unbound-method',
    ],
    'error',
  ),
  'typescript/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  'typescript/return-await': ['error', 'error-handling-correctness-only'],
  'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
};

const REACT = set(
  [
    'react/error-boundaries',
    'react/exhaustive-deps',
    'react/globals',
    'react/immutability',
    'react/incompatible-library',
    'react/preserve-manual-memoization',
    'react/purity',
    'react/refs',
    'react/rules-of-hooks',
    'react/set-state-in-effect',
    'react/set-state-in-render',
    'react/static-components',
    'react/unsupported-syntax',
    'react/use-memo',
  ],
  'error',
);

/** What supertest and JSON.parse hand over is `any`; the assertions are what checks it. */
const ANY = [
  'typescript/no-unsafe-argument',
  'typescript/no-unsafe-assignment',
  'typescript/no-unsafe-call',
  'typescript/no-unsafe-member-access',
  'typescript/no-unsafe-return',
  'typescript/unbound-method',
];

const SETTINGS_ELSEWHERE: OxlintConfig['rules'] = {
  'no-restricted-properties': [
    'error',
    { object: 'process', property: 'env', message: 'Take it from src/platform/config; only main.ts reads it.' },
  ],
};

const READERS_LANGUAGE: OxlintConfig['rules'] = {
  'bellhop/readers-language': 'error',
  'i18next/no-literal-string': [
    'error',
    {
      mode: 'all',
      'should-validate-template': true,
      message: 'Text belongs into libs/hotel/messages (docs/decisions/0038)',
      // A capitalised word, or two words: anything else is a name in the code.
      words: { include: ['[A-ZÀ-Þ][a-zà-ÿ].*', '.*[A-Za-zÀ-ÿ]{2,}.* [A-Za-zÀ-ÿ]{2,}.*'] },
      'jsx-attributes': { exclude: ['className', 'style', 'bd', 'aria-keyshortcuts'] },
      callees: { exclude: ['lazyRouteComponent', 'useMediaQuery', '(?:[A-Z]\\w*)?Error', 'dayjs\\(.*\\).format'] },
    },
  ],
};

/** Later entries win. test/tools/lint-rules.spec.ts breaks each rule. */
export default defineConfig({
  plugins: ['typescript', 'react'],
  jsPlugins: ['./tools/lint/plugin.mjs', 'eslint-plugin-i18next'],
  categories: { correctness: 'off' },
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  ignorePatterns: ['**/dist/', '.cache/', '.data/', 'coverage/'],
  rules: {
    'bellhop/disable-needs-reason': 'error',
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'no-console': 'error',
  },
  overrides: [
    { files: [...TYPESCRIPT, '**/*.mjs'], rules: SYNTAX },
    { files: TYPESCRIPT, rules: { ...TYPES, 'bellhop/one-way': 'error' } },
    { files: DECORATED, rules: { 'typescript/consistent-type-imports': 'off' } },
    {
      files: ['src/**/*.ts', 'libs/**/*.ts'],
      excludeFiles: ['src/platform/config/**', 'src/main.ts', ...TESTS],
      rules: SETTINGS_ELSEWHERE,
    },
    { files: TESTS, rules: set(ANY, 'off') },
    { files: TESTED_WITH, rules: { 'bellhop/no-luck': 'error' } },
    { files: ['apps/web/**/*.ts', 'apps/web/**/*.tsx'], rules: REACT },
    {
      files: ['apps/web/src/**/*.ts', 'apps/web/src/**/*.tsx'],
      // What no reader sees, or what is called the same in every language: products, typefaces.
      excludeFiles: ['**/*.spec.ts', '**/service-worker/**', '**/ui/brand.tsx', '**/ui/device.ts', '**/app/theme.ts'],
      rules: READERS_LANGUAGE,
    },
    // What a person at a terminal is told.
    { files: ['src/main.ts', 'apps/bench/**/*.ts', '**/*.mjs'], rules: { 'no-console': 'off' } },
  ],
});

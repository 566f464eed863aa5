import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const NO_DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration',
  message: 'Named exports only: a name that is the same everywhere can be searched for.',
};
const NO_TOP_LEVEL_ARROW = {
  selector:
    'Program > VariableDeclaration > VariableDeclarator > ArrowFunctionExpression, ' +
    'Program > ExportNamedDeclaration > VariableDeclaration > VariableDeclarator > ArrowFunctionExpression',
  message: 'Write `function name()`: it is hoisted, so the important things can stand first.',
};
const ERASABLE_ONLY = {
  selector: 'TSEnumDeclaration, TSParameterProperty',
  message: 'Only erasable syntax: a union of literals, or a field.',
};

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/', 'data/', 'coverage/', '*.cjs'] },
  js.configs.recommended,
  {
    files: ['**/*.mjs', '*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        performance: 'readonly',
        Buffer: 'readonly',
        console: 'readonly',
        URL: 'readonly',
      },
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    ignores: ['clients/**'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['vitest.config.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, NO_TOP_LEVEL_ARROW, ERASABLE_ONLY],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      // We use `type`; the two places that merge a library's interface say so.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // Numbers, bigints and booleans read well in templates.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `query<R>(sql)`: the caller says what the rows are, at the parsing edge of a store.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Our types hold plain functions, which use no `this`; there is nothing to unbind.
      '@typescript-eslint/unbound-method': 'off',
      // Libraries number their types; the numbers come from the server.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // Texts are spread into characters on purpose.
      '@typescript-eslint/no-misused-spread': 'off',
      // A function may be async because its contract is, and a test may ignore what an expectation returns.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-invalid-void-type': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.test.ts', 'kernel/src/testing*.ts'],
    rules: {
      'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, ERASABLE_ONLY],
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
    },
  },
  {
    // Generated; a test holds it against what would be generated now.
    files: ['clients/**/*.ts'],
    languageOptions: { parser: tseslint.parser },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    rules: Object.fromEntries(Object.keys(js.configs.recommended.rules).map((r) => [r, 'off'])),
  },
  {
    // The command line writes to people.
    files: ['apps/cli/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['vitest.config.ts', 'eslint.config.js', 'apps/portal/vite.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);

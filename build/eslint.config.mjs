import { defineConfig, globalIgnores } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/**
 * What ESLint's own recommended set says beyond the compiler, which checks the names and the rest.
 *
 * @type {import('eslint').Linter.RulesRecord}
 */
const language = {
  'array-callback-return': 'error',
  curly: ['error', 'multi-line'],
  eqeqeq: 'error',
  'for-direction': 'error',
  'no-async-promise-executor': 'error',
  'no-case-declarations': 'error',
  'no-compare-neg-zero': 'error',
  'no-cond-assign': 'error',
  'no-constant-binary-expression': 'error',
  'no-constant-condition': ['error', { checkLoops: 'allExceptWhileTrue' }],
  'no-control-regex': 'error',
  'no-debugger': 'error',
  'no-dupe-else-if': 'error',
  'no-duplicate-case': 'error',
  'no-empty': ['error', { allowEmptyCatch: false }],
  'no-empty-character-class': 'error',
  'no-empty-pattern': 'error',
  'no-eval': 'error',
  'no-ex-assign': 'error',
  'no-fallthrough': 'error',
  'no-invalid-regexp': 'error',
  'no-irregular-whitespace': 'error',
  'no-loss-of-precision': 'error',
  'no-misleading-character-class': 'error',
  'no-prototype-builtins': 'error',
  'no-regex-spaces': 'error',
  'no-self-assign': 'error',
  'no-self-compare': 'error',
  'no-shadow-restricted-names': 'error',
  'no-sparse-arrays': 'error',
  'no-unmodified-loop-condition': 'error',
  'no-unsafe-finally': 'error',
  'no-unsafe-optional-chaining': 'error',
  'no-useless-escape': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'use-isnan': 'error',
  'valid-typeof': 'error',
};

/**
 * House rules for every file.
 *
 * @type {import('eslint').Linter.RulesRecord}
 */
const house = {
  'max-lines': ['error', { max: 400 }],
  // Inline configuration has no effect here (noInlineConfig), and trying it is an error.
  'no-warning-comments': ['error', { terms: ['eslint-disable', 'eslint-enable', 'prettier-ignore'], location: 'anywhere' }],
};

/** @type {import('eslint').Linter.RulesRecord} */
const typed = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  // Also with a default branch, which would swallow the next new member of the union.
  '@typescript-eslint/switch-exhaustiveness-check': 'error',
  '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: true }],
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
  ],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  // Ports are written as methods and made of closures here; taking one out of its port is safe and common.
  '@typescript-eslint/unbound-method': 'off',
  // A method without await may well implement a port whose other side waits.
  '@typescript-eslint/require-await': 'off',
};

/** No text for people in code: it comes from resources/locales, in every language. */
const CHINESE = '/[\\u4e00-\\u9fff]/';
const chineseText = [`Literal[value=${CHINESE}]`, `TemplateElement[value.raw=${CHINESE}]`, `JSXText[value=${CHINESE}]`].map(
  (selector) => ({ selector, message: 'Text for people is a locale key (resources/locales).' }),
);

const windowBridge = [
  { selector: 'Identifier[name="yilan"]', message: "The window's bridge is read in renderer/bridge only." },
  {
    selector: 'MemberExpression[computed=true][property.value="yilan"]',
    message: "The window's bridge is read in renderer/bridge only.",
  },
];

/** A page's own channels, which would pass the registrar by: `contents.ipc.on(…)`, `frame.ipc.handle(…)`. */
const contentsIpc = {
  selector: 'MemberExpression[property.name="ipc"]',
  message: 'Channels are registered in main/ipc/registrar.ts only.',
};

/**
 * @param {string} importName
 * @param {string} where
 * @returns {import('eslint').Linter.RuleEntry}
 */
const notFromElectron = (importName, where) => [
  'error',
  { paths: [{ name: 'electron', importNames: [importName], message: `Raw ${importName} is used in ${where} only.` }] },
];

const TYPESCRIPT = ['**/*.ts', '**/*.tsx'];
const TESTS = ['**/*.test.ts', '**/*.test.tsx', 'test/**'];

export default defineConfig(
  globalIgnores(['dist/', 'release/', 'shots/', '.cache/', 'test/boundaries/fixtures/', 'resources/']),
  {
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' },
    rules: { ...language, ...house },
  },
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' } },
  {
    files: TYPESCRIPT,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: `${import.meta.dirname}/..` } },
    rules: typed,
  },
  {
    files: ['main/**', 'preload/**', 'renderer/**'],
    ignores: TESTS,
    rules: { 'no-console': 'error' },
  },
  {
    files: ['main/**/*.ts'],
    rules: {
      'no-restricted-imports': notFromElectron('ipcMain', 'main/ipc/registrar.ts'),
      'no-restricted-syntax': ['error', contentsIpc],
    },
  },
  {
    files: ['preload/**/*.ts'],
    rules: { 'no-restricted-imports': notFromElectron('ipcRenderer', 'preload/window-bridge.ts') },
  },
  {
    files: ['main/ipc/registrar.ts', 'preload/window-bridge.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest'] ?? []],
    rules: {
      'react-hooks/exhaustive-deps': 'error',
      'react-hooks/incompatible-library': 'error',
      'react-hooks/unsupported-syntax': 'error',
      'no-restricted-syntax': ['error', ...windowBridge, ...chineseText],
    },
  },
  {
    files: ['renderer/**/*.test.{ts,tsx}', 'renderer/**/*.fixture.ts'],
    rules: { 'no-restricted-syntax': ['error', ...windowBridge] },
  },
  {
    files: ['renderer/bridge/**'],
    ignores: TESTS,
    rules: { 'no-restricted-syntax': ['error', ...chineseText] },
  },
  {
    // Assertions read loosely typed answers on purpose (`expect(…)`, JSON, a running page).
    files: TESTS,
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);

import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'
import svelteConfig from './svelte.config.js'

const unused = ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }]

/** What must not come in: markup from strings, and Node in what a browser runs. */
const browserOnly = {
  'no-restricted-imports': [
    'error',
    { patterns: [{ regex: '^node:', message: 'Runs in a browser: no Node modules.' }] },
  ],
  'no-restricted-properties': [
    'error',
    { property: 'innerHTML', message: 'Text goes in as text: Trusted Types refuse markup from strings.' },
    { property: 'outerHTML', message: 'Text goes in as text: Trusted Types refuse markup from strings.' },
    { property: 'insertAdjacentHTML', message: 'Text goes in as text: Trusted Types refuse markup from strings.' },
  ],
}

export default ts.config(
  {
    ignores: [
      'node_modules/',
      'dist/',
      '.tributary/',
      'contracts/out/',
      'contracts/cache/',
      'contracts-abi/',
      'tests/harness/red/out/',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', 'src/local/*.js', 'public/*.js', 'contracts/tools/*.cjs'] },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      // TypeScript itself knows every name.
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': unused,
      // Bounds are proven by noUncheckedIndexedAccess; where the code knows better it says so with `!`.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allow: [{ from: 'package', name: ['CID', 'PeerId'], package: 'multiformats' }] },
      ],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'max-lines': ['error', 250],
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      // The policy refuses style attributes in markup; `style:width={…}` goes through CSSOM and is fine.
      'no-restricted-syntax': ['error', { selector: 'SvelteAttribute[key.name="style"]', message: 'Use style:x={…}.' }],
      'svelte/no-unused-svelte-ignore': 'off',
      // Plain Maps and Sets are meant where they stand; what has to react says $state.
      'svelte/prefer-svelte-reactivity': 'off',
      'svelte/no-navigation-without-resolve': 'off',
      // Types of Svelte's own expressions are svelte-check's to judge.
      ...ts.configs.disableTypeChecked.rules,
    },
  },
  { files: ['src/**/*.{ts,svelte}'], ignores: ['src/local/**'], rules: browserOnly },
  {
    files: ['**/*.{js,cjs,mjs}'],
    extends: [ts.configs.disableTypeChecked],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['tests/**'],
    rules: { 'max-lines': 'off', '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
)

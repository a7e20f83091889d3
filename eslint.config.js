import js from '@eslint/js'
import tseslint from 'typescript-eslint'

/** Files that may print: what a person at a terminal runs. */
const printing = ['src/cli/**', 'src/demo/**', 'src/runtime/cli/**', 'tools/**', 'bench/**', 'examples/**']

/** Methods of TypeORM that hide statements, or write without the version check of design §3.2. */
const hidden = [
  'save',
  'remove',
  'upsert',
  'increment',
  'decrement',
  'softDelete',
  'softRemove',
  'preload',
  'synchronize',
]

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'node_modules/', 'src/contract/', 'data/'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // An empty text is often as good as none.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // Rows are plain data that happen to be described by a class, and text is split into code points on purpose.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      // The compiler checks these with better knowledge.
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `while (true)` with a return says what it means.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only src/config.ts reads the environment; take the value from Config.',
        },
      ],
    },
  },
  {
    files: ['src/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: `CallExpression[callee.object.name='tx'][callee.property.name=/^(${hidden.join('|')})$/]`,
          message: 'Write rows by insertRows and changeRow, so that each statement is seen and the version is checked.',
        },
        { selector: 'ExportDefaultDeclaration', message: 'Exports have names.' },
      ],
    },
  },
  { files: printing, rules: { 'no-console': 'off' } },
  {
    files: ['src/config.ts', 'test/**', 'tools/**', 'bench/**', 'examples/**', '*.js'],
    rules: { 'no-restricted-properties': 'off' },
  },
  // Matchers of jest stand for any value inside an expected one.
  { files: ['test/**'], rules: { '@typescript-eslint/no-unsafe-assignment': 'off' } },
  // Loops over bytes check their bounds once; a test may say that a value is there, and fails if not.
  { files: ['src/soap/**', 'test/**', 'tools/**'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  { files: ['**/*.js', '**/*.cjs', '**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
)

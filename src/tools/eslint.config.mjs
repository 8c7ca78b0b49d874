import tseslint from 'typescript-eslint';

const noVscode = {
  'no-restricted-imports': [
    'error',
    { paths: [{ name: 'vscode', message: "Only src/vscode and src/extension.ts may import 'vscode'." }] },
  ],
};

/** The layers of src/core, lowest first; a layer may import from those before it (see src/ARCHITECTURE.md). */
export default tseslint.config(
  { ignores: ['**/*.mjs', '**/*.d.mts', '**/*.js', 'dist/**', 'node_modules/**'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/return-await': ['error', 'always'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // `readonly T[]` parameters and `void` arrow bodies are used on purpose.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
      // tsc's noPropertyAccessFromIndexSignature asks for the brackets.
      '@typescript-eslint/dot-notation': 'off',
    },
  },
  {
    files: [
      'src/core/**',
      'src/host/**',
      'src/cli/**',
      'test/unit/**',
      'test/process/**',
      'test/guest/**',
      'test/bench/**',
    ],
    rules: noVscode,
  },
);

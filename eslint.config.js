// One rule only, the one that needs TypeScript's own types: Biome does all the rest of the linting, and its
// noFloatingPromises knows our types but not those of Node and of the packages (`writeFile(…);` passes it).
import plugin from '@typescript-eslint/eslint-plugin';
import parser from '@typescript-eslint/parser';

export default [
  { ignores: ['dist/', 'coverage/', 'node_modules/', '**/*.js', '**/*.mjs', '**/*.d.ts', 'examples/electron/', 'examples/nextjs/'] }, // the last two have packages of their own
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: {
      parser,
      parserOptions: {
        project: ['.', './src/web', './report-page', './web-page', './server-page', './drawing-page', './studio', './examples/web'].map(
          (folder) => `${folder}/tsconfig.json`,
        ),
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { '@typescript-eslint': plugin },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
    },
  },
];

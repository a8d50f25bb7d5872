// What Biome, which does all the rest of the linting, cannot: the rule that needs TypeScript's own types (its own
// noFloatingPromises does not know those of Node and of the packages: `writeFile(…);` passes it), and one of ours.
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
  {
    // One such import, and every command loads the whole library before it can print its help: 0.3 s of processor become 1.5.
    files: ['src/cli/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[importKind!='type'][source.value=/^graft-ml/]",
          message: "Load the library within the command that needs it: await import('graft-ml').",
        },
      ],
    },
  },
];

import { defineConfig } from 'vitest/config';

/** `graft-ml` is the source, not what was built: tests of a room import it by name where a user would. */
const conditions = ['graft-source', 'node', 'import', 'module', 'default'];

const shared = {
  pool: 'forks', // native add-ons (ONNX Runtime, sharp, lmdb) crash under worker threads
  testTimeout: 30_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 20_000 } }, // what a test waits for comes late on a busy machine
} as const;

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        // One process for many files: what most of them spend is the time to load the library. They leave no state behind them.
        test: { ...shared, isolate: false, name: 'unit', include: ['{src,studio}/**/*.test.ts'], exclude: ['src/cli/**'] },
      },
      {
        // Whole programs: what was built is run as a user runs it, so it is built first.
        resolve: { conditions },
        ssr: { resolve: { conditions } },
        test: {
          ...shared,
          name: 'program',
          include: ['test/**/*.test.ts', 'src/cli/**/*.test.ts'],
          globalSetup: ['test/build-if-stale.ts', 'test/measure-precision.ts'],
          testTimeout: 120_000,
        },
      },
    ],
  },
});

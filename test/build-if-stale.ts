import { spawnSync } from 'node:child_process';

/**
 * Builds `dist/` once before the tests that run it, where a source is newer than what was built.
 *
 * An error of types does not stop the tests: the compiler has said it, it builds all the same, and `npm run check` fails.
 */
export function setup(): void {
  spawnSync(process.execPath, ['scripts/build.mjs', '--if-stale'], { stdio: 'inherit' });
}

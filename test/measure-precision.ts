import { spawnSync } from 'node:child_process';

/**
 * Has this machine's quicker precision measured, once, before the tests: amid their own work the answer would be chance, and it is kept.
 *
 * Where the network cannot be fetched nothing is measured, and the tests that need it are skipped.
 */
export function setup(): void {
  const measured = "import('graft-ml').then(({ loadBackbone }) => loadBackbone()).catch(() => {})";
  spawnSync(process.execPath, ['--input-type=module', '--eval', measured], { stdio: 'inherit' });
}

// What `npm ci` runs in a clone: builds dist/, so that `npx graft` works, and fetches the default backbone, so that all
// works with the network unplugged from then on. It never fails for want of a network: the first use fetches, then.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const backbone = 'inception-v3';
const root = fileURLToPath(new URL('..', import.meta.url));
const main = join(root, 'dist', 'cli', 'main.js');

/**
 * Whether npm installs in this very folder: a person's clone. Not where it packs or publishes, nor where Graft is a git
 * dependency, which npm clones to a folder of its own, installs and prepares there, and prepares again from its user's.
 */
function isClone() {
  const { npm_command: command = '', npm_config_local_prefix: installing, _PACOTE_NO_PREPARE_: asDependency } = process.env;
  if (!['ci', 'install'].includes(command) || asDependency !== undefined || installing === undefined) return false;
  return realpathSync(installing) === realpathSync(root);
}

function hasCompiler() {
  try {
    createRequire(import.meta.url).resolve('typescript-7/package.json');
    return true;
  } catch {
    return false;
  }
}

if (!hasCompiler()) {
  console.log('graft: not built, because the development dependencies are not installed.');
} else if (!build()) {
  process.exitCode = 1;
} else if (isClone() && existsSync(main)) {
  fetchBackbone();
}

function fetchBackbone() {
  console.log(`graft: fetching the backbone ${backbone}, once`);
  const { status, stderr } = spawnSync(process.execPath, [main, 'backbones', 'pull', backbone], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: 300_000, // a network that answers nothing must not hold up an install for longer
  });
  if (status === 0) return;
  const said = stderr.split('\n').map((line) => line.trim());
  console.log(`graft: not fetched now (${said.find((line) => line !== '') ?? 'no answer'}); the first use will fetch it.`);
}

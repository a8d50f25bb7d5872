// What `npm ci` runs in a clone: builds dist/, so that `npx graft` works, and fetches the default backbone, so that all
// works with the network unplugged from then on. It never fails for want of a network: the first use fetches, then.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const backbone = 'inception-v3';
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** Whether this is a person's clone: not `npm pack` or `npm publish`, nor npm packing a git dependency for someone else. */
const isClone = ['ci', 'install'].includes(process.env.npm_command ?? '') && process.env._PACOTE_NO_PREPARE_ === undefined;

function hasCompiler() {
  try {
    createRequire(import.meta.url).resolve('typescript');
    return true;
  } catch {
    return false;
  }
}

if (!hasCompiler()) {
  console.log('graft: not built, because the development dependencies are not installed.');
} else if (!build()) {
  process.exitCode = 1;
} else if (isClone && existsSync(main)) {
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
  const reason = stderr
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '');
  console.log(`graft: not fetched now (${reason ?? 'no answer'}); the first use will.`);
}

// Builds dist/ from src/. Plain JavaScript: it runs before anything is built, on a Node that cannot run TypeScript.
//
//   node scripts/build.mjs              builds
//   node scripts/build.mjs --if-stale   builds only where a source is newer than what was built
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
/** What the browser of a person at Studio loads; Vite makes it from studio/ and from what that imports of src/. */
const studioPage = join(dist, 'studio-page');
const bin = join(dist, 'cli', 'graft.cjs');

/** What of src/ the page is made of, too. */
const sharedWithPage = [
  ...['contract', 'contract-values', 'shipping-contract', 'api', 'requests'].map((name) => `studio/${name}.ts`),
  'server/contract.ts',
].map((file) => join(root, 'src', file));

/** Paths of all files under a folder, relative to it. */
function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(join(folder, file)).isFile());
}

const isSource = (file) => /\.c?ts$/.test(file) && !file.endsWith('.test.ts');

/** Whether a source, or what decides how it is built, is newer than its output. */
export function isStale() {
  const configurations = ['package.json', 'tsconfig.json', 'tsconfig.build.json'].map((file) => join(root, file));
  const configured = Math.max(...configurations.map((file) => statSync(file).mtimeMs));
  const sources = filesUnder(join(root, 'src')).filter((file) => isSource(file) && !file.endsWith('.d.ts'));
  const isOld = sources.some((file) => {
    const built = join(dist, file.replace(/\.(c?)ts$/, '.$1js'));
    return !existsSync(built) || statSync(built).mtimeMs < Math.max(configured, statSync(join(root, 'src', file)).mtimeMs);
  });
  return isOld || isPageStale(configured);
}

/** The same for Studio's page, of which every file is as old as its `index.html`. */
function isPageStale(configured) {
  const page = join(studioPage, 'index.html');
  if (!existsSync(page)) return true;
  const sources = [...filesUnder(join(root, 'studio')).map((file) => join(root, 'studio', file)), ...sharedWithPage];
  return Math.max(configured, ...sources.map((file) => statSync(file).mtimeMs)) > statSync(page).mtimeMs;
}

/** Bundles Studio's page. Returns whether it could. */
function buildPage() {
  const vite = join(createRequire(import.meta.url).resolve('vite/package.json'), '..', 'bin', 'vite.js');
  const options = ['build', '--config', 'studio/vite.config.ts', '--logLevel', 'warn'];
  return (
    spawnSync(process.execPath, [vite, ...options], { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_ENV: 'production' } })
      .status === 0
  );
}

/** Compiles, and removes what was built from sources that are gone. Returns whether the types were right. */
export function build() {
  const tsc = join(createRequire(import.meta.url).resolve('typescript-7/package.json'), '..', 'bin', 'tsc');
  // The rooms of Node first, then the browser's, which is checked against a browser's types.
  const statuses = ['tsconfig.build.json', 'src/web/tsconfig.build.json'].map(
    (project) => spawnSync(process.execPath, [tsc, '-p', project], { cwd: root, stdio: 'inherit' }).status,
  );
  for (const file of filesUnder(dist).filter((each) => !each.startsWith('studio-page'))) {
    const source = join(
      root,
      'src',
      file.replace(/\.d\.(c?)ts$|\.(c?)js$/, (_, types, code) => `.${types ?? code}ts`),
    );
    if (!existsSync(source)) rmSync(join(dist, file));
  }
  if (existsSync(bin)) chmodSync(bin, 0o755);
  const hasPage = buildPage();
  return hasPage && statuses.every((status) => status === 0);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  if (!process.argv.includes('--if-stale') || isStale()) process.exitCode = build() ? 0 : 1;
}

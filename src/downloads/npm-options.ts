import { dirname, join } from 'node:path';
import type { Environment } from '../storage/cache-folder.ts';

/** npm's own waits between attempts begin at 10 s: right for an install, too long for a person to learn that the network is down. */
const waits = { factor: 4, minTimeout: 300, maxTimeout: 5000 };

/**
 * The options with which npm itself would fetch a package here: registry, scoped registries, credentials, proxy,
 * certificates, cache, offline, read from the project's, the user's and the machine's `.npmrc` and from `npm_config_…`.
 *
 * @param environment The variables to read; not changed.
 * @param cwd Where to look for a project's `.npmrc`, here and in the folders above.
 */
export async function npmOptions(environment: Environment = process.env, cwd: string = process.cwd()): Promise<Record<string, unknown>> {
  const [{ default: Config }, { default: npm }] = await Promise.all([
    import('@npmcli/config'),
    import('@npmcli/config/lib/definitions/index.js'),
  ]);
  const config = new Config({
    ...npm,
    npmPath: npmPath(environment),
    argv: [], // ours are not npm's
    env: { ...environment }, // a copy: loading writes into it
    cwd,
    warn: false,
  });
  await config.load();
  const { retry } = config.flat; // how often is the user's to say
  return { ...config.flat, retry: { ...(typeof retry === 'object' ? retry : {}), ...waits } };
}

/** Where npm itself stands: there lies the `npmrc` that a distribution may have put beside it. */
function npmPath(environment: Environment): string {
  const running = environment['npm_execpath']; // …/npm/bin/npm-cli.js, set by npm for what it runs
  if (running?.endsWith('npm-cli.js') === true) return dirname(dirname(running));
  const beside = dirname(process.execPath);
  return process.platform === 'win32' ? join(beside, 'node_modules', 'npm') : join(beside, '..', 'lib', 'node_modules', 'npm');
}

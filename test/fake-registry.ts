import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Header } from 'tar';

/** An entry of a made-up tarball; anything goes, hostile ones too. */
export interface TarEntry {
  readonly path: string;
  readonly content?: string | Uint8Array;
  /** @default 'File' */
  readonly type?: 'File' | 'SymbolicLink' | 'Link' | 'Directory';
  readonly linkpath?: string;
  /** What the header claims, where that is not the content's length. */
  readonly claimedBytes?: number;
}

/** Packs a tarball as npm would, or as npm never would. */
export function makeTarball(entries: readonly TarEntry[]): Buffer {
  const blocks: Buffer[] = [];
  for (const { path, content = '', type = 'File', linkpath, claimedBytes } of entries) {
    const body = Buffer.from(content);
    const block = Buffer.alloc(512);
    new Header({
      path,
      type,
      mode: 0o644,
      size: claimedBytes ?? body.length,
      mtime: new Date(0),
      ...(linkpath === undefined ? {} : { linkpath }),
    }).encode(block, 0);
    blocks.push(block, body, Buffer.alloc((512 - (body.length % 512)) % 512));
  }
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

/** An npm registry on this machine, with one package. */
export interface FakeRegistry extends AsyncDisposable {
  readonly url: string;
  /** Paths that were asked for, in order, with the authorization that came along. */
  readonly requests: { path: string; authorization: string | undefined }[];
  /** Variables that make npm use this registry, and nothing of this machine's configuration. */
  environment(folder: string): Record<string, string>;
}

/**
 * Starts a registry with one package in one version.
 *
 * @param options.integrity What the registry says of the tarball. @default the truth
 * @param options.sent What it sends instead of the tarball.
 */
export async function fakeRegistry(
  name: string,
  version: string,
  tarball: Buffer,
  options: { readonly integrity?: string; readonly sent?: Buffer; readonly delayMs?: number } = {},
): Promise<FakeRegistry> {
  const { sent = tarball, delayMs = 0, integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}` } = options;
  const requests: { path: string; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    requests.push({ path, authorization: request.headers.authorization });
    if (path === `/${name}`) {
      const dist = { tarball: `${url}tarball.tgz`, integrity };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions: { [version]: { name, version, dist } } }));
    } else if (path === '/tarball.tgz') {
      response.setHeader('cache-control', 'public, immutable, max-age=31557600'); // as the public registry says
      setTimeout(() => response.end(sent), delayMs);
    } else response.writeHead(404).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP, so it is one
  const url = `http://127.0.0.1:${port}/`;
  return {
    url,
    requests,
    environment: (folder) => ({
      npm_config_registry: url,
      npm_config_fetch_retries: '0',
      npm_config_cache: `${folder}/npm-cache`,
      npm_config_userconfig: `${folder}/npmrc`,
      npm_config_globalconfig: `${folder}/global-npmrc`,
    }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

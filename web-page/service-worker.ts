/// <reference lib="webworker" />
/**
 * Keeps the site for use without a network, and answers with the headers that let a page use threads.
 *
 * It answers for the site's own files alone: the folder may be a whole host, with pages and services of its own. And it
 * keeps a file only if its hash is this release's, since a cache on the way may hold another's.
 *
 * The first lines of the written file set `release`, `small` and `large`.
 */
declare const self: ServiceWorkerGlobalScope;
/** The hash of all files: another release has a store of its own. */
declare const release: string;
/** Files that are fetched at once, and their hashes as subresource integrity writes them; '' is not checked. */
declare const small: Readonly<Record<string, string>>;
/** Files that are kept when the page first asks for them, and their hashes. */
declare const large: Readonly<Record<string, string>>;

const folder = self.registration.scope;
const prefix = `graft ${folder} `;
const store = prefix + release;
const hashes: Readonly<Record<string, string>> = { ...small, ...large };

self.addEventListener('install', (event) => {
  // past the browser's own cache
  const requests = Object.entries(small).map(([file, integrity]) => new Request(file, { cache: 'reload', integrity }));
  const kept = caches.open(store).then((cache) => cache.addAll(requests));
  // Not once all pages are closed: the worker before this one would go with a model that the host no longer has.
  event.waitUntil(kept.then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith(prefix) && name !== store).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const file = fileOf(event.request);
  if (file !== undefined) event.respondWith(answer(event, file));
});

/** Which of the site's files is asked for; the folder shows its page. */
function fileOf({ method, url }: Request): string | undefined {
  const address = url.split(/[?#]/)[0] ?? '';
  if (method !== 'GET' || !address.startsWith(folder)) return undefined;
  const file = address.slice(folder.length) || 'index.html';
  return Object.hasOwn(hashes, file) ? file : undefined;
}

async function answer(event: FetchEvent, file: string): Promise<Response> {
  const { request } = event;
  const afresh = request.cache === 'reload'; // by a page that got files which do not belong together
  const cache = await caches.open(store);
  const held = afresh ? undefined : await cache.match(file);
  if (held !== undefined) return isolating(held);
  const fetched = await fetch(request, { cache: afresh ? 'reload' : 'no-cache' });
  if (fetched.status !== 200) return fetched;
  const answered = isolating(fetched.clone());
  // The page has its answer at once. A store that is full leaves the site as it was, with a network.
  event.waitUntil(keep(cache, file, fetched).catch(() => undefined));
  return answered;
}

async function keep(cache: Cache, file: string, response: Response): Promise<void> {
  const bytes = await response.arrayBuffer();
  const hash = hashes[file];
  if (hash === '' || hash === (await integrityOf(bytes))) await cache.put(file, new Response(bytes, response));
}

async function integrityOf(bytes: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `sha256-${btoa(String.fromCharCode(...hash))}`;
}

/** The same answer with the headers that make a page cross-origin isolated, so that it may share memory between threads. */
function isolating(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

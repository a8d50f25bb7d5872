/// <reference lib="webworker" />
/**
 * Keeps the site for use without a network, and answers with the headers that let a page use threads.
 *
 * The first lines of the written file set `release` and `kept`.
 */
declare const self: ServiceWorkerGlobalScope;
/** The hash of all files: another release has a store of its own. */
declare const release: string;
/** Small files, fetched at once; the others are kept when the page first asks for them. */
declare const kept: readonly string[];

const prefix = `graft ${self.registration.scope} `;
const store = prefix + release;

self.addEventListener('install', (event) => {
  // past the browser's own cache, which may hold another release's files
  event.waitUntil(caches.open(store).then((cache) => cache.addAll(kept.map((file) => new Request(file, { cache: 'reload' })))));
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
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(self.registration.scope)) return;
  event.respondWith(answer(request));
});

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(store);
  const path = request.url.split(/[?#]/)[0] ?? '';
  const held = await cache.match(path === self.registration.scope ? 'index.html' : path); // the folder shows its page
  if (held !== undefined) return isolating(held);
  const fetched = await fetch(request);
  if (fetched.status !== 200) return fetched;
  const answered = isolating(fetched.clone());
  // Not waited for: the page has its answer at once. A store that is full leaves the site as it was, with a network.
  cache.put(request, fetched).catch(() => undefined);
  return answered;
}

/** The same answer with the headers that make a page cross-origin isolated, so that it may share memory between threads. */
function isolating(response: Response): Response {
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

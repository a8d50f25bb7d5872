/** How long to wait for the service worker to take over; a page without it works, on one thread. */
const patience = 5000;

const reloadedKey = 'graft-reloaded';

/** What a visitor does to use the page, and what loading it again would undo. */
const uses = ['click', 'change', 'drop', 'paste'] as const;

let isUsed = false;
for (const use of uses) {
  document.addEventListener(
    use,
    () => {
      isUsed = true;
    },
    { capture: true, once: true },
  );
}

/**
 * Registers the service worker and waits until it answers for the host, so that what is fetched then is kept.
 *
 * The first time it loads the page again: only the worker's answers carry the headers that allow threads, where the host
 * does not send them itself. Not under the hands of a visitor who has begun to use it, who gets one thread.
 */
export async function becomeIsolated(): Promise<void> {
  if (!('serviceWorker' in navigator)) return; // not served over https
  try {
    await navigator.serviceWorker.register('./service-worker.js');
    await controlled();
    if (globalThis.crossOriginIsolated || isUsed) return;
    if (navigator.serviceWorker.controller === null || sessionStorage.getItem(reloadedKey) !== null) return;
    sessionStorage.setItem(reloadedKey, 'yes'); // once: a browser that cannot isolate would load it for ever
    location.reload();
    await new Promise(() => undefined);
  } catch {
    // a browser that forbids storage: the page works without
  }
}

function controlled(): Promise<void> {
  if (navigator.serviceWorker.controller !== null) return Promise.resolve();
  return new Promise((resolve) => {
    navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true });
    setTimeout(resolve, patience);
  });
}

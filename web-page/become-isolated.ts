/** How long to wait for the service worker to take over; a page without it works, on one thread. */
const patience = 5000;

const reloadedKey = 'graft-reloaded';

/**
 * Registers the service worker and, the first time, loads the page again through it: only its answers carry the headers
 * that allow threads, where the host does not send them itself.
 */
export async function becomeIsolated(): Promise<void> {
  if (!('serviceWorker' in navigator)) return; // not served over https
  try {
    await navigator.serviceWorker.register('./service-worker.js');
    if (globalThis.crossOriginIsolated) return;
    await controlled();
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

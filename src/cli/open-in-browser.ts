import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** After so long the browser has read the file that leads to the page. */
const readMs = 60_000;

/**
 * Opens an address that holds a secret in the user's browser.
 *
 * What a program is started with can be read by every user of the machine; so the browser is given a file that only this user can read, and
 * that leads on to the address. Where there is no browser, nothing happens: the address has been shown.
 */
export async function openInBrowser(address: string): Promise<void> {
  const { default: open } = await import('open');
  const folder = await mkdtemp(join(tmpdir(), 'graft-studio-')); // readable by this user alone
  const file = join(folder, 'open.html');
  await writeFile(
    file,
    `<!doctype html><meta charset="utf-8"><title>Graft Studio</title><meta http-equiv="refresh" content="0; url=${address}">\n`,
  );
  const started = await open(pathToFileURL(file).href).catch(() => undefined); // no browser, or no desktop
  started?.on('error', () => {});
  setTimeout(() => void rm(folder, { recursive: true, force: true }), readMs).unref();
  process.once('exit', () => void rm(folder, { recursive: true, force: true }));
}

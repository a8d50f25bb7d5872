import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
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
  let folder: string | undefined;
  const tidy = (): void => {
    try {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    } catch {
      // a browser on Windows may hold it still; the token in it has been used by then
    }
  };
  try {
    folder = await mkdtemp(join(tmpdir(), 'graft-studio-')); // readable by this user alone
    process.once('exit', tidy);
    const file = join(folder, 'open.html');
    const leads = `<meta http-equiv="refresh" content="0; url=${address}">`;
    await writeFile(file, `<!doctype html><meta charset="utf-8"><title>Graft Studio</title>${leads}\n`);
    const started = await open(pathToFileURL(file).href);
    started.on('error', () => {});
  } catch {
    // no browser, no desktop, or no room for the file: the address has been shown
  }
  setTimeout(tidy, readMs).unref();
}

import { existsSync } from 'node:fs';
import { env } from 'node:process';

/** Where Debian, Ubuntu, Fedora and macOS put it. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** A Chromium to look at pages with: CHROMIUM_PATH, or where systems put it; undefined where there is none. */
export function chromiumPath(): string | undefined {
  return [env['CHROMIUM_PATH'] ?? '', ...places].find((path) => path !== '' && existsSync(path));
}

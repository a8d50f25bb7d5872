import type { Manifest } from '../manifest/manifest.ts';
import { classify, library, recordingWorklet, script, serviceWorker, soundClassify, soundScript } from './page-assets.ts';
import { megabytes, renderPage } from './render-page.ts';

/** The file that tells that Graft made the folder. */
export const siteMarker = 'graft-site.json';

const pageFile = 'index.html';

/** The file that a site keeps its visitors' copies by. */
export const serviceWorkerFile = 'service-worker.js';

/** The files of a site that change last, in this order: the page asks for all others, and the service worker keeps a release with the page in it. */
export const lastFiles = [pageFile, serviceWorkerFile] as const;

/** The files that a site's marker lists: all but the page, the marker itself, the service worker and the README, which each site has. */
export function listedFiles(marker: string): string[] {
  try {
    const parsed: unknown = JSON.parse(marker);
    if (typeof parsed !== 'object' || parsed === null || !('files' in parsed)) return [];
    const { files } = parsed;
    return typeof files === 'object' && files !== null ? Object.keys(files) : [];
  } catch {
    return []; // no JSON: nothing is known of it
  }
}

/** What a site is made from. */
export interface SiteSource {
  /** What the classifier is called. */
  readonly name: string;
  /** With the hash of the network as it stands in the folder. */
  readonly manifest: Manifest;
  /** The files that stand beside as they are, the network and the runtime, and their bytes. */
  readonly beside: Readonly<Record<string, number>>;
}

const pictureScripts = { 'page.js': script, 'classify.js': classify };
const soundScripts = { 'page.js': soundScript, 'classify.js': soundClassify, 'recording-worklet.js': recordingWorklet };

/** The files of a site that are text, all but the service worker, which names the others. */
export function siteFiles({ name, manifest, beside }: SiteSource): Readonly<Record<string, string>> {
  const scripts = { 'graft-web.js': library, ...('sound' in manifest.preprocessing ? soundScripts : pictureScripts) };
  const description = { 'graft.json': `${JSON.stringify(manifest, null, 2)}\n` };
  const app = { 'icon.svg': icon, 'site.webmanifest': webManifest(name) };
  const texts = { ...scripts, ...description, ...app };
  const sizes = Object.entries(texts).map(([file, text]): [string, number] => [file, new TextEncoder().encode(text).length]);
  const files = { ...Object.fromEntries(sizes), ...beside };
  const total = Object.values(files).reduce((sum, bytes) => sum + bytes, 0);
  return {
    [pageFile]: renderPage(manifest, { name, files }),
    ...texts,
    [siteMarker]: `${JSON.stringify({ graft: manifest.graft, name, files }, null, 2)}\n`,
    'README.md': readMe(name, total),
  };
}

/**
 * The service worker of a site.
 *
 * @param release The hash of all files: with another one the browser fetches all anew.
 * @param small The files that it fetches at once, and their SHA-256 in base64.
 * @param large The files that it keeps once the page has asked for them, and theirs.
 */
export function siteServiceWorker(
  release: string,
  small: Readonly<Record<string, string>>,
  large: Readonly<Record<string, string>>,
): string {
  const constants = { release, small: integrities(small), large: integrities(large) };
  const lines = Object.entries(constants).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};\n`);
  return `${lines.join('')}${serviceWorker}\n`;
}

/** Hashes as browsers check them; none of the page, into which some hosts write (a counter of visits). */
function integrities(hashes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(hashes).map(([file, hash]) => [file, file === pageFile ? '' : `sha256-${hash}`]));
}

function webManifest(name: string): string {
  const icons = [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' }];
  return `${JSON.stringify({ name, short_name: name, start_url: './', display: 'standalone', icons }, null, 2)}\n`;
}

/** A shoot grafted onto a stem. */
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#24589e"/><path d="M32 56V30M32 36C32 24 40 16 52 14c0 14-8 22-20 22ZM32 44C32 34 25 28 14 27c1 11 8 17 18 17Z" fill="none" stroke="#fff" stroke-width="4" stroke-linejoin="round" stroke-linecap="round"/></svg>\n`;

function readMe(name: string, bytes: number): string {
  return `# ${name}

A classifier that runs in the visitor's browser. Put this folder on any static host, under any path; \`index.html\` is the page,
and \`classify.js\` is for a page of your own (its first lines say how). A visitor fetches ${megabytes(bytes)}, once.

To look at it here, serve it (pages opened from the disk may not load modules): \`npx serve .\` or \`python3 -m http.server\`.

Browsers keep it for use offline, and let it use several threads, where it is served over https (or from localhost), and as
it is: what the host rewrites (line ends, minifying) is not kept. Hosts that send \`Cross-Origin-Opener-Policy: same-origin\` and
\`Cross-Origin-Embedder-Policy: require-corp\` themselves spare the first visit one reload.

\`ort*\` are ONNX Runtime Web, copyright Microsoft Corporation, under the MIT licence; \`graft-web.js\` holds valibot and
@audio/decode-wav, MIT, too. Nothing else comes from elsewhere.
`;
}

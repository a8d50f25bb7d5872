/**
 * Bundles a page's script and style into a module, so that what serves it needs no file beside it.
 *
 *   tsx scripts/generate-page.ts report           writes src/report/page-assets.ts from report-page/
 *   tsx scripts/generate-page.ts server --check   fails where src/server/page-assets.ts is not what server-page/ makes
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { bundlePage, policyHash } from './bundle-page.ts';

const browsers = ['chrome111', 'firefox113', 'safari16.2']; // color-mix() and <dialog>

const [, , page = ''] = argv;
if (page !== 'report' && page !== 'server') throw new Error(`Expected report or server. Received "${page}".`);
const module = `src/${page}/page-assets.ts`;
const target = fileURLToPath(new URL(`../${module}`, import.meta.url));

const script = await bundlePage(`${page}-page/main.ts`, { target: browsers });
const style = await bundlePage(`${page}-page/style.css`, { target: browsers });
if (/<\/(script|style)/i.test(script + style)) throw new Error('The page would end its own script or style.');

const text = `// Written by \`npm run ${page}-page\` from ${page}-page/; change that, not this.

/** The page's script, bundled. */
export const pageScript = ${JSON.stringify(script)};
/** For the page's content security policy. */
export const pageScriptHash = '${policyHash(script)}';

/** The page's style sheet. */
export const pageStyle = ${JSON.stringify(style)};
/** For the page's content security policy. */
export const pageStyleHash = '${policyHash(style)}';
`;

if (!argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error(`${module} is not what ${page}-page/ makes: npm run ${page}-page`);
  exit(1);
}

/**
 * Bundles the server's page (`server-page/`) into `src/server/page-assets.ts`, so that it needs no file beside it.
 *
 *   tsx scripts/generate-server-page.ts           writes it
 *   tsx scripts/generate-server-page.ts --check   fails where it is not what would be written
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { bundlePage, policyHash } from './bundle-page.ts';

const target = fileURLToPath(new URL('../src/server/page-assets.ts', import.meta.url));
const browsers = ['chrome111', 'firefox113', 'safari16.2']; // color-mix()

const script = await bundlePage('server-page/main.ts', { target: browsers });
const style = await bundlePage('server-page/style.css', { target: browsers });
if (/<\/(script|style)/i.test(script + style)) throw new Error('The page would end its own script or style.');

const text = `// Written by \`npm run server-page\` from server-page/; change that, not this.

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
  console.error('src/server/page-assets.ts is not what server-page/ makes: npm run server-page');
  exit(1);
}

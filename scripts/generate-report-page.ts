/**
 * Bundles the report's page (`report-page/`) into `src/report/page-assets.ts`, so that the pure room holds it as text.
 *
 *   tsx scripts/generate-report-page.ts           writes it
 *   tsx scripts/generate-report-page.ts --check   fails where it is not what would be written
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { bundlePage, policyHash } from './bundle-page.ts';

const target = fileURLToPath(new URL('../src/report/page-assets.ts', import.meta.url));

const browsers = ['chrome111', 'firefox113', 'safari16.2']; // color-mix() and <dialog>

const [script, style] = [
  await bundlePage('report-page/main.ts', { target: browsers }),
  await bundlePage('report-page/style.css', { target: browsers }),
];
if (/<\/(script|style)/i.test(script + style)) throw new Error('The page would end its own script or style.');

const text = `// Written by \`npm run report-page\` from report-page/; change that, not this.

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
  console.error('src/report/page-assets.ts is not what report-page/ makes: npm run report-page');
  exit(1);
}

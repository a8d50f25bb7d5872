/**
 * Bundles the report's page (`report-page/`) into `src/report/page-assets.ts`, so that the pure room holds it as text.
 *
 *   tsx scripts/generate-report-page.ts           writes it
 *   tsx scripts/generate-report-page.ts --check   fails where it is not what would be written
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const target = fileURLToPath(new URL('../src/report/page-assets.ts', import.meta.url));

/** Bundled and minified; no name or path of this machine is left in it. */
async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../report-page/${entry}`, import.meta.url))],
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome111', 'firefox113', 'safari16.2'], // color-mix() and <dialog>
    charset: 'utf8',
    legalComments: 'none',
    write: false,
  });
  return (outputFiles[0]?.text ?? '').trim();
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

const [script, style] = [await bundle('main.ts'), await bundle('style.css')];
if (/<\/(script|style)/i.test(script + style)) throw new Error('The page would end its own script or style.');

const text = `// Written by \`npm run report-page\` from report-page/; change that, not this.

/** The page's script, bundled. */
export const pageScript = ${JSON.stringify(script)};
/** For the page's content security policy. */
export const pageScriptHash = '${hashOf(script)}';

/** The page's style sheet. */
export const pageStyle = ${JSON.stringify(style)};
/** For the page's content security policy. */
export const pageStyleHash = '${hashOf(style)}';
`;

if (!argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error('src/report/page-assets.ts is not what report-page/ makes: npm run report-page');
  exit(1);
}

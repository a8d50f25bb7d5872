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

/** Each page's style sheets, and what they are called in its module. */
const styles: Readonly<Record<string, Readonly<Record<string, readonly [file: string, what: string]>>>> = {
  report: {
    pageStyle: ['style.css', "The page's style sheet."],
    waysStyle: ['ways.css', 'What the drawings of a comparison need, also for an SVG file that stands alone.'],
  },
  server: { pageStyle: ['style.css', "The page's style sheet."] },
  drawing: {
    pageStyle: ['style.css', 'The style sheet of the page around the drawing.'],
    drawingStyle: ['drawing.css', "The drawing's own style sheet, also for an SVG file that stands alone."],
  },
};

/** What a page's server gives out as files of their own, and what they are called in its module. */
const files: Readonly<Record<string, Readonly<Record<string, readonly [file: string, what: string]>>>> = {
  server: { recordingWorklet: ['capture/capture.worklet.ts', 'What hears the microphone, as a file of its own.'] },
};

const [, , page = ''] = argv;
const own = styles[page];
if (own === undefined) throw new Error(`Expected ${Object.keys(styles).join(', ')}. Received "${page}".`);
const module = `src/${page}/page-assets.ts`;
const target = fileURLToPath(new URL(`../${module}`, import.meta.url));

const assets: [name: string, what: string, content: string][] = [
  ['pageScript', "The page's script, bundled.", await bundlePage(`${page}-page/main.ts`, { target: browsers })],
];
for (const [name, [file, what]] of Object.entries(own))
  assets.push([name, what, await bundlePage(`${page}-page/${file}`, { target: browsers })]);
if (assets.some(([, , content]) => /<\/(script|style)/i.test(content))) throw new Error('The page would end its own script or style.');

const parts = assets.map(
  ([name, what, content]) => `/** ${what} */
export const ${name} = ${JSON.stringify(content)};
/** For the page's content security policy. */
export const ${name}Hash = '${policyHash(content)}';
`,
);
for (const [name, [file, what]] of Object.entries(files[page] ?? {}))
  parts.push(`/** ${what} */
export const ${name} = ${JSON.stringify(await bundlePage(file, { target: browsers }))};
`);
const text = `// Written by \`npm run ${page}-page\` from ${page}-page/; change that, not this.

${parts.join('\n')}`;

if (!argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error(`${module} is not what ${page}-page/ makes: npm run ${page}-page`);
  exit(1);
}

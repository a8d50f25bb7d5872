/**
 * Bundles the page of `graft export --to web` (`web-page/`) and the library behind it (`src/web/`) into
 * `src/site/page-assets.ts`, so that the pure room holds them as text.
 *
 *   tsx scripts/generate-web-page.ts           writes it
 *   tsx scripts/generate-web-page.ts --check   fails where it is not what would be written
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';
import { bundlePage, policyHash } from './bundle-page.ts';

const target = fileURLToPath(new URL('../src/site/page-assets.ts', import.meta.url));
const browsers = ['chrome111', 'firefox113', 'safari16.4']; // OffscreenCanvas in all of them

/** ONNX Runtime Web is not bundled: it stands beside, as published. */
const runtimeBeside: Plugin = {
  name: 'the runtime stands beside',
  setup: ({ onResolve }) => onResolve({ filter: /^onnxruntime-web\/wasm$/ }, () => ({ path: './ort.wasm.min.mjs', external: true })),
};

const module = { format: 'esm', target: browsers } as const;
const assets = {
  /** `graft-web.js`: `graft-ml/web`. */
  library: await bundlePage('src/web/index.ts', { ...module, plugins: [runtimeBeside] }),
  /** `page.js`: the page's script. */
  script: await bundlePage('web-page/main.ts', { ...module, external: ['./classify.js'] }),
  /** The same of a model of sounds. */
  soundScript: await bundlePage('web-page/sounds/main.ts', { ...module, external: ['./classify.js'] }),
  /** `recording-worklet.js`: what hears the microphone, in a folder of sounds. */
  recordingWorklet: await bundlePage('capture/capture.worklet.ts', module),
  /** `service-worker.js`, but for its first lines, which name the release and its files. */
  serviceWorker: await bundlePage('web-page/service-worker.ts', { target: browsers }),
  /** `classify.js`, as it is. */
  classify: readFileSync(fileURLToPath(new URL('../web-page/classify.js', import.meta.url)), 'utf8'),
  soundClassify: readFileSync(fileURLToPath(new URL('../web-page/sounds/classify.js', import.meta.url)), 'utf8'),
  /** The page's style sheet, */
  style: await bundlePage('web-page/style.css', { target: browsers }),
};
if (/<\/style/i.test(assets.style)) throw new Error('The page would end its own style.');

const text = `// Written by \`npm run web-page\` from web-page/ and src/web/; change those, not this.

${Object.entries({ ...assets, styleHash: policyHash(assets.style) })
  .map(([name, content]) => `export const ${name} = ${JSON.stringify(content)};`)
  .join('\n')}
`;

if (!argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error('src/site/page-assets.ts is not what web-page/ and src/web/ make: npm run web-page');
  exit(1);
}

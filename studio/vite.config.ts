import { defineConfig } from 'vite';

/** Studio's page: `dist/studio-page/`, files that a server of static files can serve with a policy that allows nothing inline. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  // React's runtime of JSX, as Preact has it. Told here, too, for the sake of builds that do not read tsconfig.json.
  // Never the development form, whatever NODE_ENV says: it names the folders of the machine that built it.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    outDir: '../dist/studio-page',
    emptyOutDir: true,
    // What has light-dark() and the <dialog> element.
    target: ['chrome123', 'firefox125', 'safari17.5'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // nothing as data: URL, which the policy would have to allow for scripts and styles
    sourcemap: false,
    license: { fileName: 'licences.md' },
  },
});

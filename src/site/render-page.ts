import { describeTrust } from '../export/describe-trust.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { type Html, html, scriptJson, trusted } from '../report/escape-html.ts';
import { counted, percent, percentInterval } from '../report/write-numbers.ts';
import { style, styleHash } from './page-assets.ts';
import { pictureInputs, soundInputs } from './page-inputs.ts';

/** What the page tells of the folder that it stands in. */
export interface SiteFacts {
  /** What the classifier is called. */
  readonly name: string;
  /** The files that a visitor fetches, and their bytes. */
  readonly files: Readonly<Record<string, number>>;
}

/**
 * What the page may do: run this folder's scripts and compile its WebAssembly, fetch from this folder's host, show pictures
 * that the visitor gives. It can send nothing anywhere else.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  `style-src '${styleHash}'`,
  "img-src 'self' blob: data:",
  'media-src blob:',
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** So many classes are named at the top; the rest are counted. */
const namedClasses = 12;

/** The page of an exported folder: give it a picture or a sound, and see what is in it. */
export function renderPage(manifest: Manifest, facts: SiteFacts): string {
  const { classes, backbone } = manifest;
  const inputs = 'sound' in manifest.preprocessing ? soundInputs : pictureInputs;
  const size = megabytes(Object.values(facts.files).reduce((sum, bytes) => sum + bytes, 0));
  const named = classes.slice(0, namedClasses).join(', ');
  const rest = classes.length - namedClasses;
  return `${
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${facts.name}</title>
<link rel="icon" href="icon.svg" type="image/svg+xml">
<link rel="manifest" href="site.webmanifest">
<style>${trusted(style)}</style>
</head>
<body>
<header>
<h1>${facts.name}</h1>
<p class="lead">Tells ${counted(classes.length, 'class', 'classes')} apart: ${named}${rest > 0 ? ` and ${rest} more` : ''}.</p>
<p class="quiet">${inputs.stays}</p>
</header>
<main>
${inputs.ways}
<div class="download">
<p id="download-says" role="status">${size} are fetched with the first ${inputs.thing}.</p>
<button type="button" id="start">Fetch ${size} now</button>
<progress id="download" aria-label="Download" value="0" max="1" hidden></progress>
</div>
<section aria-label="Results" aria-live="polite" id="results"></section>
<noscript><p class="wrong">The model runs in this page, by JavaScript and WebAssembly. Allow scripts to use it.</p></noscript>
<h2>About this model</h2>
<dl>
${trustRows(manifest, 'sound' in manifest.preprocessing ? 'sound' : 'photo')}
<dt>Weights</dt><dd>A head on ${backbone.name} (${backbone.precision === 'int8' ? '8-bit' : backbone.precision}), licence ${backbone.licence}</dd>
<dt>Made</dt><dd>${manifest.created.slice(0, 10)} with <a href="https://www.npmjs.com/package/graft-ml" rel="noreferrer">Graft</a> ${manifest.graft}; run by ONNX Runtime Web (MIT)</dd>
</dl>
<h2>How far to trust it</h2>
${describeTrust(manifest)
  .split('\n\n')
  .map((paragraph) => html`<p>${paragraph.replaceAll('`', '')}</p>`)}
</main>
<footer><p class="quiet">To use it in a page of your own, take this folder along: <a href="classify.js">classify.js</a> says how.</p></footer>
${inputs.dialogs}
<script type="application/json" id="facts">${scriptJson(facts)}</script>
<script type="module" src="page.js"></script>
</body>
</html>`.markup
  }\n`;
}

function trustRows({ metrics, split }: Manifest, thing: string): Html {
  const { validation, labelSets } = metrics;
  if (validation) {
    const { accuracy, accuracyInterval, images } = validation;
    return html`<dt>Accuracy</dt><dd>${percent(accuracy)} on ${counted(images, thing)} held out (95 % interval ${percentInterval(accuracyInterval)})</dd>
<dt>Learned from</dt><dd>${counted(split.train + (split.refitted ? split.validation : 0), thing)}</dd>`;
  }
  if (labelSets?.validation) {
    const { meanAveragePrecision, images } = labelSets.validation;
    return html`<dt>Mean average precision</dt><dd>${percent(meanAveragePrecision)} on ${counted(images, thing)} held out</dd>
<dt>Learned from</dt><dd>${counted(split.train + (split.refitted ? split.validation : 0), thing)}</dd>`;
  }
  return html`<dt>Learned from</dt><dd>${counted(split.train, thing)}</dd>`;
}

/** A download's size: `37.4 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)}\u00a0MB`;
}

import { wordsOf } from '../medium.ts';
import { base64 } from './base64.ts';
import { type Html, html, scriptJson, trusted } from './escape-html.ts';
import { pageScript, pageScriptHash, pageStyle, pageStyleHash } from './page-assets.ts';
import type { ReportData } from './report-data.ts';
import type { ReportPictures } from './report-pictures.ts';
import type { Section, WriteSection } from './section.ts';
import { calibrationSection } from './sections/calibration-section.ts';
import { classesSection } from './sections/classes-section.ts';
import { confusionSection } from './sections/confusion-section.ts';
import { learningCurveSection } from './sections/learning-curve-section.ts';
import { makingSection } from './sections/making-section.ts';
import { mapSection } from './sections/map-section.ts';
import { mistakesSection } from './sections/mistakes-section.ts';
import { suspectsSection } from './sections/suspects-section.ts';
import { tuningSection } from './sections/tuning-section.ts';
import { summarize } from './summarize.ts';
import { counted, duration, percent, percentInterval, thousands } from './write-numbers.ts';

/** In the order of the page: what matters most to whom it may surprise comes first. */
const sections: readonly WriteSection[] = [
  confusionSection,
  mistakesSection,
  suspectsSection,
  mapSection,
  classesSection,
  calibrationSection,
  tuningSection,
  learningCurveSection,
  makingSection,
];

/**
 * What the page may do: show pictures and play sounds that it holds, and run the one script and use the one style sheet that were written
 * with it. It can load nothing and send nothing, whatever a file name or a label holds.
 */
const policyOf = ({ recordings }: ReportPictures): string =>
  [
    "default-src 'none'",
    'img-src data:',
    ...(recordings === undefined ? [] : ['media-src data:']),
    `script-src '${pageScriptHash}'`,
    `style-src-elem '${pageStyleHash}'`,
    "style-src-attr 'unsafe-inline'", // lengths of bars and the like, which are numbers that we write
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/** Writes a report as one page that needs nothing else: no network, no other file. */
export function renderHtml(data: ReportData, pictures: ReportPictures): string {
  const written = sections.flatMap((write): Section[] => {
    const section = write(data, pictures);
    return section === undefined ? [] : [section];
  });
  const summary = summarize(data);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policyOf(pictures))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${data.name}: training report</title>
<style>${trusted(pageStyle)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header>
<p class="kind">Training report</p>
<h1>${data.name}</h1>
<p class="made">${data.created.slice(0, 10)} · Graft ${data.making.graft}</p>
<p class="lead">${summary[0]}</p>
${summary.length > 1 ? html`<p>${summary.slice(1).join(' ')}</p>` : ''}
${figures(data)}
<nav aria-label="Sections"><ul>${written.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
<main id="main" tabindex="-1">
${written.map(({ id, title, body }) => html`<section aria-labelledby="${id}"><h2 id="${id}" tabindex="-1">${title}</h2>\n${body}\n</section>\n`)}
</main>
<footer><p>Made by Graft ${data.making.graft}. This page is one file; it asks nothing of any network.</p></footer>
<dialog id="viewer" aria-labelledby="viewer-title"><div class="bar-top"><h2 id="viewer-title" tabindex="-1"></h2><button type="button" class="close">Close</button></div><div class="gallery"></div></dialog>
<script type="application/json" id="report-data">${photosForScript(data, pictures)}</script>
<script>${trusted(pageScript)}</script>
</body>
</html>
`;
  return page.markup;
}

/** The numbers that a reader looks for first. */
function figures({ evaluation, heldOut, calibration, classes, photos, making, medium }: ReportData): Html {
  const list: (readonly [name: string, value: string, note?: string])[] = [];
  if (heldOut !== undefined) list.push(['On held-out', percent(heldOut.accuracy), percentInterval(heldOut.accuracyInterval)]);
  if (evaluation !== undefined) {
    const name = evaluation.on === 'cross-validation' ? 'Cross-validated' : 'Accuracy';
    if (evaluation.on === 'cross-validation' || heldOut === undefined)
      list.push([name, percent(evaluation.accuracy), percentInterval(evaluation.accuracyInterval)]);
    list.push(['Every class alike', percent(evaluation.balancedAccuracy), 'balanced accuracy']);
    list.push(['Log loss', evaluation.logLoss.toFixed(3), `${Math.log(classes.length).toFixed(2)} would be guessing`]);
  }
  if (calibration !== undefined) list.push(['Calibration error', percent(calibration.error), 'confidence against accuracy']);
  list.push([wordsOf(medium).Many, thousands(photos.length), counted(classes.length, 'class', 'classes')]);
  list.push(['Trained in', duration(making.seconds.total), making.features.computed === 0 ? 'features were known' : 'features included']);
  return html`<dl class="figures">${list.map(([name, value, note]) => html`<div><dt>${name}</dt><dd>${value}${note === undefined ? '' : html` <small>${note}</small>`}</dd></div>`)}</dl>`;
}

/** What the page's script knows of the photos: by column, since names would be most of it. */
function photosForScript({ photos, classes, map }: ReportData, { thumbnails, recordings = [] }: ReportPictures): Html {
  return scriptJson({
    classes,
    files: photos.map(({ file }) => file),
    labels: photos.map(({ label }) => label),
    heldOut: photos.map(({ side }) => Number(side === 'validation')),
    predicted: photos.map(({ predicted }) => predicted ?? -1),
    probabilities: photos.map(({ probability }) => (probability === undefined ? 0 : Number(probability.toFixed(3)))),
    map: map?.photos ?? [],
    thumbnails: thumbnails.map((bytes) => (bytes === undefined ? '' : base64(bytes))),
    recordings: recordings.map((recording) => (recording === undefined ? '' : `data:${recording.type};base64,${base64(recording.bytes)}`)),
    heardSeconds: recordings.map((recording) => recording?.seconds ?? 0),
  });
}

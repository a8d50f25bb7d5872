import { wordsOf } from '../medium.ts';
import { type Html, html, trusted } from './escape-html.ts';
import { pageStyle, pageStyleHash, waysStyle, waysStyleHash } from './page-assets.ts';
import { numbersBehind, table } from './section.ts';
import { describeWay, summarizeWays } from './summarize-ways.ts';
import { type WayRun, type WaysComparison, ways, wayTitles } from './ways-data.ts';
import type { WaysPictures } from './ways-pictures.ts';
import { counted, duration, percent, percentInterval } from './write-numbers.ts';

/** It can load nothing, send nothing and run nothing. */
const policy = ["default-src 'none'", `style-src '${pageStyleHash}' '${waysStyleHash}'`, "base-uri 'none'", "form-action 'none'"].join(
  '; ',
);

/** A comparison of ways to train as one page that needs nothing else. */
export function waysHtml(comparison: WaysComparison, pictures: WaysPictures): string {
  const { name, created, version, runs, photos, medium } = comparison;
  const { one, many, Many } = wordsOf(medium);
  const [first = '', ...others] = summarizeWays(comparison);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${name}: ways to train, compared</title>
<style>${trusted(pageStyle)}</style>
<style>${trusted(waysStyle)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the comparison</a>
<header>
<p class="kind">Ways to train, compared</p>
<h1>${name}</h1>
<p class="made">${created.slice(0, 10)} · Graft ${version}</p>
<p class="lead">${first}</p>
<p>${others.join(' ')}</p>
</header>
<main id="main" tabindex="-1">
<section aria-labelledby="photos"><h2 id="photos" tabindex="-1">How many ${many} does it take?</h2>
<figure class="plot ways" role="img" aria-label="Accuracy against ${many} a class, a line a way. The numbers follow.">${trusted(pictures.byPhotos)}</figure>
<p class="quiet">Bars are 95 % intervals on ${counted(comparison.test.images, `test ${one}`)}; the dashed line is guessing.</p>
${resultsTable(comparison)}
</section>
<section aria-labelledby="seconds"><h2 id="seconds" tabindex="-1">How long does it take?</h2>
${photos.toReversed().map((count) => secondsFigure(comparison, pictures, count))}
</section>
<section aria-labelledby="how"><h2 id="how" tabindex="-1">How it was measured</h2>
${howMeasured(comparison)}
${numbersBehind('Every moment at which a training was measured', ['Way', `${Many} a class`, 'Seconds', 'Accuracy'], moments(runs))}
</section>
</main>
<footer><p>Made by Graft ${version}. This page is one file; it asks nothing of any network.</p></footer>
</body>
</html>
`;
  return page.markup;
}

function resultsTable({ runs, photos, medium }: WaysComparison): Html {
  const { Many, met } = wordsOf(medium);
  const tried = ways.filter((way) => runs.some((run) => run.way === way));
  const rows = photos.flatMap((count) =>
    tried.flatMap((way) =>
      runs
        .filter((run) => run.way === way && run.photosPerClass === count)
        .map((run) => [
          `${count}`,
          wayTitles[way],
          percent(run.accuracy),
          percentInterval(run.interval),
          duration(run.seconds),
          run.epochs < 10 && !Number.isInteger(run.epochs) ? run.epochs.toFixed(1) : Math.round(run.epochs),
          run.images < run.given ? `${run.images} of ${run.given}` : run.images,
          run.ended === 'budget' ? 'the time' : 'the training',
        ]),
    ),
  );
  const columns = [`${Many} a class`, 'Way', 'Right', '95 % interval', 'Seconds', 'Epochs', `${Many} ${met}`, 'What ended first'];
  return table('All trainings', columns, rows);
}

function secondsFigure(comparison: WaysComparison, { bySeconds }: WaysPictures, count: number): Html {
  const { many } = wordsOf(comparison.medium);
  const drawing = bySeconds.find(({ photosPerClass }) => photosPerClass === count)?.svg;
  if (drawing === undefined) return html``;
  const figure = html`<figure class="plot ways" role="img" aria-label="Accuracy against seconds of training with ${count} ${many} a class. The numbers are in the tables.">${trusted(drawing)}</figure>`;
  return count === comparison.photos.at(-1)
    ? html`<h3>With ${count} ${many} a class</h3>${figure}`
    : html`<details><summary>With ${count} ${many} a class</summary>${figure}</details>`;
}

function howMeasured(comparison: WaysComparison): Html {
  const { budget, test, secondsPerPhoto, copies, leftOut, seed, machine, classes, backbone } = comparison;
  const { one, many } = wordsOf(comparison.medium);
  const tested = test.from === 'held out' ? 'held out by content' : `of the folder for ${test.from === 'test' ? 'testing' : 'validation'}`;
  const milliseconds = (seconds: number): string => `${Math.round(1000 * seconds)} ms`;
  const tried = ways.filter((way) => comparison.runs.some((run) => run.way === way));
  return html`<ul>${tried.map((way) => html`<li>${describeWay(way, comparison)}.</li>`)}${leftOut.map(({ way, reason }) => html`<li>${wayTitles[way]}: left out. ${reason}</li>`)}</ul>
<p>Each training had ${duration(budget)}. What it takes to read ${many} and to run the frozen network is part of that, also where features
were in the cache: this machine took ${milliseconds(secondsPerPhoto.network)} a ${one} for all of ${backbone}${secondsPerPhoto.bottom > 0 ? html` and ${milliseconds(secondsPerPhoto.bottom)} for the part before the cut` : ''}. Measuring is not part of it.</p>
<p>The ${many} of a smaller number are among those of a larger one (seed ${seed}); all ways learn from the same ones, ${counted(classes.length, 'class', 'classes')}, and are
measured on the same ${counted(test.images, one)} ${tested}, on which nothing was chosen. ${copies > 0 ? `${counted(copies, 'copy', 'copies')} of other ${many} took no part in learning.` : ''}</p>
<p class="quiet">${machine.map(({ name, value }) => `${name} ${value}`).join(' · ')}</p>`;
}

function moments(runs: readonly WayRun[]): string[][] {
  return runs.flatMap(({ way, photosPerClass, course }) =>
    course.map(({ seconds, accuracy }) => [wayTitles[way], String(photosPerClass), seconds.toFixed(1), percent(accuracy)]),
  );
}

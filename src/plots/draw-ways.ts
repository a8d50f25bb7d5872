import { axisX, axisY, dot, gridY, line, type Markish, ruleX, ruleY, text } from '@observablehq/plot';
import { wordsOf } from '../medium.ts';
import { wayMarks } from '../report/way-mark.ts';
import { type Way, type WayRun, type WaysComparison, ways, wayTitles } from '../report/ways-data.ts';
import { drawSvg } from './draw-svg.ts';

const frame = { width: 620, height: 400, marginLeft: 56, marginRight: 164, marginBottom: 48, marginTop: 32 } as const;

/** Names at the ends of lines keep this far from each other, in parts of the whole height. */
const namesApart = 0.052;

/** Accuracy against photos a class: a line a way, with 95 % intervals. */
export function drawWaysByPhotos({ runs, photos, classes, medium }: WaysComparison): string {
  const { Many } = wordsOf(medium);
  const x = ({ photosPerClass }: Pick<WayRun, 'photosPerClass'>): number => Math.log2(photosPerClass);
  const lines = linesOf(runs);
  const places = photos.map((photosPerClass) => x({ photosPerClass }));
  const [first = 0, last = 0] = [places[0], places.at(-1)];
  return drawSvg({
    ...frame,
    x: { domain: [first - 0.15, last + 0.15], label: null },
    y: { domain: [0, 1], label: null },
    marks: [
      ...accuracyAxis(classes.length),
      axisX({ ticks: places, tickFormat: (place: number) => String(Math.round(2 ** place)), ...xTitle(`${Many} a class to learn from`) }),
      ...lines.flatMap(([way, own]): Markish[] => [
        ruleX(own, { x, y1: ({ interval }: WayRun) => interval.low, y2: ({ interval }: WayRun) => interval.high, ...band(way) }),
        line(own, { x, y: 'accuracy', stroke: wayMarks[way].colour, strokeWidth: thickness(way), fill: 'none' }),
        dot(own, { x, y: 'accuracy', ...mark(way) }),
      ]),
      ...names(
        lines.flatMap(([way, own]) => own.slice(-1).map(({ accuracy }) => ({ way, accuracy }))),
        last + 0.15,
      ),
    ],
  });
}

/** Accuracy against seconds of training, with one number of photos: how each way got there, and nothing after its budget. */
export function drawWaysBySeconds({ runs, classes, budget }: WaysComparison, photosPerClass: number): string {
  const lines = linesOf(runs.filter((run) => run.photosPerClass === photosPerClass));
  const end = Math.max(budget, ...lines.flatMap(([, own]) => own.map(({ seconds }) => seconds)));
  const step = niceStep(end);
  const ticks = Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step);
  return drawSvg({
    ...frame,
    x: { domain: [0, end * 1.02], label: null },
    y: { domain: [0, 1], label: null },
    marks: [
      ...accuracyAxis(classes.length),
      axisX({
        ticks,
        tickFormat: (seconds: number) => `${seconds} s`,
        ...xTitle('Seconds of training, features and activations among them'),
      }),
      ...lines.flatMap(([way, own]): Markish[] =>
        own.flatMap(({ course, ...run }): Markish[] => [
          // What a way has reached, it keeps: a fitted head needs no more of the budget.
          line([run, { seconds: end, accuracy: run.accuracy }], {
            x: 'seconds',
            y: 'accuracy',
            stroke: wayMarks[way].colour,
            strokeWidth: 1.5,
            strokeDasharray: '2 5',
            fill: 'none',
          }),
          line(course, { x: 'seconds', y: 'accuracy', stroke: wayMarks[way].colour, strokeWidth: thickness(way), fill: 'none' }),
          dot(course.slice(0, -1), { x: 'seconds', y: 'accuracy', ...mark(way), r: 2.5 }),
          dot(course.slice(-1), { x: 'seconds', y: 'accuracy', ...mark(way) }),
        ]),
      ),
      ...names(
        lines.flatMap(([way, own]) => own.slice(-1).map(({ accuracy }) => ({ way, accuracy }))),
        end * 1.02,
      ),
    ],
  });
}

/** From the last way to the first, so that a thin line lies on a thick one where they coincide. */
function linesOf(runs: readonly WayRun[]): (readonly [Way, readonly WayRun[]])[] {
  return ways.toReversed().flatMap((way) => {
    const own = runs.filter((run) => run.way === way);
    return own.length === 0 ? [] : [[way, own] as const];
  });
}

function accuracyAxis(classes: number): Markish[] {
  return [
    gridY({ stroke: 'var(--line)', strokeOpacity: 1 }),
    ruleY([1 / classes], { stroke: 'currentColor', strokeOpacity: 0.45, strokeDasharray: '4 4' }),
    axisY({
      tickFormat: (part: number) => `${Math.round(100 * part)} %`,
      tickSize: 0,
      label: 'Right on the test photos',
      labelAnchor: 'top',
      labelArrow: 'none',
    }),
  ];
}

function xTitle(label: string) {
  return { tickSize: 0, label, labelAnchor: 'center', labelArrow: 'none', labelOffset: 42 } as const;
}

function band(way: Way) {
  return { stroke: wayMarks[way].colour, strokeWidth: 6, strokeOpacity: 0.2, strokeLinecap: 'round' } as const;
}

/** Fine-tuning begins with the head alone, and often ends near it: there both are to be seen. */
function thickness(way: Way): number {
  return way === 'tuned' ? 5 : 2.25;
}

function mark(way: Way) {
  return { r: 2 + thickness(way), symbol: wayMarks[way].shape, fill: wayMarks[way].colour, stroke: 'none', className: 'way-dots' } as const;
}

/** The ways' names beside the ends of their lines, moved apart where lines end together. */
function names(ends: readonly { readonly way: Way; readonly accuracy: number }[], x: number): Markish[] {
  const placed = ends.toSorted((a, b) => a.accuracy - b.accuracy).map(({ way, accuracy }) => ({ way, x, y: accuracy }));
  for (const [i, name] of placed.entries()) name.y = Math.max(name.y, (placed[i - 1]?.y ?? -1) + namesApart);
  const over = (placed.at(-1)?.y ?? 0) - 1;
  if (over > 0) for (const [i, name] of placed.toReversed().entries()) name.y = Math.min(name.y, 1 - i * namesApart);
  return placed.map(({ way, ...at }) =>
    text([at], {
      x: 'x',
      y: 'y',
      text: () => wayTitles[way],
      fill: wayMarks[way].colour,
      textAnchor: 'start',
      dx: 8,
      className: 'way-name',
    }),
  );
}

/** Between axis labels: 1, 2 or 5 times a power of ten, so that there are at most seven. */
function niceStep(end: number): number {
  const least = end / 7;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? least;
}

import { wordsOf } from '../medium.ts';
import { type Way, type WayRun, type WaysComparison, wayTitles } from './ways-data.ts';
import { duration, percent } from './write-numbers.ts';

/** What a comparison of ways came to, in sentences: the measured ones alone. */
export function summarizeWays({ runs, photos, budget, classes, medium }: WaysComparison): string[] {
  const { many } = wordsOf(medium);
  const most = photos.at(-1) ?? 0;
  const find = (way: Way, photosPerClass: number): WayRun | undefined =>
    runs.find((run) => run.way === way && run.photosPerClass === photosPerClass);
  const [head, classic, tuned, scratch] = (['head', 'classic', 'tuned', 'scratch'] as const).map((way) => find(way, most));
  const sentences: string[] = [];
  if (head !== undefined) sentences.push(`With ${most} ${many} a class, a new head alone is right for ${told(head)}.`);
  if (classic !== undefined)
    sentences.push(`The classic head, which runs the frozen network in every epoch, got to ${told(classic)}${ranOut(classic, many)}.`);
  if (tuned !== undefined) sentences.push(`Fine-tuned from a cut, the network got to ${told(tuned)}${ranOut(tuned, many)}.`);
  if (scratch !== undefined)
    sentences.push(
      `From random weights it got to ${told(scratch)}${ranOut(scratch, many)}; guessing would give ${percent(1 / classes.length)}.`,
    );
  const fewer =
    head && scratch && photos.map((count) => find('head', count)).find((run) => run !== undefined && run.accuracy > scratch.accuracy);
  if (fewer !== undefined && fewer.photosPerClass < most)
    sentences.push(
      `With ${fewer.photosPerClass} ${many} a class and ${duration(fewer.seconds)}, the head alone (${percent(fewer.accuracy)}) is already ahead of what random weights reach with ${most} ${many} a class in ${duration(budget)}.`,
    );
  return sentences;
}

function told({ accuracy, seconds }: WayRun): string {
  return `${percent(accuracy)} after ${duration(seconds)}`;
}

/** What a run lacked, where its time was over first. */
function ranOut({ ended, images, given, epochs }: WayRun, many: string): string {
  if (ended === 'finished') return '';
  if (epochs === 0) return ' (the head alone: no time was left for steps)';
  return images < given
    ? ` (time for ${images} of the ${given} ${many})`
    : ` (time for ${epochs < 10 ? epochs.toFixed(1) : Math.round(epochs)} epochs)`;
}

/** A way's name and what it is, for legends. */
export function describeWay(way: Way, { cuts, classicCut, trainFrom }: WaysComparison): string {
  switch (way) {
    case 'head':
      return `${wayTitles.head}: features of ${cuts.join(', ')} computed once, a head fitted to them`;
    case 'classic':
      return `${wayTitles.classic}: RMSprop in batches of 32 on ${classicCut}, the frozen network run again in every epoch, at most 30`;
    case 'tuned':
      return `${wayTitles.tuned}: the network trained from ${trainFrom ?? 'a cut'} on, what comes before computed once`;
    case 'scratch':
      return `${wayTitles.scratch}: the same layers, nothing known, nothing frozen`;
  }
}

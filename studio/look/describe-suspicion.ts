import type { PhotoInfo, Suspicion } from '../../src/studio/contract.ts';
import { classById } from '../state/project.ts';
import { words } from '../words/words.ts';

/** A label's confidence is 1 less the probability of that label; from here on it is all but excluded. */
const almostSure = 0.95;

/** A reason in a word or two, for a small picture. */
export function shortSuspicion(reason: Suspicion): string {
  const { short } = words.value.look;
  switch (reason.kind) {
    case 'label':
      return short.label(nameOf(reason.suggested));
    case 'copy':
      return short.copy(reason.exact);
    case 'outlier':
      return short.outlier;
    case 'fault':
      return short.faults[reason.fault];
  }
}

/** A photo's reason as a sentence. */
export function describeSuspicion(reason: Suspicion, { class: own }: PhotoInfo): string {
  const { reasons } = words.value.look;
  switch (reason.kind) {
    case 'label':
      return reasons.label(nameOf(reason.suggested), nameOf(own), reason.confidence >= almostSure);
    case 'copy':
      return reasons.copy(reason.exact, reason.of.length, reason.otherClass);
    case 'outlier':
      return reasons.outlier;
    case 'fault':
      return reasons.faults[reason.fault];
  }
}

const nameOf = (id: string): string => classById.value.get(id)?.name ?? '…';

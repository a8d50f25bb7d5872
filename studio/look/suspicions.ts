import { computed, effect, signal } from '@preact/signals';
import type { Suspicion } from '../../src/studio/contract.ts';
import { suspects } from '../state/judgements.ts';
import { photos } from '../state/photos.ts';

/** Where each suspect lay when it was suspected: what was moved since is not suspected until it has been judged anew. */
const places = signal<ReadonlyMap<string, string>>(new Map());

effect(() => {
  const now = photos.peek();
  places.value = new Map(suspects.value.map(({ photo }) => [photo, now.get(photo)?.class ?? '']));
});

/** Why photos are worth a look, the worst first; without those that somebody has settled since. */
export const suspicions = computed<ReadonlyMap<string, readonly Suspicion[]>>(() => {
  const now = photos.value;
  const open = suspects.value.filter(({ photo }) => {
    const found = now.get(photo);
    return found !== undefined && found.kept !== true && found.class === places.value.get(photo);
  });
  return new Map(open.map(({ photo, reasons }) => [photo, reasons]));
});

/** The class that a photo looks like, where that is not its own. */
export function suggestedClass(reasons: readonly Suspicion[] | undefined): string | undefined {
  const label = reasons?.find((reason) => reason.kind === 'label');
  return label?.kind === 'label' ? label.suggested : undefined;
}

import type { PhotoInfo } from '../../src/studio/contract.ts';
import { judgementByPhoto } from '../state/judgements.ts';
import { classById } from '../state/project.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';

/** What a head says of a photo that had not learned from it, in a sentence. */
export function JudgementOf({ photo }: { readonly photo: PhotoInfo }) {
  const { look } = words.value;
  const { percent } = formats.value;
  const judgement = judgementByPhoto.value.get(photo.id);
  const predicted = classById.value.get(judgement?.predicted ?? '');
  if (judgement === undefined || predicted === undefined) return <p class="quiet">{look.saysNothing}</p>;
  if (predicted.id === photo.class) return <p>{look.saysRight(predicted.name, percent(judgement.probability, 0))}</p>;
  const own = classById.value.get(photo.class)?.name ?? '';
  return <p>{look.saysOther(predicted.name, percent(judgement.probability, 0), own, percent(judgement.own, 0))}</p>;
}

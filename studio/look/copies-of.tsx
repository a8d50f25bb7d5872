import type { Suspicion } from '../../src/studio/contract.ts';
import { pictureAddress } from '../api/picture-address.ts';
import { ClassChip } from '../parts/class-chip.tsx';
import { photos } from '../state/photos.ts';
import { classById } from '../state/project.ts';
import { words } from '../words/words.ts';
import { current } from './review-list.ts';

/** More copies than these are not drawn: a photo that is there a hundred times says so in words. */
const most = 12;

/** The copies of a photo, beside it: press one to look at it. */
export function CopiesOf({ reasons }: { readonly reasons: readonly Suspicion[] }) {
  const { look } = words.value;
  const ids = [...new Set(reasons.flatMap((reason) => (reason.kind === 'copy' ? reason.of : [])))];
  const copies = ids.flatMap((id) => photos.value.get(id) ?? []).slice(0, most);
  if (copies.length === 0) return null;
  return (
    <div class="review-copies">
      <h4>{look.copies}</h4>
      <ul>
        {copies.map((copy) => {
          const own = classById.value.get(copy.class);
          return (
            <li key={copy.id}>
              <button type="button" aria-label={look.copyIn(copy.name, own?.name ?? '')} onClick={() => (current.value = copy.id)}>
                <img src={pictureAddress('thumbnail', copy)} alt="" loading="lazy" />
                {own !== undefined && <ClassChip of={own} />}
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

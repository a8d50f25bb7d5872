import type { ClassInfo, PhotoInfo } from '../../src/studio/contract.ts';
import { pictureAddress } from '../api/picture-address.ts';
import { routeTo } from '../state/route.ts';
import { words } from '../words/words.ts';

/** Two rows of five. */
const most = 10;

/** The newest photos of a class, small; they lead to all of them. */
export function NewestPhotos({ of, photos }: { readonly of: ClassInfo; readonly photos: readonly PhotoInfo[] }) {
  const shown = photos.filter(({ state }) => state !== 'unreadable').slice(0, most);
  return (
    <a class="newest-photos" href={routeTo('collect', of.id)} aria-label={words.value.collect.newestOf(of.name)} tabIndex={-1}>
      {shown.map((photo) => (
        <img key={photo.id} src={pictureAddress('thumbnail', photo)} width="64" height="64" alt="" loading="lazy" decoding="async" />
      ))}
    </a>
  );
}

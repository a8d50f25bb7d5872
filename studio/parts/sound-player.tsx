import './sound-player.css';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { soundAddress } from '../api/picture-address.ts';
import { isOfSounds } from '../state/medium.ts';

/** The browser's player for a sound of the project; nothing in a project of photos. */
export function SoundPlayer({ of }: { readonly of: PhotoInfo }) {
  if (!isOfSounds.value || of.state === 'unreadable') return null;
  // biome-ignore lint/a11y/useMediaCaption: recordings of whoever looks at them have no captions
  return <audio key={of.id} class="sound-player" controls preload="metadata" src={soundAddress(of)} aria-label={of.name} />;
}

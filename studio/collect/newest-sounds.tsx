import type { ClassInfo, PhotoInfo } from '../../src/studio/contract.ts';
import { pictureAddress } from '../api/picture-address.ts';
import { Icon } from '../parts/icon.tsx';
import { play, playing } from '../parts/playing.ts';
import { words } from '../words/words.ts';

/** Two rows of five. */
const most = 10;

/** The newest sounds of a class as their spectrograms; pressing one plays it. */
export function NewestSounds({ of, sounds }: { readonly of: ClassInfo; readonly sounds: readonly PhotoInfo[] }) {
  const { collect, microphone } = words.value;
  const shown = sounds.filter(({ state }) => state !== 'unreadable').slice(0, most);
  return (
    <ul class="newest-photos newest-sounds" aria-label={collect.newestOf(of.name)}>
      {shown.map((sound) => {
        const isOn = playing.value === sound.id;
        return (
          <li key={sound.id}>
            <button
              type="button"
              class={isOn ? 'is-on' : ''}
              title={sound.name}
              aria-label={isOn ? microphone.stopPlaying(sound.name) : microphone.play(sound.name)}
              onClick={() => play(sound)}
            >
              <img src={pictureAddress('thumbnail', sound)} width="64" height="64" alt="" loading="lazy" decoding="async" />
              <Icon name={isOn ? 'stop' : 'play'} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

import './heat-photo.css';
import { api } from '../../src/studio/api.ts';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { pictureAddress } from '../api/picture-address.ts';
import { AskProblem } from '../parts/ask-problem.tsx';
import { SoundPlayer } from '../parts/sound-player.tsx';
import { useAsked } from '../parts/use-asked.ts';
import { classById, settings } from '../state/project.ts';
import { runs } from '../state/training.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';

/** A photo, large; over it, where wished, the evidence for a class. */
export function HeatPhoto({
  photo,
  alt,
  heatFor,
}: {
  readonly photo: PhotoInfo;
  readonly alt: string;
  readonly heatFor: string | undefined;
}) {
  const { look } = words.value;
  const run = runs.value[0]?.id;
  const wanted = heatFor === undefined || run === undefined ? undefined : `${photo.id} ${heatFor} ${run}`;
  const {
    answer: shown,
    problem,
    askAgain,
  } = useAsked(
    async (signal) => ({
      of: wanted ?? '',
      map: await ask(api.heatMap, { query: { photo: photo.id, class: heatFor ?? photo.class }, signal }),
    }),
    wanted,
  );
  const isOfPhoto = wanted !== undefined && shown?.of.startsWith(`${photo.id} ${heatFor} `) === true; // of an older run until the next one is here
  const name = classById.value.get(heatFor ?? '')?.name ?? '';
  return (
    <figure class="heat-photo">
      <div class={`heat-frame ${isOfPhoto ? 'is-heated' : ''}`}>
        <img key={photo.id} src={pictureAddress('photo', photo)} alt={alt} />
        {isOfPhoto && <img class="heat-overlay" src={shown.map.overlay} alt="" />}
      </div>
      <SoundPlayer of={photo} />
      {heatFor !== undefined && (
        <figcaption class="small quiet">
          {problem !== undefined ? (
            <AskProblem of={problem} onAgain={askAgain} />
          ) : isOfPhoto ? (
            <>
              {look.heatText(name, settings.value?.fit === 'crop')}{' '}
              <span class="number">{look.heatSum(signed(shown.map.evidence), signed(shown.map.bias))}</span>
            </>
          ) : (
            look.heatWorks
          )}
        </figcaption>
      )}
    </figure>
  );
}

const signed = (value: number): string => formats.value.signed(value, 1);

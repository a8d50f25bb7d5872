import { type Signal, useComputed, useSignalEffect } from '@preact/signals';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import type { ClassInfo } from '../../src/studio/contract.ts';
import { FileButton } from '../collect/file-button.tsx';
import { ClassDot } from '../parts/class-chip.tsx';
import { Icon } from '../parts/icon.tsx';
import '../parts/sound-player.css';
import { isOfSounds } from '../state/medium.ts';
import { classById } from '../state/project.ts';
import { runs } from '../state/training.ts';
import { describeProblem } from '../words/describe-problem.ts';
import { words } from '../words/words.ts';
import { Correction } from './correction.tsx';
import { LessonCard } from './lesson-card.tsx';
import { HeatSwitch, Overlay } from './live-camera.tsx';
import { asShown, namedClass } from './smooth-verdict.ts';
import { lesson, teach } from './teach.ts';
import { chosenPicture, judgePicture, type TriedPicture, triedPictures } from './tried-pictures.ts';
import { TryColumns } from './try-columns.tsx';
import { VerdictPanel } from './verdict-panel.tsx';

/** Pictures that were dropped, pasted or chosen, and what the classifier says of the one that is shown large. */
export function StillPictures({
  heat,
  onFiles,
}: {
  readonly heat: Signal<'yes' | 'no'>;
  readonly onFiles: (files: readonly File[]) => void;
}) {
  const { trying, microphone } = words.value;
  const chosen = useComputed(() => triedPictures.value.find(({ id }) => id === chosenPicture.value));
  useSignalEffect(() => {
    // Another training says something else, and a heat map comes when it is wanted.
    const picture = chosen.value;
    const run = runs.value[0]?.id;
    if (picture?.tried === undefined) return;
    const lacksHeat = heat.value === 'yes' && picture.tried.heat === undefined;
    if (picture.tried.run !== run || (lacksHeat && !asked.has(keyOf(picture, run)))) {
      asked.add(keyOf(picture, run));
      void judgePicture(picture.id, heat.value === 'yes');
    }
  });
  const correct = useCallback(
    (to: ClassInfo): void => {
      const { file, tried } = chosen.peek() ?? {};
      if (file !== undefined && tried !== undefined) void teach(file, file.name === '' ? 'pasted.png' : file.name, to, tried);
    },
    [chosen],
  );
  const picture = chosen.value;
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    // A picture that was dropped or pasted: what is pressed next is meant for it.
    const { activeElement } = document;
    if (picture !== undefined && (activeElement === document.body || activeElement?.id === 'main'))
      place.current?.focus({ preventScroll: true });
  }, [picture?.id]);
  return (
    <TryColumns place={place} onChoose={correct}>
      <div class="try-stage">
        {picture === undefined ? (
          <div class="camera-preview">
            <div class="camera-message">
              <Icon name="upload" />
              <p>{isOfSounds.value ? microphone.dropHint : trying.dropHint}</p>
            </div>
          </div>
        ) : (
          <div class="still-picture">
            <Shown of={picture} />
            <Overlay tried={picture.tried} isWanted={heat.value === 'yes'} />
          </div>
        )}
        {isOfSounds.value && picture !== undefined && picture.problem === undefined && (
          // biome-ignore lint/a11y/useMediaCaption: a recording of whoever listens to it has no captions
          <audio key={picture.id} class="sound-player" controls src={picture.url} aria-label={picture.file.name} />
        )}
        <FileButton
          label={isOfSounds.value ? microphone.choose : trying.choose}
          kind="main"
          onFiles={(found) => onFiles(found.map(({ file }) => file))}
        />
        <div class="try-choices">
          <HeatSwitch heat={heat} />
        </div>
        {triedPictures.value.length > 1 && <PictureStrip />}
      </div>
      <div class="try-said">
        {picture?.problem === undefined ? (
          <VerdictPanel shown={picture?.tried && asShown(picture.tried)} />
        ) : (
          <div class="panel verdict" role="alert">
            <p class="verdict-name">
              <Icon name="warning" />
              <span>
                {describeProblem(picture.problem).message} <span class="quiet">{describeProblem(picture.problem).hint}</span>
              </span>
            </p>
          </div>
        )}
        {lesson.value !== null && <LessonCard of={lesson.value} />}
        <Correction onChoose={correct} disabled={picture?.tried === undefined} />
      </div>
    </TryColumns>
  );
}

/** A picture itself; of a sound, what the network saw of it, once it was asked. */
function Shown({ of: { url, file, tried } }: { readonly of: TriedPicture }) {
  const { trying, microphone } = words.value;
  if (!isOfSounds.value) return <img src={url} alt={trying.pictureOf(file.name)} />;
  return <img class="spectrogram" src={tried?.spectrogram} alt={microphone.spectrogram(file.name)} />;
}

/** What was asked for a heat map already: a head that has none is not asked again and again. */
const asked = new Set<string>();
const keyOf = ({ id }: TriedPicture, run: string | undefined): string => `${id} ${run}`;

/** All pictures, small, with the colour of what was said of them. */
function PictureStrip() {
  const { trying } = words.value;
  return (
    <ul class="picture-strip" aria-label={trying.pictures}>
      {triedPictures.value.map(({ id, url, file, tried }) => {
        const said = tried && classById.value.get(namedClass(asShown(tried)) ?? '');
        const name = said?.name ?? (tried === undefined ? '' : trying.noneOfThese);
        return (
          <li key={id}>
            <button type="button" aria-current={id === chosenPicture.value} onClick={() => (chosenPicture.value = id)}>
              <img src={isOfSounds.value ? tried?.spectrogram : url} alt={trying.pictureOf(file.name)} loading="lazy" />
              <span class="strip-said">
                {said !== undefined && <ClassDot colour={said.colour} />}
                {name}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

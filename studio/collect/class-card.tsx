import { type Signal, useSignal } from '@preact/signals';
import { api } from '../../src/studio/api.ts';
import type { ClassInfo } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { Button } from '../parts/button.tsx';
import { Menu } from '../parts/menu.tsx';
import { attempt } from '../state/attempt.ts';
import { doUndoably } from '../state/do-undoably.ts';
import { isOfSounds, medium } from '../state/medium.ts';
import { photosByClass } from '../state/photos.ts';
import { go } from '../state/route.ts';
import { words } from '../words/words.ts';
import { addToClass } from './add-files.ts';
import { ClassNameField } from './class-name-field.tsx';
import { DropZone } from './drop-zone.tsx';
import { FileButton } from './file-button.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { NewestPhotos } from './newest-photos.tsx';
import { NewestSounds } from './newest-sounds.tsx';
import { PhoneDialog } from './phone-dialog.tsx';
import { Recorder } from './recorder.tsx';
import { SoundRecorder } from './sound-recorder.tsx';

/** Which class's card shows what: one at a time. */
export interface Recording {
  readonly class: string;
  readonly from: 'camera' | 'microphone';
}

/** A class: its colour, its name, its newest photos, and all the ways to add more. */
export function ClassCard({ of, recording }: { readonly of: ClassInfo; readonly recording: Signal<Recording | undefined> }) {
  const { collect, microphone } = words.value;
  const importing = useSignal(false);
  const phoning = useSignal(false);
  const photos = photosByClass.value.get(of.id) ?? [];
  const unreadable = photos.filter(({ state }) => state === 'unreadable').length;
  const from = recording.value?.class === of.id ? recording.value.from : undefined;
  const stop = (): void => {
    recording.value = undefined;
  };
  return (
    <DropZone class="class-card" label={of.name} onFiles={(found) => void addToClass(found, of.id)}>
      <div class="class-card-top">
        <input
          type="color"
          class="class-colour"
          value={of.colour}
          aria-label={collect.colourOf(of.name)}
          title={collect.colourOf(of.name)}
          onChange={(event) => void attempt(ask(api.changeClass, { body: { class: of.id, colour: event.currentTarget.value } }))}
        />
        <ClassNameField of={of} />
        <Menu
          label={collect.moreOf(of.name)}
          items={[
            { label: collect.showAll, icon: 'grid', run: () => go('collect', of.id) },
            { label: collect.fromPhone, icon: 'phone', run: () => (phoning.value = true) },
            { label: collect.fromAddresses, icon: 'link', run: () => (importing.value = true) },
            {
              label: collect.removeClass,
              icon: 'trash',
              grave: true,
              run: () => void doUndoably(ask(api.removeClass, { body: { class: of.id } }), collect.classRemoved(of.name, photos.length)),
            },
          ]}
        />
      </div>
      <p class="class-count">
        <a href={`#/collect/${of.id}`} aria-label={collect.allPhotosOf(of.name, photos.length)}>
          {collect.photos(photos.length)}
        </a>
        {unreadable > 0 && <span class="is-warn">{collect.unreadable(unreadable)}</span>}
      </p>
      {from === 'camera' ? (
        <Recorder of={of} onClose={stop} />
      ) : from === 'microphone' ? (
        <SoundRecorder of={of} onClose={stop} />
      ) : (
        <>
          {photos.length === 0 ? (
            <p class="class-empty quiet">{collect.classEmpty}</p>
          ) : isOfSounds.value ? (
            <NewestSounds of={of} sounds={photos} />
          ) : (
            <NewestPhotos of={of} photos={photos} />
          )}
          <div class="class-card-actions">
            {medium.value !== 'sounds' && (
              <Button icon="camera" onClick={() => (recording.value = { class: of.id, from: 'camera' })}>
                {collect.record}
              </Button>
            )}
            {medium.value !== 'photos' && (
              <Button icon="microphone" onClick={() => (recording.value = { class: of.id, from: 'microphone' })}>
                {isOfSounds.value ? collect.record : microphone.record}
              </Button>
            )}
            <FileButton label={collect.addPhotos} onFiles={(found) => void addToClass(found, of.id)} />
          </div>
        </>
      )}
      <ImportDialog open={importing} of={of} />
      <PhoneDialog open={phoning} of={of} />
    </DropZone>
  );
}

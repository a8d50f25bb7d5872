import './try.css';
import { useCallback } from 'preact/hooks';
import { DropZone } from '../collect/drop-zone.tsx';
import type { FoundFile } from '../collect/dropped-files.ts';
import { usePaste } from '../collect/use-paste.ts';
import { Segments } from '../parts/segments.tsx';
import { keptSignal } from '../state/kept-signal.ts';
import { isOfSounds } from '../state/medium.ts';
import { readiness } from '../state/readiness.ts';
import { NotLearnedYet } from '../train/not-learned-yet.tsx';
import { words } from '../words/words.ts';
import { LiveCamera } from './live-camera.tsx';
import { LiveMicrophone } from './live-microphone.tsx';
import { StillPictures } from './still-pictures.tsx';
import { tryPictures } from './tried-pictures.ts';

/** Where the pictures or sounds come from: `camera` is the microphone for sounds. @default 'camera' */
const source = keptSignal('try-source', ['camera', 'pictures'], 'camera');

/** Whether the heat map is shown. @default 'no' */
const heat = keptSignal('try-heat', ['yes', 'no'], 'no');

/** The view Try: pictures of the camera, or others, what the classifier says of them, and how to put it right. */
export function TryView() {
  const { trying, microphone } = words.value;
  const isSound = isOfSounds.value;
  const take = useCallback((files: readonly File[]): void => {
    if (files.length === 0) return;
    source.value = 'pictures';
    void tryPictures(files, heat.peek() === 'yes');
  }, []);
  const takeFound = useCallback((found: readonly FoundFile[]): void => take(found.map(({ file }) => file)), [take]);
  usePaste(takeFound);
  if (readiness.value.state !== 'ready') {
    return (
      <section class="view" aria-labelledby="view-title">
        <h2 id="view-title" class="view-title">
          {trying.title}
        </h2>
        <NotLearnedYet
          icon={isSound ? 'microphone' : 'camera'}
          title={trying.emptyTitle}
          text={isSound ? microphone.emptyText : trying.emptyText}
        />
      </section>
    );
  }
  const options = [
    { value: 'camera', label: isSound ? microphone.live : trying.camera },
    { value: 'pictures', label: isSound ? microphone.files : trying.pictures },
  ] as const;
  return (
    <DropZone class="view try-view" label={trying.title} onFiles={takeFound}>
      <div class="view-top">
        <h2 id="view-title" class="view-title">
          {trying.title}
        </h2>
        <Segments label={trying.source} value={source} options={options} />
      </div>
      {source.value === 'pictures' ? (
        <StillPictures heat={heat} onFiles={take} />
      ) : isSound ? (
        <LiveMicrophone />
      ) : (
        <LiveCamera heat={heat} />
      )}
    </DropZone>
  );
}

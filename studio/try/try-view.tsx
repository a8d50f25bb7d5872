import './try.css';
import { useCallback } from 'preact/hooks';
import { DropZone } from '../collect/drop-zone.tsx';
import type { FoundFile } from '../collect/dropped-files.ts';
import { usePaste } from '../collect/use-paste.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icon.tsx';
import { Segments } from '../parts/segments.tsx';
import { keptSignal } from '../state/kept-signal.ts';
import { routeTo } from '../state/route.ts';
import { runs } from '../state/training.ts';
import { words } from '../words/words.ts';
import { LiveCamera } from './live-camera.tsx';
import { StillPictures } from './still-pictures.tsx';
import { tryPictures } from './tried-pictures.ts';

/** Where the pictures come from. @default 'camera' */
const source = keptSignal('try-source', ['camera', 'pictures'], 'camera');

/** Whether the heat map is shown. @default 'no' */
const heat = keptSignal('try-heat', ['yes', 'no'], 'no');

/** The view Try: pictures of the camera, or others, what the classifier says of them, and how to put it right. */
export function TryView() {
  const { trying, frame } = words.value;
  const take = useCallback((files: readonly File[]): void => {
    if (files.length === 0) return;
    source.value = 'pictures';
    void tryPictures(files, heat.peek() === 'yes');
  }, []);
  const takeFound = useCallback((found: readonly FoundFile[]): void => take(found.map(({ file }) => file)), [take]);
  usePaste(takeFound);
  if (runs.value.length === 0) {
    return (
      <section class="view" aria-labelledby="view-title">
        <h2 id="view-title" class="view-title">
          {trying.title}
        </h2>
        <EmptyState icon="camera" title={trying.emptyTitle} text={trying.emptyText}>
          <a class="button is-main" href={routeTo('collect')}>
            <Icon name="photos" />
            <span>{frame.verbs.collect}</span>
          </a>
        </EmptyState>
      </section>
    );
  }
  const options = [
    { value: 'camera', label: trying.camera },
    { value: 'pictures', label: trying.pictures },
  ] as const;
  return (
    <DropZone class="view try-view" label={trying.title} onFiles={takeFound}>
      <div class="view-top">
        <h2 id="view-title" class="view-title">
          {trying.title}
        </h2>
        <Segments label={trying.source} value={source} options={options} />
      </div>
      {source.value === 'camera' ? <LiveCamera heat={heat} /> : <StillPictures heat={heat} onFiles={take} />}
    </DropZone>
  );
}

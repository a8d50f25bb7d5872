import { useSignal, useSignalEffect } from '@preact/signals';
import { useCallback, useRef } from 'preact/hooks';
import { api } from '../../src/studio/api.ts';
import type { ClassInfo } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { Button } from '../parts/button.tsx';
import { ClassDot } from '../parts/class-chip.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icon.tsx';
import { Menu } from '../parts/menu.tsx';
import { PhotoDialog } from '../parts/photo-dialog.tsx';
import { PhotoGrid } from '../parts/photo-grid.tsx';
import { doUndoably } from '../state/do-undoably.ts';
import { photosByClass } from '../state/photos.ts';
import { classes } from '../state/project.ts';
import { routeTo } from '../state/route.ts';
import { words } from '../words/words.ts';
import { addToClass } from './add-files.ts';
import { DropZone } from './drop-zone.tsx';
import type { FoundFile } from './dropped-files.ts';
import { FileButton } from './file-button.tsx';
import { UploadProgress } from './upload-progress.tsx';
import { usePaste } from './use-paste.ts';

/** All photos of a class, the newest first: to open, to move to another class, to remove. */
export function ClassPhotos({ of }: { readonly of: ClassInfo }) {
  const { collect, parts } = words.value;
  const photos = photosByClass.value.get(of.id) ?? [];
  const selection = useSignal<ReadonlySet<string>>(new Set());
  const large = useSignal<string | undefined>(undefined);
  const add = useCallback((found: readonly FoundFile[]) => void addToClass(found, of.id), [of.id]);
  usePaste(add);
  useSignalEffect(() => {
    // What went away is not selected any more.
    const here = new Set(photosByClass.value.get(of.id)?.map(({ id }) => id));
    const left = [...selection.value].filter((id) => here.has(id));
    if (left.length < selection.value.size) selection.value = new Set(left);
  });
  const remove = (ids: readonly string[]): void => {
    if (ids.length > 0) void doUndoably(ask(api.removePhotos, { body: { photos: [...ids] } }), collect.removed(ids.length));
  };
  const move = (ids: readonly string[], to: ClassInfo): void => {
    if (ids.length > 0) void doUndoably(ask(api.movePhotos, { body: { photos: [...ids], to: to.id } }), collect.moved(ids.length, to.name));
  };
  const view = useRef<HTMLDivElement>(null);
  /** The buttons go away with the selection; whoever pressed them goes on in the grid. */
  const focusGrid = (): void => view.current?.querySelector<HTMLElement>('[role=option][tabindex="0"]')?.focus({ preventScroll: true });
  const chosen = [...selection.value];
  const others = classes.value.filter(({ id }) => id !== of.id);
  return (
    <DropZone class="view is-filling" label={of.name} onFiles={add}>
      <div class="view-top">
        <a class="icon-button" href={routeTo('collect')} aria-label={collect.back} title={collect.back}>
          <Icon name="left" />
        </a>
        <h2 class="view-title class-photos-title">
          <ClassDot colour={of.colour} />
          <span>{of.name}</span>
          <span class="quiet small number">{collect.photos(photos.length)}</span>
        </h2>
        {chosen.length > 0 ? (
          <>
            <span class="number">{parts.selected(chosen.length)}</span>
            {chosen.length === 1 && (
              <Button icon="eye" onClick={() => (large.value = chosen[0])}>
                {parts.open}
              </Button>
            )}
            {others.length > 0 && (
              <Menu
                label={collect.moveTo}
                icon="right"
                isLabelled
                items={others.map((each) => ({
                  label: collect.toClass(each.name),
                  run: () => {
                    focusGrid();
                    move(chosen, each);
                  },
                }))}
              />
            )}
            <Button
              icon="trash"
              kind="grave"
              onClick={() => {
                focusGrid();
                remove(chosen);
              }}
            >
              {collect.remove}
            </Button>
          </>
        ) : (
          <FileButton label={collect.addPhotos} onFiles={add} />
        )}
      </div>
      <UploadProgress />
      {photos.length === 0 ? (
        <EmptyState icon="photos" title={collect.noPhotos} text={collect.classEmpty} />
      ) : (
        <div class="class-photos-grid" ref={view}>
          <PhotoGrid
            photos={photos}
            label={collect.photosOf(of.name)}
            selection={selection}
            onOpen={({ id }) => (large.value = id)}
            onKey={(event, photo) => {
              if (event.key !== 'Delete' && event.key !== 'Backspace') return false;
              remove(chosen.length > 0 ? chosen : [photo.id]);
              return true;
            }}
          />
          <p class="quiet small for-keys">{collect.keys}</p>
        </div>
      )}
      <PhotoDialog photos={photos} of={large}>
        {(photo) => (
          <div class="dialog-actions">
            <Button icon="trash" kind="grave" onClick={() => remove([photo.id])}>
              {collect.remove}
            </Button>
          </div>
        )}
      </PhotoDialog>
    </DropZone>
  );
}

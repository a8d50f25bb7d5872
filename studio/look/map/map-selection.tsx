import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { Button } from '../../parts/button.tsx';
import { PhotoDialog } from '../../parts/photo-dialog.tsx';
import { PhotoGrid } from '../../parts/photo-grid.tsx';
import { photos } from '../../state/photos.ts';
import { classById, classes } from '../../state/project.ts';
import { words } from '../../words/words.ts';
import { JudgementOf } from '../judgement-of.tsx';
import { PhotoActions } from '../photo-actions.tsx';

/** The photos that are selected on the map, as a list, and what can be done with them. */
export function MapSelection({
  selection,
  heading,
}: {
  readonly selection: Signal<ReadonlySet<string>>;
  readonly heading: RefObject<HTMLHeadingElement | null>;
}) {
  const { look } = words.value;
  const large = useSignal<string | undefined>(undefined);
  const list = [...selection.value].flatMap((id) => photos.value.get(id) ?? []);
  const among = useSignal<ReadonlySet<string>>(new Set());
  // Of the selected some can be picked in the list; none is: all are meant.
  const picked = list.filter(({ id }) => among.value.has(id)).map(({ id }) => id);
  const ids = picked.length > 0 ? picked : list.map(({ id }) => id);
  const inClass = (id: string): number => list.filter((photo) => photo.class === id).length;
  const kinds = classes.value.filter(({ id }) => inClass(id) > 0).map(({ id, name }) => `${name} ${inClass(id)}`);
  return (
    <section class="panel map-selection" aria-labelledby="map-selected">
      <h3 id="map-selected" ref={heading} tabIndex={-1}>
        {list.length === 0 ? look.selectedNone : look.selectedTitle(list.length)}
      </h3>
      {list.length === 0 ? (
        <p class="quiet">{look.selectedNoneText}</p>
      ) : (
        <>
          <p class="quiet small">{kinds.join(', ')}</p>
          <PhotoActions ids={ids} />
          <PhotoGrid
            photos={list}
            label={look.selectedList}
            selection={among}
            size={88}
            onOpen={({ id }) => (large.value = id)}
            note={(photo) => classById.value.get(photo.class)?.name}
          />
          <Button kind="quiet" onClick={() => (selection.value = new Set())}>
            {look.clear}
          </Button>
        </>
      )}
      <PhotoDialog photos={list} of={large}>
        {(photo) => (
          <>
            <JudgementOf photo={photo} />
            <PhotoActions ids={[photo.id]} />
          </>
        )}
      </PhotoDialog>
    </section>
  );
}

import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { PhotoDialog } from '../../parts/photo-dialog.tsx';
import { PhotoGrid } from '../../parts/photo-grid.tsx';
import { photos } from '../../state/photos.ts';
import { classById } from '../../state/project.ts';
import { words } from '../../words/words.ts';
import { JudgementOf } from '../judgement-of.tsx';
import { PhotoActions } from '../photo-actions.tsx';
import { type Cell, keyOf, mixUps } from './mix-ups.ts';

/** The photos behind a cell of the matrix: to be put right, kept or removed. */
export function CellPhotos({ cell }: { readonly cell: Cell | undefined }) {
  const { look, parts } = words.value;
  const heading = useRef<HTMLHeadingElement>(null);
  const selection = useSignal<ReadonlySet<string>>(new Set());
  const large = useSignal<string | undefined>(undefined);
  const key = cell === undefined ? '' : keyOf(cell.own, cell.predicted);
  const list = (mixUps.value.get(key) ?? []).flatMap((id) => photos.value.get(id) ?? []);
  const [own, predicted] = [classById.value.get(cell?.own ?? ''), classById.value.get(cell?.predicted ?? '')];
  useEffect(() => {
    selection.value = new Set();
    if (key !== '') heading.current?.focus();
  }, [key]);
  useSignalEffect(() => {
    // What went to another cell is not selected here any more.
    const here = new Set(mixUps.value.get(key));
    const left = [...selection.value].filter((id) => here.has(id));
    if (left.length < selection.value.size) selection.value = new Set(left);
  });
  if (own === undefined || predicted === undefined) return <p class="quiet">{look.pickCell}</p>;
  const title = look.cellTitle(own.name, predicted.name);
  return (
    <section class="panel cell-photos" aria-labelledby="cell-title">
      <div class="view-top">
        <h3 id="cell-title" ref={heading} tabIndex={-1}>
          {title}
        </h3>
        {selection.value.size > 0 ? (
          <span class="quiet number">{parts.selected(selection.value.size)}</span>
        ) : (
          <span class="quiet for-keys">{look.cellHint}</span>
        )}
      </div>
      {list.length > 0 && (
        <div>
          <Button onClick={() => (selection.value = new Set(list.map(({ id }) => id)))}>{look.selectAll}</Button>
        </div>
      )}
      <PhotoActions ids={[...selection.value]} first={own === predicted ? undefined : predicted} />
      {list.length > 0 && <PhotoGrid photos={list} label={title} selection={selection} onOpen={({ id }) => (large.value = id)} />}
      <PhotoDialog photos={list} of={large}>
        {(photo) => (
          <>
            <JudgementOf photo={photo} />
            <PhotoActions ids={[photo.id]} first={own === predicted ? undefined : predicted} />
          </>
        )}
      </PhotoDialog>
    </section>
  );
}

import type { TrainingState } from '../../src/studio/contract.ts';
import { ClassChip } from '../parts/class-chip.tsx';
import { photosByClass } from '../state/photos.ts';
import { classById } from '../state/project.ts';
import { words } from '../words/words.ts';

/** What must be there before anything can be learned, as things to do. */
export function Lacks({ lacks }: { readonly lacks: Extract<TrainingState, { state: 'lacking' }>['lacks'] }) {
  const { train } = words.value;
  if (lacks.what === 'classes') {
    return (
      <ul class="lacks">
        <li>{train.moreClasses(lacks.count)}</li>
      </ul>
    );
  }
  return (
    <ul class="lacks">
      {lacks.classes.map((id) => {
        const found = classById.value.get(id);
        const has = photosByClass.value.get(id)?.filter(({ state }) => state !== 'unreadable').length ?? 0;
        return (
          found !== undefined && (
            <li key={id}>
              <ClassChip of={found} /> <span>{train.morePhotos(Math.max(1, lacks.least - has))}</span>
            </li>
          )
        );
      })}
    </ul>
  );
}

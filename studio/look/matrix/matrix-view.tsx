import './matrix.css';
import { useSignal } from '@preact/signals';
import { runs, stale } from '../../state/training.ts';
import { formats } from '../../words/formats.ts';
import { words } from '../../words/words.ts';
import { CellPhotos } from './cell-photos.tsx';
import { ConfusionTable } from './confusion-table.tsx';
import type { Cell } from './mix-ups.ts';

/** What the classifier mixes up, and the photos behind every number. */
export function MatrixView() {
  const { look } = words.value;
  const measure = runs.value[0]?.measure; // of the run that the table is of, not of the one that goes on
  const cell = useSignal<Cell | undefined>(undefined);
  return (
    <div class="matrix-view">
      <div class="panel">
        <h3>{look.matrixTitle}</h3>
        {measure !== undefined && <p class="quiet small">{look.matrixText(formats.value.percent(measure.accuracy))}</p>}
        {stale.value && <p class="small">{look.matrixStale}</p>}
        <p class="small">{look.matrixCaption}</p>
        <ConfusionTable cell={cell} />
      </div>
      <CellPhotos cell={cell.value} />
    </div>
  );
}

import './matrix.css';
import { useSignal } from '@preact/signals';
import { measure } from '../../state/training.ts';
import { formats } from '../../words/formats.ts';
import { words } from '../../words/words.ts';
import { CellPhotos } from './cell-photos.tsx';
import { ConfusionTable } from './confusion-table.tsx';
import type { Cell } from './mix-ups.ts';

/** What the classifier mixes up, and the photos behind every number. */
export function MatrixView() {
  const { look } = words.value;
  const cell = useSignal<Cell | undefined>(undefined);
  return (
    <div class="matrix-view">
      <div class="panel">
        <h3>{look.matrixTitle}</h3>
        {measure.value !== undefined && <p class="quiet small">{look.matrixText(formats.value.percent(measure.value.accuracy))}</p>}
        <p class="small">{look.matrixCaption}</p>
        <ConfusionTable cell={cell} />
      </div>
      <CellPhotos cell={cell.value} />
    </div>
  );
}

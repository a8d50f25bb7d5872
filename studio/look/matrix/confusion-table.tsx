import type { Signal } from '@preact/signals';
import { ClassDot } from '../../parts/class-chip.tsx';
import { classes } from '../../state/project.ts';
import { formats } from '../../words/formats.ts';
import { words } from '../../words/words.ts';
import { type Cell, keyOf, mixUps } from './mix-ups.ts';

/** The confusion matrix as a table; every number but nought is a button that shows its photos. */
export function ConfusionTable({ cell }: { readonly cell: Signal<Cell | undefined> }) {
  const { look } = words.value;
  const { percent, whole } = formats.value;
  const all = classes.value;
  const countOf = (own: string, predicted: string): number => mixUps.value.get(keyOf(own, predicted))?.length ?? 0;
  return (
    <div class="table-frame confusion-frame">
      <table class="confusion">
        <caption class="unseen">{look.matrixTitle}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">
                {look.labelled} / {look.calledAs}
              </span>
            </th>
            {all.map(({ id, name, colour }) => (
              <th key={id} scope="col">
                <ClassDot colour={colour} />
                <span class="confusion-name">{name}</span>
              </th>
            ))}
            <th scope="col" class="confusion-sum">
              {look.found}
            </th>
          </tr>
        </thead>
        <tbody>
          {all.map((own) => {
            const total = all.reduce((sum, { id }) => sum + countOf(own.id, id), 0);
            return (
              <tr key={own.id}>
                <th scope="row" title={own.name}>
                  <ClassDot colour={own.colour} /> {own.name}
                </th>
                {all.map((predicted) => {
                  const number = countOf(own.id, predicted.id);
                  const isRight = own.id === predicted.id;
                  const isShown = cell.value?.own === own.id && cell.value.predicted === predicted.id;
                  return (
                    <td key={predicted.id}>
                      {number === 0 ? (
                        <span class="quiet">{isRight ? whole(0) : '·'}</span>
                      ) : (
                        <button
                          type="button"
                          class={`confusion-cell ${isRight ? 'is-right' : 'is-wrong'}`}
                          aria-pressed={isShown}
                          aria-label={look.cell(number, own.name, predicted.name)}
                          style={{ '--share': String(number / Math.max(1, total)) }}
                          onClick={() => (cell.value = { own: own.id, predicted: predicted.id })}
                        >
                          {whole(number)}
                        </button>
                      )}
                    </td>
                  );
                })}
                <td class="confusion-sum">{total === 0 ? '–' : percent(countOf(own.id, own.id) / total, 0)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

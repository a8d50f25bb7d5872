import type { TuningCourse } from '../../src/studio/tuning-contract.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { ChartAxis } from './chart-axis.tsx';

/** How a training deeper than the head goes: the part named rightly of the photos held back, from the head alone on, and the losses. */
export function TuningChart({ of: { before, epochs }, best }: { readonly of: TuningCourse; readonly best?: number }) {
  const { deeper } = words.value;
  const { percent, whole, fixed } = formats.value;
  const rows = [
    ...(before === null ? [] : [{ epoch: 0, heldOut: before, loss: undefined }]),
    ...epochs.map(({ epoch, loss, heldOut }) => ({ epoch, heldOut, loss })),
  ];
  const scores = rows.flatMap(({ heldOut }) => heldOut?.accuracy ?? []);
  const last = scores.at(-1);
  if (rows.length === 0) return null;
  const floor = Math.max(0, Math.min(0.9, Math.floor(10 * Math.min(...scores, 1) - 0.5) / 10));
  return (
    <figure class="accuracy-chart tuning-chart">
      {last !== undefined && (
        <>
          <figcaption>
            <h3>{deeper.chart}</h3>
          </figcaption>
          <div class="chart" role="img" aria-label={deeper.chartLabel(epochs.length, percent(last))}>
            <ChartAxis floor={floor} />
            <div class="chart-columns">
              {rows.map(
                ({ epoch, heldOut }) =>
                  heldOut !== undefined && (
                    <span
                      key={epoch}
                      class={`chart-column ${epoch === best || best === undefined ? '' : 'is-now'}`}
                      style={{ '--low': '0', '--high': '0', '--value': String((heldOut.accuracy - floor) / (1 - floor)) }}
                    />
                  ),
              )}
            </div>
          </div>
        </>
      )}
      <div class="table-frame">
        <table>
          <thead>
            <tr>
              <th scope="col">{deeper.epoch}</th>
              <th scope="col">{deeper.right}</th>
              <th scope="col">{deeper.loss}</th>
              <th scope="col">{deeper.ownLoss}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ epoch, heldOut, loss }) => (
              <tr key={epoch}>
                <th scope="row">
                  {epoch === 0 ? deeper.headAlone : whole(epoch)} {epoch === best && <span class="badge is-good">{deeper.keptMark}</span>}
                </th>
                <td>{heldOut === undefined ? '–' : percent(heldOut.accuracy)}</td>
                <td>{heldOut === undefined ? '–' : fixed(heldOut.loss, 3)}</td>
                <td>{loss === undefined ? '–' : fixed(loss, 3)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

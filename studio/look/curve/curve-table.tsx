import { formats } from '../../words/formats.ts';
import { words } from '../../words/words.ts';
import type { MeasuredCurve } from './measured-curve.ts';

/** The curve in numbers. */
export function CurveTable({ curve: { points, twice } }: { readonly curve: MeasuredCurve }) {
  const { look } = words.value;
  const { percent, whole } = formats.value;
  const rows = [...points.map((point) => ({ point, kind: look.measured })), { point: twice, kind: look.forecast }];
  return (
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            <th scope="col">{look.photosPerClass}</th>
            <th scope="col">{look.accuracy}</th>
            <th scope="col">{look.interval}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ point, kind }) => (
            <tr key={point.photosPerClass}>
              <th scope="row">
                {whole(point.photosPerClass)} <span class="quiet small">{kind}</span>
              </th>
              <td>{percent(point.accuracy)}</td>
              <td>
                {percent(point.low)} – {percent(point.high)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { formats } from '../words/formats.ts';

/** The axis of a chart of accuracies: from its floor to all. @param floor The part at the bottom, 0 to 1 */
export function ChartAxis({ floor }: { readonly floor: number }) {
  const { percent } = formats.value;
  return (
    <div class="chart-axis number" aria-hidden="true">
      <span>{percent(1, 0)}</span>
      <span>{percent((1 + floor) / 2, 0)}</span>
      <span>{percent(floor, 0)}</span>
    </div>
  );
}

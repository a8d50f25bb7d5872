import { ClassChip } from '../../parts/class-chip.tsx';
import { classById } from '../../state/project.ts';
import { routeTo } from '../../state/route.ts';
import { formats } from '../../words/formats.ts';
import { words } from '../../words/words.ts';
import type { MeasuredCurve } from './measured-curve.ts';

/** So many classes are named. */
const most = 5;

/** The classes that more photos would help most; each leads to where photos are added to it. */
export function WhereMore({ curve: { perClass } }: { readonly curve: MeasuredCurve }) {
  const { look } = words.value;
  const { percent, decimal } = formats.value;
  const gaining = perClass.filter(({ gain }) => gain >= 0.005).slice(0, most);
  if (gaining.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="where-more">
      <h3 id="where-more">{look.whereMore}</h3>
      <ul class="where-more">
        {gaining.map(({ class: id, gain, recall }) => {
          const one = classById.value.get(id);
          return (
            one !== undefined && (
              <li key={id}>
                <a href={routeTo('collect', id)}>
                  <ClassChip of={one} />
                </a>
                <span class="number">{look.gainOf(look.points(decimal(100 * gain, 1)), percent(recall, 0))}</span>
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}

import type { Signal } from '@preact/signals';
import { announce } from '../../state/announce.ts';
import { classes } from '../../state/project.ts';
import { words } from '../../words/words.ts';
import type { Dot } from './find-dots.ts';
import { markOutline } from './marks.ts';

/** The classes with their colours and shapes; pressing one selects its photos. */
export function MapLegend({ dots, selection }: { readonly dots: readonly Dot[]; readonly selection: Signal<ReadonlySet<string>> }) {
  const { look, parts } = words.value;
  return (
    <fieldset class="map-legend">
      <legend>{look.legend}</legend>
      {classes.value.map(({ id, name, colour }, at) => {
        const own = dots.filter((dot) => dot.class === id);
        return (
          <button
            key={id}
            type="button"
            class="button"
            aria-label={look.selectClass(name, own.length)}
            disabled={own.length === 0}
            onClick={() => {
              selection.value = new Set(own.map((dot) => dot.id));
              announce(parts.selected(own.length));
            }}
          >
            <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
              <path d={markOutline(at)} fill={colour} />
            </svg>
            <span>{name}</span>
          </button>
        );
      })}
    </fieldset>
  );
}

import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icon.tsx';
import { routeTo } from '../state/route.ts';
import { words } from '../words/words.ts';

/** The view Ship. */
export function ShipView() {
  const { ship, frame } = words.value;
  return (
    <section class="view" aria-labelledby="view-title">
      <h2 id="view-title" class="view-title">
        {ship.title}
      </h2>
      <EmptyState icon="parcel" title={ship.emptyTitle} text={ship.emptyText}>
        <a class="button is-main" href={routeTo('collect')}>
          <Icon name="photos" />
          <span>{frame.verbs.collect}</span>
        </a>
      </EmptyState>
    </section>
  );
}

import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icon.tsx';
import { routeTo } from '../state/route.ts';
import { words } from '../words/words.ts';

/** The view Try. */
export function TryView() {
  const { trying, frame } = words.value;
  return (
    <section class="view" aria-labelledby="view-title">
      <h2 id="view-title" class="view-title">
        {trying.title}
      </h2>
      <EmptyState icon="camera" title={trying.emptyTitle} text={trying.emptyText}>
        <a class="button is-main" href={routeTo('collect')}>
          <Icon name="photos" />
          <span>{frame.verbs.collect}</span>
        </a>
      </EmptyState>
    </section>
  );
}

import { EmptyState } from '../parts/empty-state.tsx';
import { Icon } from '../parts/icon.tsx';
import { routeTo } from '../state/route.ts';
import { words } from '../words/words.ts';

/** The view Look. */
export function LookView() {
  const { look, frame } = words.value;
  return (
    <section class="view" aria-labelledby="view-title">
      <h2 id="view-title" class="view-title">
        {look.title}
      </h2>
      <EmptyState icon="eye" title={look.emptyTitle} text={look.emptyText}>
        <a class="button is-main" href={routeTo('collect')}>
          <Icon name="photos" />
          <span>{frame.verbs.collect}</span>
        </a>
      </EmptyState>
    </section>
  );
}

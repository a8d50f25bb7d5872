import { EmptyState } from '../parts/empty-state.tsx';
import { words } from '../words/words.ts';

/** The view Collect. */
export function CollectView() {
  const { collect } = words.value;
  return (
    <section class="view" aria-labelledby="view-title">
      <h2 id="view-title" class="view-title">
        {collect.title}
      </h2>
      <EmptyState icon="photos" title={collect.emptyTitle} text={collect.emptyText} />
    </section>
  );
}

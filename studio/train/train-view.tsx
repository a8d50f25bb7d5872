import { EmptyState } from '../parts/empty-state.tsx';
import { words } from '../words/words.ts';

/** The view Train. */
export function TrainView() {
  const { train } = words.value;
  return (
    <section class="view" aria-labelledby="view-title">
      <h2 id="view-title" class="view-title">
        {train.title}
      </h2>
      <EmptyState icon="spark" title={train.emptyTitle} text={train.emptyText} />
    </section>
  );
}

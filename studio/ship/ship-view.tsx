import '../parts/figures.css';
import './ship.css';
import { readiness } from '../state/readiness.ts';
import { shipping } from '../state/shipping.ts';
import { NotLearnedYet } from '../train/not-learned-yet.tsx';
import { words } from '../words/words.ts';
import { EndpointCard } from './endpoint-card.tsx';
import { ModelCard } from './model-card.tsx';
import { TargetCard } from './target-card.tsx';

/** What it is mostly taken away as comes first. */
const targets = ['web', 'tflite', 'onnx', 'coreml'] as const;

/** The view Ship: the model, the forms to take it away in, and a running server of it. */
export function ShipView() {
  const { ship } = words.value;
  const isEmpty = readiness.value.state !== 'ready' && shipping.value.model === null;
  return (
    <section class="view" aria-labelledby="view-title">
      <div class="view-top">
        <h2 id="view-title" class="view-title">
          {ship.title}
        </h2>
      </div>
      {isEmpty ? (
        <NotLearnedYet icon="parcel" title={ship.emptyTitle} text={ship.emptyText} />
      ) : (
        <div class="ship-parts">
          <ModelCard />
          <ul class="target-cards" aria-label={ship.forms}>
            {targets.map((target) => (
              <TargetCard key={target} target={target} />
            ))}
          </ul>
          <EndpointCard />
        </div>
      )}
    </section>
  );
}

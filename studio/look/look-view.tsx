import './look.css';
import type { FunctionComponent } from 'preact';
import { readiness } from '../state/readiness.ts';
import { route, routeTo } from '../state/route.ts';
import { NotLearnedYet } from '../train/not-learned-yet.tsx';
import { words } from '../words/words.ts';
import { CurveView } from './curve/curve-view.tsx';
import { MapView } from './map/map-view.tsx';
import { MatrixView } from './matrix/matrix-view.tsx';
import { ReviewView } from './review-view.tsx';

const tabs = ['review', 'matrix', 'map', 'curve'] as const;
type Tab = (typeof tabs)[number];

const views: Readonly<Record<Tab, FunctionComponent>> = { review: ReviewView, matrix: MatrixView, map: MapView, curve: CurveView };

/** The view Look: what is suspicious, what is mixed up, the map of all photos, and whether more would help. */
export function LookView() {
  const { look } = words.value;
  const shown = tabs.find((each) => each === route.value.rest[0]) ?? 'review';
  const View = views[shown];
  return (
    <section class={`view look-view is-${shown} ${shown === 'review' || shown === 'map' ? 'is-filling' : ''}`} aria-labelledby="view-title">
      <div class="view-top">
        <h2 id="view-title" class="view-title">
          {look.title}
        </h2>
      </div>
      {readiness.value.state !== 'ready' ? (
        <NotLearnedYet icon="eye" title={look.emptyTitle} text={look.emptyText} />
      ) : (
        <>
          <nav class="look-tabs" aria-label={look.parts}>
            {tabs.map((each) => (
              <a key={each} href={routeTo('look', each)} aria-current={each === shown ? 'page' : undefined}>
                {look.tabs[each]}
              </a>
            ))}
          </nav>
          <View key={shown} />
        </>
      )}
    </section>
  );
}

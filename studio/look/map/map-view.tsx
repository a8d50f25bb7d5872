import './map.css';
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { AskProblem } from '../../parts/ask-problem.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { Segments } from '../../parts/segments.tsx';
import { useAsked } from '../../parts/use-asked.ts';
import { photos } from '../../state/photos.ts';
import { classes } from '../../state/project.ts';
import { runs } from '../../state/training.ts';
import { words } from '../../words/words.ts';
import type { ClassMark } from './draw-stamps.ts';
import type { Dot } from './find-dots.ts';
import { MapCanvas } from './map-canvas.tsx';
import { MapLegend } from './map-legend.tsx';
import { fetchMap, mapPoints } from './map-points.ts';
import { MapSelection } from './map-selection.tsx';
import type { Tool } from './use-gestures.ts';

/** The map of all photos: alike ones together, to be looked at, looped and put right. */
export function MapView() {
  const { look } = words.value;
  const selection = useSignal<ReadonlySet<string>>(new Set());
  const tool = useSignal<Tool>('lasso');
  const heading = useRef<HTMLHeadingElement>(null);
  const run = runs.value[0]?.id;
  const { problem, askAgain } = useAsked(fetchMap, run ?? '');
  const [points, now, all] = [mapPoints.value, photos.value, classes.value];
  const dots = useMemo(
    () =>
      (points ?? []).flatMap(({ photo, x, y }): Dot[] => (now.has(photo) ? [{ id: photo, x, y, class: now.get(photo)?.class ?? '' }] : [])),
    [points, now],
  );
  const marks = useMemo(() => new Map(all.map(({ id, colour }, at): [string, ClassMark] => [id, { colour, at }])), [all]);
  useEffect(() => {
    const left = [...selection.value].filter((id) => now.has(id));
    if (left.length < selection.value.size) selection.value = new Set(left);
  }, [now, selection]);
  if (points === undefined) {
    return problem !== undefined ? (
      <div class="panel">
        <AskProblem of={problem} onAgain={askAgain} />
      </div>
    ) : (
      <div class="panel">
        <p>{look.mapWorks(now.size)}</p>
        <ProgressBar label={look.mapWorks(now.size)} />
      </div>
    );
  }
  if (dots.length === 0) return <EmptyState icon="photos" title={look.mapTitle} text={look.emptyText} />;
  return (
    <div class="map-view">
      <div class="map-main">
        <div class="map-top">
          <p class="quiet small">{look.mapText}</p>
          <Segments
            label={look.tools}
            value={tool}
            options={[
              { value: 'lasso', label: look.toolNames.lasso },
              { value: 'pan', label: look.toolNames.pan },
            ]}
          />
        </div>
        <MapCanvas dots={dots} marks={marks} selection={selection} tool={tool} onLeave={() => heading.current?.focus()} />
        <MapLegend dots={dots} selection={selection} />
      </div>
      <MapSelection selection={selection} heading={heading} />
    </div>
  );
}

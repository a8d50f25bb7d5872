import './train.css';
import { settings } from '../state/project.ts';
import { runs } from '../state/training.ts';
import { words } from '../words/words.ts';
import { AccuracyChart } from './accuracy-chart.tsx';
import { RunList } from './run-list.tsx';
import { TrainingSettings } from './training-settings.tsx';
import { TrainingStatus } from './training-status.tsx';

/** The view Train: what the training does, how its accuracy moved, what it is made with, and all runs. */
export function TrainView() {
  const { train } = words.value;
  return (
    <section class="view train-view" aria-labelledby="view-title">
      <div class="view-top">
        <h2 id="view-title" class="view-title">
          {train.title}
        </h2>
      </div>
      <div class="train-columns">
        <div class="train-main">
          <TrainingStatus />
          {runs.value.length > 1 && <AccuracyChart />}
          {runs.value.length > 0 && <RunList />}
        </div>
        {settings.value !== null && <TrainingSettings now={settings.value} />}
      </div>
    </section>
  );
}

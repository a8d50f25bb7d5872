import { api } from '../../src/studio/api.ts';
import { addressOf } from '../api/address-of.ts';
import { ask } from '../api/ask.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { attempt } from '../state/attempt.ts';
import { shipping } from '../state/shipping.ts';
import { stale } from '../state/training.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { CodeSnippet } from './code-snippet.tsx';
import { JobProgress } from './job-progress.tsx';
import { ShipProblem } from './ship-problem.tsx';
import { modelSnippets } from './snippets.ts';

/** The model that everything else is made of: what it is, how good, whether it is of the photos as they are. */
export function ModelCard() {
  const { ship, frame } = words.value;
  const { percent, bytes, moment, whole } = formats.value;
  const { model, job, problem } = shipping.value;
  const isCurrent = model?.current === true && !stale.value;
  return (
    <section class="panel model-card" aria-labelledby="model-title">
      <div class="card-top">
        <h3 id="model-title">{ship.model}</h3>
        <span class={`badge ${isCurrent ? 'is-good' : ''}`}>
          {model === null ? ship.notBuilt : isCurrent ? ship.current : ship.outdated}
        </span>
      </div>
      <p class="quiet">{model === null ? ship.modelText : isCurrent ? ship.modelCurrent : ship.modelOutdated}</p>
      {model !== null && (
        <dl class="figures">
          {model.measure !== undefined && (
            <div>
              <dt>{frame.accuracy}</dt>
              <dd class="number">
                {percent(model.measure.accuracy)}{' '}
                <span class="quiet small">{frame.interval(percent(model.measure.low, 0), percent(model.measure.high, 0))}</span>
              </dd>
            </div>
          )}
          <div>
            <dt>{ship.knows}</dt>
            <dd>{ship.classesAndPhotos(model.classes.length, model.photos)}</dd>
          </div>
          <div>
            <dt>{ship.network}</dt>
            <dd>
              {model.backbone}{' '}
              <span class="quiet small number">
                {whole(model.input.width)} × {whole(model.input.height)}
              </span>
              {model.precision !== undefined && (
                <span class="quiet small model-precision">
                  {ship.precisions[model.precision]} {model.trainedFrom !== undefined && ship.trainedFrom(model.trainedFrom)}
                </span>
              )}
            </dd>
          </div>
          <div>
            <dt>{ship.builtAt}</dt>
            <dd class="number">{moment(model.builtMs)}</dd>
          </div>
        </dl>
      )}
      {problem !== undefined && <ShipProblem of={problem} />}
      {job?.what === 'model' ? (
        <JobProgress of={job} />
      ) : (
        <div class="ship-actions">
          {!isCurrent && (
            <Button kind="main" icon="parcel" disabled={job !== null} onClick={() => void attempt(ask(api.build, { body: {} }))}>
              {model === null ? ship.build : ship.buildAgain}
            </Button>
          )}
          {model !== null && (
            <>
              <a class={`button ${isCurrent ? 'is-main' : ''}`} href={addressOf(api.download, { target: 'model' })} download={model.file}>
                <Icon name="download" />
                <span>
                  {ship.download} <span class="number">({bytes(model.bytes)})</span>
                </span>
              </a>
              <a class="button" href={addressOf(api.report, {})} target="_blank" rel="noopener">
                <Icon name="eye" />
                <span>{ship.report}</span>
              </a>
            </>
          )}
        </div>
      )}
      {model !== null && (
        <details>
          <summary>{ship.howToUse}</summary>
          {modelSnippets(model).map((each) => (
            <CodeSnippet key={each.title} of={each} />
          ))}
        </details>
      )}
    </section>
  );
}

import { useId } from 'preact/hooks';
import { api } from '../../src/studio/api.ts';
import type { Problem } from '../../src/studio/contract.ts';
import type { ShippingTarget } from '../../src/studio/shipping-contract.ts';
import { addressOf } from '../api/address-of.ts';
import { ask } from '../api/ask.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { attempt } from '../state/attempt.ts';
import { isOfSounds } from '../state/medium.ts';
import { shipping } from '../state/shipping.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { CodeSnippet } from './code-snippet.tsx';
import { JobProgress } from './job-progress.tsx';
import { ShipProblem } from './ship-problem.tsx';
import { targetSnippets } from './snippets.ts';

/** One form to take the classifier away in: what it is for, how large and fast it is, the file, the code to use it. */
export function TargetCard({ target }: { readonly target: ShippingTarget }) {
  const { ship, microphone } = words.value;
  const { bytes, whole } = formats.value;
  const { exports, model, job, unfit } = shipping.value;
  const known = exports.find((each) => each.target === target);
  const made = known?.made;
  const isCurrent = made?.current === true && model?.current === true;
  const isBusy = known?.state === 'waiting' || known?.state === 'making';
  const say = ship.targets[target];
  const title = useId();
  const refusal = unfit.find((each) => each.target === target)?.problem;
  if (refusal !== undefined) return <UnfitCard target={target} problem={refusal} />;
  return (
    <li class="panel target-card" aria-labelledby={title}>
      <div class="card-top">
        <h3 id={title}>{say.name}</h3>
        {made !== undefined && <span class={`badge ${isCurrent ? 'is-good' : ''}`}>{isCurrent ? ship.current : ship.outdated}</span>}
      </div>
      <p class="quiet">{target === 'onnx' && isOfSounds.value ? microphone.targetText : say.text}</p>
      {made !== undefined && (
        <dl class="figures">
          <div>
            <dt>{ship.size}</dt>
            <dd class="number">{bytes(made.bytes)}</dd>
          </div>
          <div>
            <dt>{isOfSounds.value ? microphone.window : ship.speed}</dt>
            <dd class="number">
              {made.millisecondsPerPhoto === undefined ? (
                <span class="quiet small">{ship.measuredThere}</span>
              ) : (
                <>
                  {whole(made.millisecondsPerPhoto)} ms <span class="quiet small">{ship.here}</span>
                </>
              )}
            </dd>
          </div>
        </dl>
      )}
      {known?.problem !== undefined && <ShipProblem of={known.problem} />}
      {isBusy && job?.what !== target && (
        <p class="small" role="status">
          {known?.state === 'making' ? ship.modelFirst : ship.waits}
        </p>
      )}
      {job?.what === target && <JobProgress of={job} />}
      {!isBusy && (
        <div class="ship-actions">
          {!isCurrent && (
            <Button onClick={() => void attempt(ask(api.makeExport, { body: { target } }))}>
              {made === undefined ? ship.make : ship.makeAgain}
              <span class="unseen"> {say.name}</span>
            </Button>
          )}
          {made !== undefined && (
            <a class={`button ${isCurrent ? 'is-main' : ''}`} href={addressOf(api.download, { target })} download={made.file}>
              <Icon name="download" />
              <span>
                {ship.download}
                <span class="unseen"> {say.name}</span>
              </span>
            </a>
          )}
        </div>
      )}
      {made !== undefined && (
        <details>
          <summary>
            {ship.howToUse}
            <span class="unseen"> {say.name}</span>
          </summary>
          {model !== null && targetSnippets(target, made.file, model).map((each) => <CodeSnippet key={each.title} of={each} />)}
          {made.notes.map((note) => (
            <p key={note} class="quiet small" lang="en">
              {note}
            </p>
          ))}
        </details>
      )}
    </li>
  );
}

/** A form that cannot hold the classifier, and why. */
function UnfitCard({ target, problem }: { readonly target: ShippingTarget; readonly problem: Problem }) {
  const { ship, microphone } = words.value;
  const title = useId();
  return (
    <li class="panel target-card is-unfit" aria-labelledby={title}>
      <div class="card-top">
        <h3 id={title}>{ship.targets[target].name}</h3>
        <span class="badge">{microphone.notThisForm}</span>
      </div>
      <p class="quiet">{microphone.whyNotThisForm(problem.message, problem.hint ?? '')}</p>
    </li>
  );
}

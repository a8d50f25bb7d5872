import { api } from '../../src/studio/api.ts';
import { ask } from '../api/ask.ts';
import { Button } from '../parts/button.tsx';
import { ClassChip } from '../parts/class-chip.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { attempt } from '../state/attempt.ts';
import { classById } from '../state/project.ts';
import { takeBack } from '../state/take-back.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import type { Tried } from './judge-live.ts';
import { asShown, namedClass } from './smooth-verdict.ts';
import { forgetLesson, type Lesson } from './teach.ts';

/** What became of a picture that was named wrongly: where it went, that it is learned, what is said of it before and after. */
export function LessonCard({ of }: { readonly of: Lesson }) {
  const { trying, frame, parts, train } = words.value;
  const { operation, run, after } = of;
  const undo = (): void => {
    if (operation !== undefined) void takeBack([operation]);
    forgetLesson();
  };
  return (
    <section class="panel lesson" aria-label={trying.lesson}>
      <div class="lesson-top">
        <img src={of.before.spectrogram ?? of.picture} alt={trying.lessonPicture(of.to.name)} />
        <div class="lesson-said" role="status">
          <p>{trying.phases[of.phase](of.to.name)}</p>
          {run?.measure !== undefined && <p class="quiet small">{trying.accuracyNow(formats.value.percent(run.measure.accuracy))}</p>}
        </div>
        <IconButton icon="close" label={parts.close} onClick={forgetLesson} />
      </div>
      {(of.phase === 'adding' || of.phase === 'learning') && <ProgressBar label={trying.phases[of.phase](of.to.name)} />}
      {of.phase === 'waiting' && (
        <Button icon="play" kind="main" onClick={() => void attempt(ask(api.train, { body: {} }))}>
          {train.start}
        </Button>
      )}
      <dl class="lesson-verdicts">
        <Said name={trying.before} tried={of.before} own={of.to.id} />
        {after !== undefined && <Said name={trying.after} tried={after} own={of.to.id} />}
      </dl>
      {operation !== undefined && (
        <Button icon="undo" onClick={undo}>
          {frame.undo}
        </Button>
      )}
    </section>
  );
}

function Said({ name, tried, own }: { readonly name: string; readonly tried: Tried; readonly own: string }) {
  const { trying } = words.value;
  const shown = asShown(tried);
  const said = classById.value.get(namedClass(shown) ?? '');
  const right = shown.probabilities.get(own) ?? 0;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {said === undefined ? trying.noneOfThese : <ClassChip of={said} />}
        <span class="quiet small number">{trying.ownShare(classById.value.get(own)?.name ?? '', formats.value.percent(right))}</span>
      </dd>
    </div>
  );
}

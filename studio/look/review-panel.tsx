import './photo-actions.css';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { Button } from '../parts/button.tsx';
import { ClassChip } from '../parts/class-chip.tsx';
import { classById, classes } from '../state/project.ts';
import { words } from '../words/words.ts';
import { CopiesOf } from './copies-of.tsx';
import { describeSuspicion } from './describe-suspicion.ts';
import { HeatPhoto } from './heat-photo.tsx';
import { heatShown } from './heat-shown.ts';
import { HeatSwitch, heatClass } from './heat-switch.tsx';
import { JudgementOf } from './judgement-of.tsx';
import { choosing, mostDigits } from './review-keys.ts';
import { settlePhoto, unsettle } from './settle-photo.ts';
import { lastSettled } from './settled-photos.ts';
import { suggestedClass, suspicions } from './suspicions.ts';

/** The photo that is looked at: large, with what is suspicious about it, and what can be done. */
export function ReviewPanel({ photo }: { readonly photo: PhotoInfo }) {
  const { look, frame } = words.value;
  const reasons = suspicions.value.get(photo.id) ?? [];
  const last = lastSettled.value;
  const own = classById.value.get(photo.class);
  const suggested = classById.value.get(suggestedClass(reasons) ?? '');
  return (
    <section class="panel review-panel" aria-label={look.photoOf(photo.name, own?.name ?? '')}>
      <HeatPhoto photo={photo} alt={photo.name} heatFor={heatShown.value ? heatClass(photo) : undefined} />
      <div class="review-name">
        <h3>{photo.name}</h3>
        {own !== undefined && <ClassChip of={own} />}
      </div>
      {reasons.length > 0 ? (
        <ul class="review-reasons" aria-label={look.why}>
          {reasons.map((reason) => (
            <li key={JSON.stringify(reason)}>{describeSuspicion(reason, photo)}</li>
          ))}
        </ul>
      ) : (
        <p class="quiet">{photo.kept === true ? look.kept : look.notSuspicious}</p>
      )}
      <JudgementOf photo={photo} />
      <div class="review-actions">
        {suggested !== undefined && (
          <Button kind="main" onClick={() => void settlePhoto(photo, { what: 'move', to: suggested.id })}>
            {look.moveTo(suggested.name)} <kbd>{look.keyNames.suggested}</kbd>
          </Button>
        )}
        <Button onClick={() => void settlePhoto(photo, { what: 'keep' })}>
          {look.keep} <kbd>{look.keyNames.keep}</kbd>
        </Button>
        <Button kind="grave" onClick={() => void settlePhoto(photo, { what: 'remove' })}>
          {look.remove} <kbd>{look.keyNames.remove}</kbd>
        </Button>
      </div>
      <CopiesOf reasons={reasons} />
      <HeatSwitch photo={photo} />
      <fieldset class="move-to">
        <legend>{look.move}</legend>
        {classes.value.slice(0, mostDigits).map((each, at) => (
          <button
            key={each.id}
            type="button"
            class="button"
            disabled={each.id === photo.class}
            onClick={() => void settlePhoto(photo, { what: 'move', to: each.id })}
          >
            <kbd>{at + 1}</kbd> <ClassChip of={each} />
          </button>
        ))}
        {classes.value.length > mostDigits && (
          <Button onClick={() => (choosing.value = true)}>
            {look.otherClass} <kbd>{look.keyNames.choose}</kbd>
          </Button>
        )}
      </fieldset>
      {last !== undefined && (
        <p class="review-done small">
          <span>{last.said}</span>
          <Button kind="quiet" icon="undo" onClick={() => void unsettle()}>
            {frame.undo} <kbd>{look.keyNames.undo}</kbd>
          </Button>
        </p>
      )}
    </section>
  );
}

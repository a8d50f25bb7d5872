import './review.css';
import { useEffect } from 'preact/hooks';
import { EmptyState } from '../parts/empty-state.tsx';
import { Field } from '../parts/field.tsx';
import { audit } from '../state/judgements.ts';
import { photosByClass } from '../state/photos.ts';
import { classById, classes } from '../state/project.ts';
import { words } from '../words/words.ts';
import { AuditState } from './audit-state.tsx';
import { ChooseClass } from './choose-class.tsx';
import { KeyHelp } from './key-help.tsx';
import { ReviewGrid } from './review-grid.tsx';
import { pressKey } from './review-keys.ts';
import { current, reviewed, reviewList } from './review-list.ts';
import { ReviewPanel } from './review-panel.tsx';
import { unsettle } from './settle-photo.ts';
import { lastSettled } from './settled-photos.ts';
import { suspicions } from './suspicions.ts';

/** The photos to look through, the suspicious ones first, and beside them the one that is looked at. */
export function ReviewView() {
  const { look } = words.value;
  const of = classById.value.get(reviewed.value);
  const list = reviewList.value;
  const photo = list.find(({ id }) => id === current.value);
  useEffect(() => {
    if (reviewed.value !== 'all' && of === undefined) reviewed.value = 'all'; // the class is gone
  }, [of]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || isWrittenIn(event.target)) return;
    if (isUndo(event)) {
      if (lastSettled.peek() === undefined) return; // the page's own undo says what there is
      if (!event.repeat) void unsettle();
    } else if (photo === undefined || !pressKey(event, photo)) return;
    event.preventDefault();
    event.stopPropagation(); // the page's own undo would do it a second time
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its keys are those of the grid and the buttons within it
    <div class="review" onKeyDown={onKeyDown}>
      <div class="review-list">
        <Field label={look.show}>
          {({ id }) => (
            <select id={id} value={reviewed.value} onChange={(event) => (reviewed.value = event.currentTarget.value)}>
              <option value="all">{look.allSuspicious(suspicions.value.size)}</option>
              {classes.value.map((each) => {
                const all = photosByClass.value.get(each.id) ?? [];
                const suspicious = all.filter(({ id: one }) => suspicions.value.has(one)).length;
                return (
                  <option key={each.id} value={each.id}>
                    {look.ofClass(each.name, suspicious, all.length)}
                  </option>
                );
              })}
            </select>
          )}
        </Field>
        {audit.value !== 'done' && <AuditState />}
        {list.length === 0 ? (
          audit.value === 'done' && <EmptyState icon="check" title={look.nothingSuspicious} text={look.nothingSuspiciousText} />
        ) : (
          <ReviewGrid label={of === undefined ? look.gridOfAll : look.gridOf(of.name)} />
        )}
        {list.length > 0 && <KeyHelp />}
      </div>
      {photo !== undefined && <ReviewPanel key="panel" photo={photo} />}
      {photo !== undefined && <ChooseClass photo={photo} />}
    </div>
  );
}

const isUndo = ({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): boolean =>
  key.toLowerCase() === 'z' && (ctrlKey || metaKey) && !shiftKey && !altKey;

/** Whether keys are letters where they were pressed, or lead through a list of choices, or belong to a dialog. */
const isWrittenIn = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input:not([type=checkbox]), select, textarea, dialog') !== null;

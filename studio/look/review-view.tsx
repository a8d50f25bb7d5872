import './review.css';
import { useEffect } from 'preact/hooks';
import { EmptyState } from '../parts/empty-state.tsx';
import { Field } from '../parts/field.tsx';
import { photosByClass } from '../state/photos.ts';
import { classById, classes } from '../state/project.ts';
import { words } from '../words/words.ts';
import { ChooseClass } from './choose-class.tsx';
import { KeyHelp } from './key-help.tsx';
import { ReviewGrid } from './review-grid.tsx';
import { current, reviewed, reviewList } from './review-list.ts';
import { ReviewPanel } from './review-panel.tsx';
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
  return (
    <div class="review">
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
        {list.length === 0 ? (
          <EmptyState icon="check" title={look.nothingSuspicious} text={look.nothingSuspiciousText} />
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

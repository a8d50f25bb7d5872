import './photo-actions.css';
import { api } from '../../src/studio/api.ts';
import type { ClassInfo } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { Button } from '../parts/button.tsx';
import { ClassChip } from '../parts/class-chip.tsx';
import { Menu } from '../parts/menu.tsx';
import { doUndoably } from '../state/do-undoably.ts';
import { classes } from '../state/project.ts';
import { words } from '../words/words.ts';

/** More classes than these are a menu. */
const mostButtons = 8;

/** What can be done with photos that are selected: to another class, found right, removed. `first` is the class that is offered before others. */
export function PhotoActions({ ids, first }: { readonly ids: readonly string[]; readonly first?: ClassInfo | undefined }) {
  const { look } = words.value;
  const none = ids.length === 0;
  const photos = [...ids];
  const run = (work: Promise<unknown>, said: string): void => {
    void doUndoably(work, said);
  };
  const move = (to: ClassInfo): void => run(ask(api.movePhotos, { body: { photos, to: to.id } }), look.movedMany(ids.length, to.name));
  const keep = (): void => run(ask(api.keepPhotos, { body: { photos } }), look.keptMany(ids.length));
  const remove = (): void => run(ask(api.removePhotos, { body: { photos } }), look.removedMany(ids.length));
  const others = classes.value.filter(({ id }) => id !== first?.id);
  return (
    <div class="photo-actions">
      <div class="photo-actions-row">
        {first !== undefined && (
          <Button kind="main" disabled={none} onClick={() => move(first)}>
            {look.moveTo(first.name)}
          </Button>
        )}
        <Button disabled={none} onClick={keep}>
          {look.keep}
        </Button>
        <Button kind="grave" icon="trash" disabled={none} onClick={remove}>
          {look.remove}
        </Button>
        {!none && others.length > mostButtons && (
          <Menu label={look.move} icon="right" isLabelled items={others.map((each) => ({ label: each.name, run: () => move(each) }))} />
        )}
      </div>
      {others.length <= mostButtons && (
        <fieldset class="move-to">
          <legend>{look.move}</legend>
          {others.map((each) => (
            <button key={each.id} type="button" class="button" disabled={none} onClick={() => move(each)}>
              <ClassChip of={each} />
            </button>
          ))}
        </fieldset>
      )}
    </div>
  );
}

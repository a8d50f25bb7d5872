import { api } from '../../src/studio/api.ts';
import type { ClassInfo } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { Button } from '../parts/button.tsx';
import { Menu } from '../parts/menu.tsx';
import { announce } from '../state/announce.ts';
import { doUndoably } from '../state/do-undoably.ts';
import { classes } from '../state/project.ts';
import { words } from '../words/words.ts';

/** What can be done with photos that are selected: to another class, found right, removed. `first` is the class that is offered before others. */
export function PhotoActions({ ids, first }: { readonly ids: readonly string[]; readonly first?: ClassInfo | undefined }) {
  const { look } = words.value;
  const none = ids.length === 0;
  const run = (work: Promise<unknown>, said: string): void => {
    void doUndoably(work, said).then((done) => {
      if (done) announce(said);
    });
  };
  const move = (to: ClassInfo): void => {
    run(ask(api.movePhotos, { body: { photos: [...ids], to: to.id } }), look.movedMany(ids.length, to.name));
  };
  return (
    <div class="photo-actions">
      {first !== undefined && (
        <Button kind="main" disabled={none} onClick={() => move(first)}>
          {look.moveTo(first.name)}
        </Button>
      )}
      <Button disabled={none} onClick={() => run(ask(api.keepPhotos, { body: { photos: [...ids] } }), look.keptMany(ids.length))}>
        {look.keep}
      </Button>
      <Button
        kind="grave"
        icon="trash"
        disabled={none}
        onClick={() => run(ask(api.removePhotos, { body: { photos: [...ids] } }), look.removedMany(ids.length))}
      >
        {look.remove}
      </Button>
      {!none && <Menu label={look.move} icon="right" items={classes.value.map((each) => ({ label: each.name, run: () => move(each) }))} />}
    </div>
  );
}

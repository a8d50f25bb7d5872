import { IconButton } from '../parts/icon-button.tsx';
import { project, undoable } from '../state/project.ts';
import { takeBackLast } from '../state/take-back.ts';
import { words } from '../words/words.ts';
import { AccuracyMeter } from './accuracy-meter.tsx';
import { Mark } from './mark.tsx';
import { PreferencesMenu } from './preferences-menu.tsx';

/** Whose project it is, how good it is, and what holds for all views. */
export function Header() {
  const { frame } = words.value;
  const last = undoable.value[0];
  return (
    <header class="app-header">
      <Mark />
      <h1 class="app-project" title={project.value?.folder ?? ''}>
        {project.value?.name ?? frame.title}
      </h1>
      <AccuracyMeter />
      <IconButton
        icon="undo"
        label={last === undefined ? frame.nothingToUndo : frame.undoLast(last)}
        disabled={last === undefined}
        onClick={() => void takeBackLast()}
      />
      <PreferencesMenu />
    </header>
  );
}

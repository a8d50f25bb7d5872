import './collect.css';
import { classById } from '../state/project.ts';
import { route } from '../state/route.ts';
import { ClassBoard } from './class-board.tsx';
import { ClassPhotos } from './class-photos.tsx';

/** The view Collect: the classes as cards, or one class's photos whole. */
export function CollectView() {
  const chosen = classById.value.get(route.value.rest[0] ?? '');
  return chosen === undefined ? <ClassBoard /> : <ClassPhotos key={chosen.id} of={chosen} />;
}

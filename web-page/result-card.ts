import type { NamedPicture } from '../src/prediction/name-classes.ts';
import { make } from './element.ts';
import type { Card } from './receive-files.ts';
import { sayFailure, sayPredictions } from './say-predictions.ts';

/** A picture and, once it is known, what is in it. */
export interface ResultCard extends Card {
  tell(found: NamedPicture, milliseconds: number): void;
}

/** Makes the card of a picture that is being looked at. */
export function resultCard(picture: HTMLImageElement | HTMLCanvasElement, name: string): ResultCard {
  const node = make('article', 'card');
  const figure = make('figure');
  figure.append(picture, make('figcaption', 'quiet', name));
  const says = make('div', 'says');
  const waiting = make('p', 'quiet', 'Looking…');
  says.append(waiting);
  node.append(figure, says);
  return {
    node,
    tell(found, milliseconds) {
      waiting.replaceWith(...sayPredictions(found, 'picture'), make('p', 'quiet', `${Math.round(milliseconds)} ms on this device`));
    },
    fail(error) {
      waiting.replaceWith(...sayFailure(error, 'picture'));
    },
  };
}

import type { Predicted } from '../src/prediction/predicted.ts';
import type { Prediction } from '../src/prediction/prediction.ts';
import { make } from './element.ts';

/** What is said of a picture that was read. */
export type Found = Exclude<Predicted, { readonly error: unknown }>;

/** So many classes are shown; the rest would be bars of nothing. */
const shown = 5;

/** A picture and, once it is known, what is in it. */
export interface ResultCard {
  readonly node: HTMLElement;
  tell(found: Found, milliseconds: number): void;
  fail(error: unknown): void;
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
      const several = found.predictions.some(({ present }) => present !== undefined);
      waiting.replaceWith(
        heading(found, several),
        bars(found.predictions, several),
        make('p', 'quiet', `${Math.round(milliseconds)} ms on this device`),
      );
    },
    fail(error) {
      const hint = error instanceof Error && 'hint' in error && typeof error.hint === 'string' ? error.hint : '';
      const message = error instanceof Error ? error.message : String(error);
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      const title = code.startsWith('IMAGE_') ? 'This picture could not be read' : 'The model could not look at it';
      waiting.replaceWith(make('h3', 'wrong', title), make('p', '', message), make('p', 'quiet', hint));
    },
  };
}

function heading({ predictions, unknown }: Found, several: boolean): HTMLElement {
  if (several) {
    const there = predictions.filter(({ present }) => present === true).map(({ label }) => label);
    return make('h3', there.length === 0 ? 'wrong' : '', there.length === 0 ? 'None of its classes' : there.join(', '));
  }
  if (unknown !== true) return make('h3', '', predictions[0]?.label ?? '');
  const box = make('div');
  box.append(
    make('h3', 'wrong', 'Unknown'),
    make('p', '', 'This picture is like none that the model was trained on. What it resembles most:'),
  );
  return box;
}

function bars(predictions: readonly Prediction[], several: boolean): HTMLElement {
  const list = make('ol', 'bars');
  for (const { label, probability, present } of predictions.slice(0, shown)) {
    const row = make('li', several && present !== true ? 'absent' : '');
    const bar = make('span', 'bar');
    const fill = make('span');
    fill.style.width = `${100 * probability}%`;
    bar.append(fill);
    row.append(make('span', 'label', label), bar, make('span', 'share', `${(100 * probability).toFixed(1)} %`));
    list.append(row);
  }
  return list;
}

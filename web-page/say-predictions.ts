import type { NamedPicture } from '../src/prediction/name-classes.ts';
import type { Prediction } from '../src/prediction/prediction.ts';
import { make } from './element.ts';

/** So many classes are shown; the rest would be bars of nothing. */
const shown = 5;

/** What is said of a picture or sound: the class, or that it is unknown; and how sure, for each. */
export function sayPredictions({ predictions, unknown }: NamedPicture, what: 'picture' | 'sound'): readonly HTMLElement[] {
  const several = predictions.some(({ present }) => present !== undefined);
  return [heading(predictions, unknown === true, several, what), bars(predictions, several)];
}

/** Why nothing is said. */
export function sayFailure(error: unknown, what: 'picture' | 'sound'): readonly HTMLElement[] {
  const hint = error instanceof Error && 'hint' in error && typeof error.hint === 'string' ? error.hint : '';
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const title = /^(IMAGE|SOUND)_/.test(code) ? `This ${what} could not be read` : `The model could not ${verbs[what]} it`;
  return [make('h3', 'wrong', title), make('p', '', message), make('p', 'quiet', hint)];
}

const verbs = { picture: 'look at', sound: 'listen to' } as const;

function heading(predictions: readonly Prediction[], unknown: boolean, several: boolean, what: 'picture' | 'sound'): HTMLElement {
  if (several) {
    const there = predictions.filter(({ present }) => present === true).map(({ label }) => label);
    return make('h3', there.length === 0 ? 'wrong' : '', there.length === 0 ? 'None of its classes' : there.join(', '));
  }
  if (!unknown) return make('h3', '', predictions[0]?.label ?? '');
  const box = make('div');
  box.append(
    make('h3', 'wrong', 'Unknown'),
    make('p', '', `This ${what} is like none that the model was trained on. What it resembles most:`),
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

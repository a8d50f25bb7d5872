import type { ImageOutcome, ModelInfo } from '../src/server/contract.ts';
import { element } from './element.ts';

/** What the model says of a photo or sound: it, and a bar for each class. */
export function showOutcome(outcome: ImageOutcome, file: File | undefined, takes: ModelInfo['takes']): HTMLElement {
  const name = outcome.name ?? file?.name ?? (takes === 'sounds' ? 'sound' : 'photo');
  const source: Readonly<Record<string, string>> = file === undefined ? {} : { src: URL.createObjectURL(file) };
  const shown =
    takes === 'sounds'
      ? element('audio', { controls: '', 'aria-label': `The sound ${name}`, ...source })
      : element('img', { alt: `The photo ${name}`, ...source });
  // What this browser cannot play or draw has no broken player or picture; the answer stands without it.
  shown.addEventListener('error', () => shown.replaceWith(element('p', { class: 'quiet' }, name)));
  if ('error' in outcome) {
    const { message, hint = '' } = outcome.error;
    return element('figure', {}, shown, element('figcaption', {}, element('p', { class: 'fault' }, `${message} ${hint}`)));
  }
  const bars = outcome.predictions.map(({ label, probability }) =>
    element(
      'li',
      {},
      element('span', { class: 'label' }, label),
      element('progress', { value: String(probability), max: '1', 'aria-label': `Probability of ${label}` }),
      element('span', { class: 'number' }, `${(100 * probability).toFixed(1)} %`),
    ),
  );
  const unknown = outcome.unknown ? [element('p', { class: 'unknown' }, 'It is like nothing that the model knows.')] : [];
  return element(
    'figure',
    {},
    shown,
    element('figcaption', {}, element('h3', {}, name), ...unknown, element('ol', { class: 'bars' }, ...bars)),
  );
}

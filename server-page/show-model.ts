import type { ModelInfo } from '../src/server/contract.ts';
import { element } from './element.ts';

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

/** A model: its name, how good it is, and its classes. */
export function showModel(model: ModelInfo): HTMLElement {
  return element(
    'article',
    { class: 'model' },
    element('h3', {}, model.name),
    element('p', {}, quality(model)),
    element(
      'ul',
      { class: 'classes', 'aria-label': `Classes of ${model.name}` },
      ...model.classes.map((label) => element('li', {}, label)),
    ),
    element(
      'p',
      { class: 'quiet' },
      `${model.backbone.name}, ${model.backbone.precision}, ${inputOf(model)}; version ${model.version}, made ${model.created.slice(0, 10)}`,
    ),
  );
}

/** What the network sees. */
function inputOf({ input, sound }: ModelInfo): string {
  if (sound === undefined) return `${input.width} x ${input.height} pixels`;
  return `sounds of up to ${sound.mostSeconds} s, in windows of ${sound.windowSeconds} s at ${sound.sampleRate} Hz`;
}

function quality({ accuracy, meanAveragePrecision, classes, takes }: ModelInfo): string {
  const count = `${classes.length} classes`;
  if (accuracy !== undefined) {
    const { value, low, high, images } = accuracy;
    return `${count}; names ${percent(value)} of ${images} ${takes} held out rightly (95 % interval: ${percent(low)} to ${percent(high)}).`;
  }
  if (meanAveragePrecision !== undefined) return `${count}, any number a photo; mean average precision ${percent(meanAveragePrecision)}.`;
  return `${count}; it was not measured on ${takes} held out.`;
}

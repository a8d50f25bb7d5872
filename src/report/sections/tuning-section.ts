import { html, trusted } from '../escape-html.ts';
import { numbersBehind, table, type WriteSection } from '../section.ts';
import { percent, thousands } from '../write-numbers.ts';

/** What of the backbone was trained, and what each epoch brought. */
export const tuningSection: WriteSection = ({ tuning }, pictures) => {
  if (tuning === undefined) return undefined;
  const { from, frozenAt, blocks, before, after, epochs, best } = tuning;
  const weights = blocks.reduce((sum, { parameters }) => sum + parameters, 0);
  const names = shortNames([frozenAt, ...blocks.map(({ name }) => name)]);
  const four = (number: number): string => number.toFixed(4);
  const gain =
    before === undefined || after === undefined
      ? ''
      : best === 0
        ? `On the photos held out the head alone has ${percent(before.accuracy)} right, a log loss of ${four(before.loss)}, a head on the trained backbone ${percent(after.accuracy)}, ${four(after.loss)}: not clearly better, so the backbone stayed as it was, and the head alone was kept.`
        : `On the photos held out the head alone has ${percent(before.accuracy)} right, a log loss of ${four(before.loss)}; the head that was fitted to the trained backbone ${percent(after.accuracy)}, ${four(after.loss)}. The weights of epoch ${best} were kept.`;
  const value = (number: number | undefined, write: (number: number) => string): string => (number === undefined ? '–' : write(number));
  return {
    id: 'tuning',
    title: 'Training the backbone',
    body: html`<p>Training went from ${from} on: ${thousands(weights)} weights, the head’s among them. All up to ${names[0]} stayed as it was. ${gain}</p>
${pictures.tuning && html`<figure class="plot" role="img" aria-label="Loss and accuracy after each of ${epochs.length} epochs. The numbers follow.">${trusted(pictures.tuning)}</figure>`}
${numbersBehind(
  'Loss and accuracy by epoch',
  ['Epoch', 'Loss', 'Right', 'Loss, held out', 'Right, held out'],
  [
    ...(before === undefined ? [] : [['head alone', '–', '–', four(before.loss), percent(before.accuracy)]]),
    ...epochs.map((epoch) => [
      `${epoch.epoch}${epoch.epoch === best ? ', kept' : ''}`,
      ...[four(epoch.loss), percent(epoch.accuracy), value(epoch.validationLoss, four), value(epoch.validationAccuracy, percent)],
    ]),
    ...(after === undefined ? [] : [['head fitted again', '–', '–', four(after.loss), percent(after.accuracy)]]),
  ],
)}
${table(
  'What was trained',
  ['Block', 'Weights', 'Learning rate, as a part'],
  [
    [`all up to ${names[0]}`, 'none: frozen', '–'],
    ...blocks.map(({ parameters, rate }, index) => [names[index + 1] ?? '', thousands(parameters), rate.toPrecision(2)]),
  ],
)}`,
  };
};

/**
 * The blocks' own names: of InceptionV3/InceptionV3/Mixed_7a/concat, Mixed_7a. Left out are the operator at the end, what all
 * begin with, and, of layers that a converter made one, all names but the first.
 */
function shortNames(names: readonly string[]): string[] {
  const paths = names.map((name) => {
    const parts = (name.split(';')[0] ?? name).split('/');
    return parts.length > 1 ? parts.slice(0, -1) : parts;
  });
  const nested = paths.filter((path) => path.length > 1);
  let common = 0;
  while (nested.every((path) => path.length > common + 1 && path[common] === nested[0]?.[common]) && nested.length > 0) common++;
  return paths.map((path) => (path.length > 1 ? path.slice(common) : path).join('/'));
}

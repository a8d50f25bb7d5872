import { html, trusted } from '../escape-html.ts';
import { numbersBehind, table, type WriteSection } from '../section.ts';
import { percent, thousands } from '../write-numbers.ts';

/** What of the backbone was trained, and what each epoch brought. */
export const tuningSection: WriteSection = ({ tuning }, pictures) => {
  if (tuning === undefined) return undefined;
  const { from, frozenAt, blocks, before, after, epochs, best } = tuning;
  const weights = blocks.reduce((sum, { parameters }) => sum + parameters, 0);
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
    body: html`<p>Training went from ${from} on: ${thousands(weights)} weights, the head’s among them. All up to ${lastPart(frozenAt)} stayed as it was. ${gain}</p>
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
    [`all up to ${lastPart(frozenAt)}`, 'none: frozen', '–'],
    ...blocks.map(({ name, parameters, rate }) => [lastPart(name), thousands(parameters), rate.toPrecision(2)]),
  ],
)}`,
  };
};

/** A block's own name: of InceptionV3/InceptionV3/Mixed_7a/concat, Mixed_7a. */
function lastPart(name: string): string {
  const parts = name.split('/');
  return (parts.length > 1 ? parts.at(-2) : parts[0]) ?? name;
}

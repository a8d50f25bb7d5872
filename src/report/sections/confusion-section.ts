import { wordsOf } from '../../medium.ts';
import { type Html, html } from '../escape-html.ts';
import type { WriteSection } from '../section.ts';
import { table } from '../section.ts';
import { listConfusions } from '../summarize.ts';
import { counted } from '../write-numbers.ts';

/** More classes than this do not fit on a screen as a matrix: the pairs that are confused are listed. */
const mostInMatrix = 40;

/** So many pairs are listed beside the matrix, or in its place. */
const beside = 8;
const mostPairs = 60;

/** Which classes are taken for which; each cell opens its photos. */
export const confusionSection: WriteSection = ({ evaluation, classes, medium }) => {
  if (evaluation === undefined) return undefined;
  const { confusion, on, images } = evaluation;
  const { one, many, Many, met } = wordsOf(medium);
  const name = (label: number): string => classes[label] ?? '';
  const opener = (label: number, predicted: number, count: number, of: number): Html =>
    html`<button type="button" class="cell ${label === predicted ? 'right' : 'wrong'}" style="--share:${(count / Math.max(1, of)).toFixed(3)}" data-label="${label}" data-predicted="${predicted}" aria-label="${counted(count, one)} of ${name(label)} taken for ${name(predicted)}">${count}</button>`;
  const matrix = html`<div class="scroll" tabindex="0" role="region" aria-label="Confusion matrix"><table class="matrix">
<caption>Rows: what is ${medium === 'sounds' ? 'heard' : 'shown'}; columns: what is named</caption>
<thead><tr><td></td>${classes.map((label) => html`<th scope="col"><span>${label}</span></th>`)}</tr></thead>
<tbody>
${confusion.map((row, label) => {
  const of = row.reduce((sum, count) => sum + count, 0);
  return html`<tr><th scope="row">${name(label)}</th>${row.map((count, predicted) => html`<td>${count === 0 ? html`<span class="none">0</span>` : opener(label, predicted, count, of)}</td>`)}</tr>\n`;
})}</tbody>
</table></div>`;
  const pairs = listConfusions(confusion).slice(0, classes.length <= mostInMatrix ? beside : mostPairs);
  const list = table(
    'The most often mistaken',
    [medium === 'sounds' ? 'Heard' : 'Shown', 'Named', Many],
    pairs.map(({ label, predicted, count }) => [name(label), name(predicted), opener(label, predicted, count, count)]),
  );
  const source = on === 'held-out' ? 'that were held out' : `each judged by a head that had not ${met} it`;
  return {
    id: 'confusion',
    title: 'What is taken for what',
    body: html`<p>On ${counted(images, one)} ${source}. A number opens the ${many} behind it.</p>
<div class="beside">${classes.length <= mostInMatrix ? matrix : ''}
${pairs.length > 0 ? list : ''}</div>`,
  };
};

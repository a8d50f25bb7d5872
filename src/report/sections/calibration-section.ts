import { wordsOf } from '../../medium.ts';
import { html, trusted } from '../escape-html.ts';
import { numbersBehind, type WriteSection } from '../section.ts';
import { honesty } from '../summarize.ts';
import { percent, thousands } from '../write-numbers.ts';

/** Whether the probabilities can be taken at their word. */
export const calibrationSection: WriteSection = ({ calibration, medium }, { reliability }) => {
  const { many, Many } = wordsOf(medium);
  if (calibration === undefined) return undefined;
  const { error, uncalibratedError, errorByChance, bins } = calibration;
  const before = uncalibratedError === undefined ? '' : ` Before temperature scaling the distance was ${percent(uncalibratedError)}.`;
  return {
    id: 'confidence',
    title: 'Does its confidence hold?',
    body: html`<p>${honesty(error, errorByChance)}${before} Of the ${many} that it is 80 % sure of, 80 % should be right: then the dots lie on the line. Large dots stand for many of them.</p>
${reliability && html`<figure class="plot" role="img" aria-label="Reliability diagram: accuracy against confidence, over ${bins.length} groups of ${many}. The numbers follow.">${trusted(reliability)}</figure>`}
${numbersBehind(
  `${Many} by how sure the model was`,
  ['Confidence', Many, 'Mean confidence', 'Right'],
  bins.map(({ from, to, images, confidence, accuracy }) => [
    `${Math.round(100 * from)} to ${Math.round(100 * to)} %`,
    thousands(images),
    percent(confidence),
    percent(accuracy),
  ]),
)}`,
  };
};
